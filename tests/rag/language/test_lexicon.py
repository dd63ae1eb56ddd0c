"""The dictionary and the bridge between the languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import StoreError
from rag.language import lexicon
from rag.language.lexicon import glosses, segment, translations
from rag.language.packed import PackedTable, write_packed
from rag.language.segmentation import Segmenter


def best(word: str, count: int = 6) -> list[str]:
    return [target for target, _ in translations(word)[:count]]


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("chaired", "主持"),
        ("governor", "省长"),
        ("meetings", "会议"),
        ("economy", "经济"),
        ("standing committee", "常务委员会"),
        ("snow", "雪"),
    ],
)
def test_english_words_reach_chinese_ones(english: str, chinese: str) -> None:
    assert chinese in best(english, 12)


@pytest.mark.parametrize(
    ("chinese", "english"), [("会议", "meet"), ("會議", "meet"), ("快递", "express"), ("冰雪", "ice")]
)
def test_chinese_words_reach_english_stems(chinese: str, english: str) -> None:
    assert english in best(chinese)


def test_probabilities_are_a_distribution() -> None:
    for word in ("meeting", "governor", "主持"):
        assert 0.9 < sum(p for _, p in translations(word)) < 1.1


@pytest.mark.parametrize("word", ["", " ", "zxqv", "龘龘龘", "的", "a b c d e f g"])
def test_what_the_bridge_lacks_is_empty(word: str) -> None:
    assert translations(word) == [] or word == "的"


def test_glosses_read_and_explain_a_word() -> None:
    readings = {gloss.pinyin: gloss.senses for gloss in glosses("银行")}
    assert "bank" in readings["yín háng"]
    assert glosses("銀行") == glosses("银行")
    assert glosses("无此词") == []


def test_segmentation_finds_words_and_loses_nothing() -> None:
    text = "省委书记主持召开省委常委会会议, Jan 22，會議"
    assert "".join(segment(text)) == text
    assert {"书记", "主持", "會議"} <= set(segment(text))
    assert segment("") == []


@given(
    st.dictionaries(st.text("甲乙丙丁", min_size=1, max_size=14), st.integers(0, 255), max_size=30),
    st.text("甲乙丙丁戊", max_size=30),
)
def test_segmentation_takes_the_likeliest_of_all_cuts(weights: dict[str, int], run: str) -> None:
    words = Segmenter(weights).split(run)
    best = [0] + [-10_000] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - 12), end):
            known = weights.get(run[start:end], 0 if end - start == 1 else -10_000)
            best[end] = max(best[end], best[start] + known - 180)
    assert "".join(words) == run
    assert sum(weights.get(word, 0) - 180 for word in words) == best[-1]


def test_a_packed_table_keeps_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "table.bin"
    write_packed(path, [(f"k{i}", f"v{i}", i % 256) for i in range(300)])
    table = PackedTable(path)
    assert table.get("k257") == "v257"
    assert table.weight("k255") == 255
    assert table.get("absent") is None
    assert "k0" in table
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(StoreError, match="reinstall"):
        PackedTable(path)


def test_the_manifest_describes_the_files_that_are_there() -> None:
    manifest = json.loads((lexicon.DATA / "manifest.json").read_text("utf-8"))
    for name, facts in manifest["files"].items():
        assert (lexicon.DATA / name).stat().st_size == facts["bytes"], name
