"""Names are learned from sentences whose English spells them."""

from __future__ import annotations

from embeddings.training.people import Examples, fit, spelt_names


def test_people_are_learned_where_english_spells_them() -> None:
    assert spelt_names("Wang Jianguo and Liu Xiaohong spoke.", "王建国和刘晓红发言。") == [(0, 3), (4, 7)]
    assert spelt_names("The king spoke.", "王建国发言。") == []
    examples = Examples()
    for name in ("王建国", "李建华", "张建军", "王国华"):
        for text in (f"市长{name}说，天气好。", f"{name}表示同意。"):
            start = text.index(name)
            examples.add(text, [(start, start + 3)], unsure=9.0)
            examples.add(text.replace(name, "王府井"), [], unsure=9.0)
    assert sum(examples.names) == 8
    weights = fit(examples)
    assert weights["1建"] > 0 > weights[""]
