"""What a text denies."""

from __future__ import annotations

import pytest

from rag.answering import proposals
from rag.answering.opposites import denied
from tests.rag.answering.pages import analysis


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("What impressed her was not the cranes but the buses.", "cranes", True),
        ("What impressed her was not the cranes but the buses.", "buses", False),
        ("这里要建的不是桥而是隧道。", "桥", True),
        ("They chose trams rather than buses.", "buses", True),
        ("It was not the cranes.", "cranes", False),
    ],
)
def test_what_is_said_not_to_be_so(text: str, said: str, expected: bool) -> None:
    at = text.index(said)
    assert denied(text, (at, at + len(said))) is expected


def test_what_is_denied_comes_behind_what_is_said_instead() -> None:
    text = "What impressed the mayor was not the cranes but the night buses."
    found = analysis("What impressed the mayor?", text)
    spans = [(text.index(said), text.index(said) + len(said)) for said in ("the cranes", "the night buses")]
    cranes, buses = (proposals.judge(found, 0, span) for span in spans)
    assert cranes.denied
    assert buses.score > cranes.score
