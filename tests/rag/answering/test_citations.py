"""A citation is shown only when the source holds it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering.citations import cite, cite_around, same_text, verifies
from rag.errors import StoreError
from rag.offsets import OffsetMap
from rag.types import Passage
from tests.rag.answering.pages import COMMITTEE, passage


def wrapped(text: str, width: int, lead: str = "") -> tuple[str, Passage]:
    """A source with hard-wrapped lines, and the passage that joining makes of it."""
    source, positions = lead, []
    for at, ch in enumerate(text):
        if at and at % width == 0:
            source += "\n\n" if at % (2 * width) == 0 else "\n"
        positions.append(len(source))
        source += ch
    offsets = OffsetMap.from_positions(positions)
    return source, replace(passage(text), offsets=offsets, start=len(lead), end=len(source))


@given(
    st.text(alphabet="市委书记林望舒，。12abc “”", min_size=2, max_size=80),
    st.integers(2, 9),
    st.text(max_size=9),
    st.data(),
)
@settings(max_examples=200, deadline=None)
def test_whatever_is_cited_is_in_the_source(text: str, width: int, lead: str, data: st.DataObject) -> None:
    source, held = wrapped(text, width, lead)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(0, len(text) + 3))
    found = cite(held, start, end, 1, lambda _: source)
    if found is not None:
        assert same_text(source[found.start : found.end], found.quote)
        assert found.quote == text[start:end].strip()
        assert not found.quote[0].isspace()
    else:
        assert not text[start:end].strip()


@given(st.text(alphabet="ab林 \n", max_size=40), st.integers(0, 30), st.integers(0, 30))
@settings(max_examples=200, deadline=None)
def test_a_source_that_changed_is_never_cited(changed: str, start: int, end: int) -> None:
    _, held = wrapped(COMMITTEE, 15)
    found = cite(held, start, end, 1, lambda _: changed)
    assert found is None or same_text(found.quote, changed[found.start : found.end])


def test_the_quote_spans_line_breaks() -> None:
    source, held = wrapped(COMMITTEE, 15)
    found = cite(held, 6, 30, 3, lambda _: source)
    assert found is not None
    assert "\n" in source[found.start : found.end]
    assert "\n" not in found.quote
    assert found.marker == 3


def test_a_word_hyphenated_at_a_line_end_is_quoted_as_printed() -> None:
    source = "The govern-\nment met."
    text = "The government met."
    positions = [source.index(w) + i for w in ("The ", "govern", "ment met.") for i in range(len(w))]
    held = replace(passage(text), offsets=OffsetMap.from_positions(positions))
    found = cite(held, 0, len(text), 1, lambda _: source)
    assert found is not None
    assert found.quote == "The govern- ment met."
    assert verifies(found, lambda _: source)


def test_a_sentence_broken_up_in_the_source_is_cited_by_the_clause_around_the_span() -> None:
    text = "会议在长春召开，林望舒主持会议。"
    source = "会议在长春召开，【广告】林望舒主持会议。"
    positions = [i if i < 8 else i + 4 for i in range(len(text))]
    held = replace(passage(text), offsets=OffsetMap.from_positions(positions))
    found = cite_around(held, (0, len(text)), (8, 11), 1, lambda _: source)
    assert found is not None
    assert found.quote == "林望舒主持会议。"


def test_a_source_that_is_gone_gives_no_citation() -> None:
    def gone(_: str) -> str:
        raise StoreError("removed")

    assert cite(passage(COMMITTEE), 0, 10, 1, gone) is None


def test_verification_sees_every_kind_of_lie() -> None:
    held = passage(COMMITTEE)
    found = cite(held, 0, 20, 1, lambda _: COMMITTEE)
    assert found is not None
    assert verifies(found, lambda _: COMMITTEE)
    for lie in (
        replace(found, quote=found.quote.replace("12", "13")),
        replace(found, start=found.start + 1),
        replace(found, end=10**9),
        replace(found, start=-1),
        replace(found, quote=" "),
    ):
        assert not verifies(lie, lambda _: COMMITTEE)
