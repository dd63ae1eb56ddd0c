"""The gold questions over the sample pages: every one can be answered, or refused, from what is there."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.samples.shared import GOLD, SAMPLES, read_jsonl

FILES = ("sample.jsonl", "sample_conversations.jsonl", "dates_names.jsonl")
HAN = re.compile(r"[\u3400-\u9fff]")


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module", params=FILES)
def rows(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    return read_jsonl(GOLD / request.param)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {path.name: _squeezed(path.read_text(encoding="utf-8")) for path in (SAMPLES / "pages").glob("*.txt")}


def test_ids_and_questions_are_unique(rows: list[dict[str, Any]]) -> None:
    assert len({row["id"] for row in rows}) == len(rows)
    asked = [(str(row.get("history")), row["question"]) for row in rows]
    assert len(set(asked)) == len(asked)


def test_evidence_and_title_are_on_the_page(rows: list[dict[str, Any]], pages: dict[str, str]) -> None:
    for row in rows:
        page = pages[row["source"]]
        assert _squeezed(row["article"] if row["answerable"] else row["near"]) in page, row["id"]
        if row["answerable"]:
            assert page.count(_squeezed(row["evidence"])) == 1, row["id"]


def test_an_accepted_answer_stands_in_the_evidence(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        if row["answerable"]:
            assert any(answer in row["evidence"] for answer in row["answers"]), row["id"]
            assert all(answer == answer.strip() != "" for answer in row["answers"]), row["id"]
        else:
            assert row["answers"] == [], row["id"]
            assert "article" not in row, row["id"]
            assert row["reason"], row["id"]


def test_english_questions_over_chinese_accept_an_english_form(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        if row["answerable"] and row["lang"] == "en" and row["article_lang"] == "zh":
            assert any(not HAN.search(answer) for answer in row["answers"]), row["id"]


def test_language_is_the_question_s(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        share = len(HAN.findall(row["question"])) / len(_squeezed(row["question"]))
        assert (share > 0.2) == (row["lang"] == "zh"), row["id"]


def test_languages_and_unanswerables_keep_their_shares(rows: list[dict[str, Any]]) -> None:
    chinese = sum(row["lang"] == "zh" for row in rows) / len(rows)
    refused = sum(not row["answerable"] for row in rows) / len(rows)
    assert 0.4 <= chinese <= 0.6
    assert 0.15 <= refused <= 0.3
    for lang in ("zh", "en"):
        assert any(row["lang"] == lang and not row["answerable"] for row in rows)


def test_no_article_is_both_fitted_and_reported() -> None:
    side: dict[str, str] = {}
    for name in FILES:
        for row in read_jsonl(GOLD / name):
            article = row["article"] if row["answerable"] else row["near"]
            assert side.setdefault(article, row["split"]) == row["split"], f"{row['id']}: {article}"
    assert set(side.values()) == {"fit", "report"}


def test_sample_is_as_large_as_promised() -> None:
    rows = read_jsonl(GOLD / "sample.jsonl")
    fit = sum(row["split"] == "fit" for row in rows) / len(rows)
    assert len(rows) >= 160
    assert sum(not row["answerable"] for row in rows) >= 0.2 * len(rows)
    assert 0.3 <= fit <= 0.4


def test_dates_and_names_are_worded_apart_from_the_sample() -> None:
    seen = {row["question"].casefold() for row in read_jsonl(GOLD / "sample.jsonl")}
    assert not [row["id"] for row in read_jsonl(GOLD / "dates_names.jsonl") if row["question"].casefold() in seen]


def test_follow_ups_carry_the_turn_before() -> None:
    for row in read_jsonl(GOLD / "sample_conversations.jsonl") + read_jsonl(GOLD / "page_conversations.jsonl"):
        assert row["history"], row["id"]
        assert all(turn["question"] and turn["answer"] for turn in row["history"]), row["id"]


@pytest.mark.parametrize(("name", "least", "unanswerable"), [("pages", 700, 0.25), ("page_conversations", 100, 0.1)])
def test_the_pages_hold_what_their_questions_ask(name: str, least: int, unanswerable: float) -> None:
    pages = {path.name: _squeezed(path.read_text(encoding="utf-8")) for path in (GOLD / "pages").glob("*.txt")}
    rows = read_jsonl(GOLD / f"{name}.jsonl")
    assert len({row["id"] for row in rows}) == len(rows) > least
    for row in rows:
        if row["answerable"]:
            page = pages[row["source"]]
            assert page.count(_squeezed(row["evidence"])) == 1, row["id"]
            if row.get("type") != "yesno":
                assert any(_squeezed(answer) in _squeezed(row["evidence"]) for answer in row["answers"]), row["id"]
        else:
            assert row["answers"] == [], row["id"]
    papers = {split: {r["source"].split("-20")[0] for r in rows if r["split"] == split and r["answerable"]} for split in ("fit", "report")}
    assert papers["fit"] and papers["report"] and not papers["fit"] & papers["report"]
    assert unanswerable <= sum(not row["answerable"] for row in rows) / len(rows) <= 0.4
