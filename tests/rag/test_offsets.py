"""The offset map: every character of a joined text leads back to the source character it came from."""

from __future__ import annotations

from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.offsets import OffsetMap


@st.composite
def joined(draw: st.DrawFn) -> tuple[str, str, OffsetMap]:
    """A source, the text left when its line breaks are dropped or become spaces, and the map between them."""
    source = draw(st.text(alphabet="省委会议ab\n ", max_size=60))
    text: list[str] = []
    positions: list[int | None] = []
    for at, char in enumerate(source):
        if char == "\n":
            if draw(st.booleans()):
                text.append(" ")
                positions.append(None)
            continue
        text.append(char)
        positions.append(at)
    return source, "".join(text), OffsetMap.from_positions(positions)


@given(joined(), st.data())
def test_a_span_leads_back_to_the_same_characters(case: tuple[str, str, OffsetMap], data: st.DataObject) -> None:
    source, text, offsets = case
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    own = text[start:end].replace(" ", "")
    if not own:
        return
    low, high = offsets.to_source(start, end)
    assert source[low:high].replace("\n", "").replace(" ", "") == own


@given(joined(), st.data())
def test_a_slice_of_the_map_is_the_map_of_the_slice(case: tuple[str, str, OffsetMap], data: st.DataObject) -> None:
    _, text, offsets = case
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    part = offsets.slice(start, end)
    for at in range(start, end):
        try:
            whole = offsets.to_source(at, at + 1)
        except ValueError:
            with pytest.raises(ValueError):
                part.to_source(at - start, at - start + 1)
        else:
            assert part.to_source(at - start, at - start + 1) == whole


def test_runs_are_merged_and_shifted() -> None:
    offsets = OffsetMap.from_positions([4, 5, None, 7])
    assert offsets.runs == ((0, 4, 2), (3, 7, 1))
    assert offsets.shift(text=10, source=100).runs == ((10, 104, 2), (13, 107, 1))


@pytest.mark.parametrize(("start", "end"), [(0, 0), (2, 3), (5, 1)])
def test_a_span_without_source_characters_is_an_error(start: int, end: int) -> None:
    with pytest.raises(ValueError):
        OffsetMap.from_positions([4, 5, None, 7]).to_source(start, end)


def test_identity() -> None:
    assert OffsetMap.identity(5, 7).to_source(1, 3) == (8, 10)
    assert OffsetMap.identity(0).runs == ()


def test_a_slice_of_a_long_page_does_not_walk_all_its_runs() -> None:
    class Unwalked(tuple[tuple[int, int, int], ...]):
        def __iter__(self) -> NoReturn:
            raise AssertionError("every run was looked at")

    offsets = OffsetMap(Unwalked((n * 10, n * 11, 10) for n in range(1000)))
    assert offsets.slice(5005, 5015).runs == ((0, 5505, 5), (5, 5511, 5))
    assert offsets.to_source(5005, 5015) == (5505, 5516)
