"""A reader without a trained model: words, names, dates, numbers and the kind of thing asked for. The fallback."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from rag.answering.analysis import Analysis
from rag.answering.proposals import propose
from rag.answering.protocols import SpanPrediction
from rag.language.scripts import question_language
from rag.types import Language, Passage

_FLOOR = 3.0
"""The score at which a span is as likely the answer as not, on the sample's fit questions."""


class SentenceReader:
    """Reads by matching; needs no weights."""

    name = "sentences"

    def read(self, question: str, passages: Sequence[Passage], hints: Sequence[str] = ()) -> list[SpanPrediction]:
        """The best spans over all passages together, best first; empty when nothing matches. It needs no hints."""
        language: Language = "zh" if question_language(question) == "zh" else "en"
        found = propose(Analysis(question, language, passages, date.today()))[:20]
        total = math.exp(_FLOOR) + sum(math.exp(c.score) for c in found)
        return [SpanPrediction(c.passage, c.start, c.end, c.score, math.exp(c.score) / total) for c in found]
