"""Examples: an answer stays where it is, and what is called unanswerable is."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from embeddings.training.reader import bilingual
from embeddings.training.reader.examples import Example, Unanswerable, asked_across, window
from rag.language.scripts import is_han

PASSAGE = (
    "临川市位于清河下游。全市面积1280平方公里。2019年，全市人口为86万人。市政府驻城东街道。"
    "1952年，临川市设立。沈砚秋任第一任市长。临川大桥全长2300米，1987年建成通车。"
)


def example(question: str, answer: str) -> Example:
    start = PASSAGE.index(answer)
    return Example("q", question, "临川市", PASSAGE, start, start + len(answer))


@pytest.mark.parametrize("seed", range(20))
def test_a_window_keeps_the_answer(seed: int) -> None:
    whole = example("临川市2019年有多少人口？", "86万人")
    cut = window(whole, random.Random(seed), shortest=20, longest=60)
    assert cut.passage[cut.start : cut.end] == "86万人"
    assert cut.passage in PASSAGE
    assert len(cut.passage) < len(PASSAGE)


def test_an_english_passage_is_cut_by_what_its_letters_say_and_not_by_who_asks() -> None:
    text = "The bridge was opened in 1987. " * 40
    asked = [Example("q", q, "", text, 25, 29, language) for q, language in (("When?", "en"), ("哪一年？", "zh"))]
    first, second = (len(window(e, random.Random(1), shortest=100, longest=100).passage) for e in asked)
    assert first == second > 250


@pytest.mark.parametrize("seed", range(20))
def test_what_is_made_unanswerable_differs_from_what_was_asked(seed: int) -> None:
    other = Example("o", "清河县在哪里？", "清河县", "清河县位于清河上游。", 4, 8)
    whole = example("临川市2019年有多少人口？", "86万人")
    made = Unanswerable([whole, other]).make(whole, random.Random(seed))
    assert made is not None
    assert not made.answerable
    assert made.question != whole.question or "86万人" not in made.passage
    assert made.question == whole.question or "2019" not in made.question or "临川市" not in made.question


def test_code_switching_leaves_names_and_numbers() -> None:
    switched = bilingual.code_switch("2019年沈砚秋主持了什么会议？", 1.0, random.Random(0))
    assert "2019" in switched
    assert "meeting" in switched or "conference" in switched
    assert "会议" not in switched
    assert any(is_han(c) for c in switched)  # 沈砚秋 is no dictionary word


def test_a_cloze_asks_for_what_both_sentences_name() -> None:
    pair = bilingual.Pair(
        "In 2019 the output of the factory rose by 12.5 percent.", "2019年，这家工厂的产量增长了12.5%。"
    )
    found = set()
    for seed in range(60):
        made = bilingual.cloze(pair, ["他昨天去了北京", "天气很好！"], random.Random(seed))
        assert made is not None
        if made.answerable:
            found.add(made.passage[made.start : made.end])
            assert made.language == "en"
            assert made.question.endswith("?")
        else:
            assert "工厂" not in made.passage
    assert {"12.5%", "2019年"} <= found


def test_english_questions_share_the_passage_of_their_chinese_one(tmp_path: Path) -> None:
    written = tmp_path / "english.jsonl"
    rows = [{"id": "q", "question": "How many people live in Linchuan?"}, {"id": "unknown", "question": "?"}]
    written.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (made,) = asked_across([example("临川市2019年有多少人口？", "86万人")], written)
    assert (made.question, made.language) == ("How many people live in Linchuan?", "en")
    assert made.passage[made.start : made.end] == "86万人"


def test_an_english_question_in_chinese_keeps_what_it_asks_for() -> None:
    made = {
        bilingual.in_chinese("Who wrote the musical score for Wrexley Bay in 1987?", random.Random(s))
        for s in range(20)
    }
    assert all("谁" in q for q in made)
    assert all("1987" in q and "Wrexley" in q for q in made)
    assert any("音乐" in q for q in made)
    assert not any("the" in q for q in made)
    assert any(q.startswith("谁") for q in made)
    assert any(q.rstrip("？").endswith("谁") for q in made)
