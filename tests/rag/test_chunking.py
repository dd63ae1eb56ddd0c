"""Chunks: whole sentences, nothing lost, every one able to quote its source."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.chunking import LONGEST, OVERLAP, TARGET, TINY, chunk_article, chunk_spans, embedding_text, weight
from rag.language.dates import find_dates
from rag.offsets import OffsetMap
from rag.types import Article, DateMention, PartialDate

SENTENCE = "省委书记景俊海主持召开省委常委会会议，传达学习重要讲话精神，研究贯彻落实举措。"
ENGLISH = "The provincial committee met on Monday to discuss safety at work and the spring budget. "


def article(text: str, **more: object) -> Article:
    facts = {"id": "a1", "title": "标题", "source": "s", "start": 0, "end": len(text)}
    return Article(text=text, **(facts | {"offsets": OffsetMap.identity(len(text))} | more))  # type: ignore[arg-type]


pieces = st.sampled_from(
    [
        SENTENCE,
        ENGLISH,
        "\n",
        "短句。",
        "，",
        "Dr. Smith said: “Yes.” ",
        "字" * 40,
        "“引文很长。”他说。",
        " ",
        "2023年",
        "x" * 90,
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(pieces, max_size=40).map("".join))
def test_nothing_is_lost_and_every_chunk_is_its_slice(text: str) -> None:
    chunks = chunk_article(article(text))
    covered: set[int] = set()
    for at, chunk in enumerate(chunks):
        assert chunk.ordinal == at
        assert chunk.text == text[chunk.text_start : chunk.text_end]
        assert chunk.text == chunk.text.strip()
        assert (chunk.start, chunk.end) == (chunk.text_start, chunk.text_end)
        assert weight(chunk.text) <= LONGEST + TINY
        covered |= set(range(chunk.text_start, chunk.text_end))
        for mention in chunk.mentions:
            assert chunk.text[mention.start : mention.end] == mention.text
    assert "".join(text[at] for at in range(len(text)) if at not in covered).strip() == ""
    for one, two in pairwise(chunks):
        assert one.text_start < two.text_start
        assert one.text_end < two.text_end
        assert weight(text[two.text_start : one.text_end]) <= OVERLAP


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_comes_through(text: str) -> None:
    covered = {at for start, end in chunk_spans(text) for at in range(start, end)}
    assert "".join(text[at] for at in range(len(text)) if at not in covered).strip() == ""


@pytest.mark.parametrize(("sentence", "count"), [(SENTENCE, 60), (ENGLISH, 60)])
def test_chunks_are_about_as_long_as_they_should_be(sentence: str, count: int) -> None:
    chunks = chunk_article(article(sentence * count))
    for chunk in chunks[:-1]:
        assert 0.75 * TARGET <= weight(chunk.text) <= LONGEST
    assert weight(chunks[-1].text) >= TINY
    english = [len(chunk.text.split()) for chunk in chunks[:-1] if sentence is ENGLISH]
    assert all(95 <= words <= 165 for words in english)


def test_the_last_sentence_is_said_again() -> None:
    sentences = [f"第{at}件事情是这样的，大家都同意应当立即去办，不可拖延，也不可马虎。" for at in range(40)]
    chunks = chunk_article(article("".join(sentences)))
    assert len(chunks) > 3
    for one, two in pairwise(chunks):
        last = next(s for s in reversed(sentences) if one.text.endswith(s))
        assert two.text.startswith(last)


def test_sentences_are_not_cut_and_quotations_stay_whole() -> None:
    quoted = "他说：“我们要坚持安全第一。要拉网式排查风险隐患。”会议还研究了其他事项。"
    for chunk in chunk_article(article(quoted * 20)):
        assert chunk.text.startswith(("他说", "要拉网式", "会议还"))
        assert chunk.text.endswith(("。", "”"))


def test_a_chunk_ends_with_a_paragraph_where_it_can() -> None:
    short, long = SENTENCE * 5, SENTENCE * 6  # about 180 and 220
    early, _, *_ = chunk_article(article("\n".join([short, long, short])))
    assert early.text == short
    late, _ = chunk_article(article("\n".join([SENTENCE * 9, long])))
    assert late.text == SENTENCE * 9


def test_short_articles_are_one_chunk_and_empty_ones_none() -> None:
    assert [c.text for c in chunk_article(article("短讯。\n完。"))] == ["短讯。\n完。"]
    assert chunk_article(article("")) == ()
    assert chunk_article(article(" \n ")) == ()


def test_a_tiny_tail_joins_the_chunk_before_it() -> None:
    chunks = chunk_article(article(SENTENCE * 7 + "完。"))
    assert chunks[-1].text.endswith("完。")
    assert weight(chunks[-1].text) > TINY


def test_a_sentence_longer_than_a_chunk_is_cut_at_its_clauses() -> None:
    sentence = "，".join(["要坚持问题导向、动态管理、严督实导"] * 60) + "。"
    chunks = chunk_article(article(sentence))
    assert len(chunks) > 3
    assert all(weight(chunk.text) <= LONGEST for chunk in chunks)
    assert all(chunk.text.endswith(("，", "。", "、")) for chunk in chunks)


@pytest.mark.parametrize("text", ["甲" * 20_000, "x" * 20_000, "=" * 20_000, "。\n" * 20_000, "สวัสดี" * 4000])
def test_one_endless_line_is_cut_all_the_same(text: str) -> None:
    chunks = chunk_article(article(text))
    assert all(weight(chunk.text) <= LONGEST for chunk in chunks)
    assert max(len(chunk.text) for chunk in chunks) <= 8 * (LONGEST + 1)


def test_offsets_lead_to_the_wrapped_source() -> None:
    source = "1月22日，省委书记\n景俊海主持召开会\n议。会议强调安全。"
    text = source.replace("\n", "")
    positions = [at for at, ch in enumerate(source) if ch != "\n"]
    (chunk,) = chunk_article(article(text, offsets=OffsetMap.from_positions(positions)))
    assert source[chunk.start : chunk.end].replace("\n", "") == chunk.text
    start, end = chunk.offsets.to_source(7, 13)
    assert source[start:end] == "委书记\n景俊海"


def test_days_are_found_with_the_article_as_context() -> None:
    text = "1月21日至22日，全会在长春召开。" + "与会同志进行了认真讨论。" * 40 + "22日，大会闭幕。"
    chunks = chunk_article(article(text, date=date(2024, 1, 23)))
    assert len(chunks) > 1
    last = chunks[-1].mentions[-1]
    assert last.text == "22日"
    assert last.first == PartialDate(2024, 1, 22)


def test_what_is_embedded_carries_headline_and_date_and_what_is_cited_does_not() -> None:
    dated = article(SENTENCE, date=date(2024, 1, 23))
    (chunk,) = chunk_article(dated)
    assert embedding_text(dated, chunk) == f"标题\n2024-01-23\n{SENTENCE}"
    assert embedding_text(article(SENTENCE, title=" "), chunk) == SENTENCE
    assert "标题" not in chunk.text


def test_a_chunk_of_a_long_line_does_not_walk_all_its_days(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unwalked(list[DateMention]):
        def __iter__(self) -> NoReturn:
            raise AssertionError("every day was looked at")

    monkeypatch.setattr("rag.chunking.find_dates", lambda *a, **k: Unwalked(find_dates(*a, **k)))
    chunks = chunk_article(article("1月22日，会议在长春召开，与会同志进行了讨论。" * 40))
    assert {mention.text for chunk in chunks for mention in chunk.mentions} == {"1月22日"}
    assert all(chunk.text[m.start : m.end] == m.text for chunk in chunks for m in chunk.mentions)
