"""Words of a passage that stand for words of a question in the other language, for the reader to see beside it.

A small reader knows Chinese and English apart better than together. The dictionary and the name keys know which words
of this passage a question's words may mean; a reader that is told reads across languages nearly as within one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.answering.analysis import Analysis
from rag.language.scripts import is_han, question_language
from rag.types import Language, Passage

MOST = 12
SUREST = 0.4  # what a word may be with less than this is left out


def hint(analysis: Analysis, passage: int) -> str:
    """The passage's words for the question's, in the question's order; none for words in the passage's own script."""
    text = analysis.facts[passage].text
    found: dict[str, None] = {}
    for term, places in zip(analysis.terms, analysis.hits(passage), strict=True):
        chinese = any(map(is_han, term.text))
        foreign = [h for h in places if any(map(is_han, text[h.start : h.end])) != chinese]
        best = max(foreign, key=lambda h: (h.sure, h.end - h.start, -h.start), default=None)
        if best is not None and best.sure >= SUREST:
            found[text[best.start : best.end]] = None
    return " ".join(list(found)[:MOST])


def hints(question: str, passages: Sequence[Passage], today: date) -> list[str]:
    """``hint`` for each passage, where there is no analysis yet; ``today`` is what "last week" counts from."""
    language: Language = "zh" if question_language(question) == "zh" else "en"
    analysis = Analysis(question, language, passages, today)
    return [hint(analysis, number) for number in range(len(passages))]
