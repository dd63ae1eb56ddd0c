"""What a passage states outright: said though the reader, which is small, doubts it."""

from __future__ import annotations

from collections.abc import Mapping

from rag.answering.analysis import Analysis
from rag.answering.proposals import Candidate

STATED, SAID = 0.8, 0.6
"""The least confidence in the title directly before the one whose position is asked for (all six of the fit questions
answered so are right), and in a person of whom one statement says all of the question, on its day (19 of 22, of
all kinds): the reader doubts what an English question says in four words of a Chinese page."""
_WHOLE = 0.99


def least_confidence(analysis: Analysis, candidate: Candidate, feats: Mapping[str, float]) -> float:
    """The least confidence in what a passage states outright, whatever the reader makes of it; 0 for all else."""
    if feats["contradicted"]:
        return 0.0
    if analysis.position:
        return STATED if candidate.role >= 1.0 and feats["name_match"] else 0.0
    whole = min(candidate.coverage, candidate.part) >= _WHOLE and candidate.beside >= 0.9 and feats["missing"] <= 0.01
    on_the_day = feats["date_match"] and not candidate.check.elsewhere
    return SAID if whole and on_the_day and candidate.fit >= 1.0 and analysis.expected.kind == "person" else 0.0
