"""How much a question says by itself."""

from __future__ import annotations

import re

from rag.answering import stopwords
from rag.answering.expectation import expect
from rag.answering.facts import TextFacts
from rag.language.lexicon import segment
from rag.language.scripts import is_han
from rag.types import Language


def content_words(text: str, language: Language) -> int:
    """How many words of ``text`` speak of something, besides those that ask."""
    if language == "en":
        words = re.findall(r"[A-Za-z'’-]+|\d+", text.lower())
        return sum(w not in stopwords.ENGLISH and len(w) > 1 for w in words)
    focus = expect(text, "zh").focus
    words = segment(text[: focus[0]] + " " + text[focus[1] :])
    return sum(w not in stopwords.CHINESE and any(is_han(c) or c.isalnum() for c in w) for w in words)


def has_name(text: str) -> bool:
    """Whether ``text`` names something that is known by it: a name, a title, a day or a year, a rank (第九届, but not
    二期 or the third one)."""
    facts = TextFacts(text)
    ranked = any(text[o.start : o.end].startswith("第") for o in facts.ordinals)
    return bool(facts.names or facts.titles or ranked or any(m.first.day or m.first.year for m in facts.dates))


def stands_alone(text: str, language: Language) -> bool:
    """Whether a question says enough by itself: a name or a day of its own, or more than three content words."""
    content = content_words(text, language)
    capital = language == "en" and bool(re.search(r"\s[A-Z][a-z]+", text))
    return content >= 2 if has_name(text) or capital else content > 3
