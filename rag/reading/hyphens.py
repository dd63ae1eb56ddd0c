"""Is a string an English word? What decides whether a hyphen at a line's end is the word's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from rag.language.lexicon import translations

_WORD = re.compile(r"(?<![\w-])[^\W\d_]{2,}(?![\w-])")
_LONGEST = 2_000_000  # characters of a document that its own words are gathered from


def word_test(text: str) -> Callable[[str], bool]:
    """A test for lower-case words: those that stand whole in ``text``, and those of the lexicon."""

    @cache
    def words() -> frozenset[str]:
        return frozenset(word.lower() for word in _WORD.findall(text[:_LONGEST]))

    def is_word(word: str) -> bool:
        return word in words() or bool(translations(word))

    return is_word
