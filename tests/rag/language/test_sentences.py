"""Sentences end where a reader sees them end, and nothing is lost between them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language.sentences import split_sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def test_chinese_quotes_close_with_their_sentence() -> None:
    assert cut("他问：“去哪？”“北京。”\n完。") == ["他问：“去哪？”", "“北京。”\n", "完。"]


def test_english_abbreviations_do_not_end_a_sentence() -> None:
    text = 'Mr. Smith met J. Doe in the U.S. The talks cost 3.5 million. "Really?" he asked. On Jan. 22 it ended.'
    assert [s.strip() for s in cut(text)] == [
        "Mr. Smith met J. Doe in the U.S.",
        "The talks cost 3.5 million.",
        '"Really?" he asked.',
        "On Jan. 22 it ended.",
    ]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="a B。.！?”\n\"'…1会 ", max_size=50))
def test_sentences_cover_the_text(text: str) -> None:
    assert "".join(cut(text)) == text
