"""How candidates are ranked: boosted trees with a trained reader, a linear score without one.

Both are fitted by ``python -m rag.answering.fit_ranking``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.answering.trees import Trees
from rag.errors import ModelNotFoundError

if TYPE_CHECKING:
    from rag.answering.proposals import Candidate

WEIGHTS = Path(__file__).with_name("ranking.json")
KINDS = ("person", "date", "quantity", "place", "organisation", "title", "reason", "text")


COMPARED = ("reader", "coverage", "clause", "part", "near", "beside", "fit")
"""What is said of a candidate beside the most that any other of the question's has: of 1,066 fit questions a right one
is first for 78.0 % with it and for 77.1 % without (cross-fitted, three seeds each: .782, .781, .777 and .772, .774,
.767)."""
MISSING, FOREIGN = 6.0, 2.0
"""Against a passage that lacks some of the question's words, and the article of another town: two towns' papers report
meetings of one day in the same words."""
POINTS, PERSON = 4.0, 1.5
"""For all points of a demand where several are asked for; against somebody's name where a thing is."""
ADJOINED = 1.5
"""For standing directly beside what the question says was done, or what it counts: among several bodies only that tells
who did what, among several figures of what each is."""


def features(candidate: Candidate) -> dict[str, float]:
    """What speaks for a candidate, by name, each about 0 to 1."""
    length = candidate.end - candidate.start
    check = candidate.check
    out = {
        "coverage": candidate.coverage,
        "clause": candidate.clause,
        "part": candidate.part,
        "near": candidate.near,
        "beside": candidate.beside,
        "fit": candidate.fit,
        "echo": candidate.echo,
        "whole": float(candidate.whole),
        "length": math.log1p(length) / 5,
        "long": float(length > 40),
        "date_match": float(check.dates == "match"),
        "elsewhere": float(check.elsewhere),
        "number_conflict": float(check.numbers == "conflict"),
        "number_match": float(check.numbers == "match"),
        "name_match": float(check.names == "match"),
        "rank": 1.0 / (1 + candidate.passage),
        "found": candidate.found,
        "listed": candidate.listed,
    }
    if candidate.reader is not None:
        p = min(1 - 1e-4, max(1e-4, candidate.reader))
        out["reader"] = math.log(p / (1 - p))
    out |= {f"behind_{name}": value for name, value in candidate.behind.items()}
    if candidate.kind in KINDS:
        out[f"fit:{candidate.kind}"] = candidate.fit
        out[f"near:{candidate.kind}"] = candidate.near
        out[f"whole:{candidate.kind}"] = float(candidate.whole)
    return out


def compare(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, each with how far it is behind the best of those that nothing contradicts, by each of
    ``COMPARED``: the same odds mean little where another candidate's are better."""
    own = [features(c) for c in candidates]
    able = [row for row, c in zip(own, candidates, strict=True) if not c.check.contradicted] or own
    best = {name: max((row.get(name, 0.0) for row in able), default=0.0) for name in COMPARED}
    return [
        replace(c, behind={name: row.get(name, 0.0) - best[name] for name in COMPARED})
        for row, c in zip(own, candidates, strict=True)
    ]


def score(candidate: Candidate) -> float:
    """The candidate's score: its log-odds against the other candidates.

    Evidence about another day, person or session than was asked puts a candidate behind all others, and so
    does being another kind of thing than was asked for (tonnes for an amount of money), or a deputy. What grammar
    settles (titles before a name, values said respectively) counts beside what was fitted: few questions have it.
    """
    found = features(candidate)
    if candidate.reader is None:
        value = sum(weight * found.get(name, 0.0) for name, weight in _fitted()[0].items())
    else:
        value = _fitted()[1].score(found)
    other_kind = candidate.fit <= 0.2 and candidate.kind in ("person", "date", "quantity", "organisation")
    value -= 6.0 * candidate.check.contradicted + 4.0 * (candidate.role < 0) + 2.0 * other_kind
    if candidate.kind == "quantity":  # one number among many: which one, only its own statement says
        value -= 2.0 * (candidate.fit <= 0)
        value -= 2.0 * candidate.former + 2.5 * candidate.planned + 2.0 * candidate.named_later
        value += (
            1.0 * candidate.fit
            + 1.5 * candidate.part
            - 1.2 * candidate.narrowed
            - 2.0 * candidate.astray
            + 2.0 * candidate.label
        )
    elif candidate.kind == "date":
        value += candidate.coverage + 2.0 * candidate.edge - 2.0 * (candidate.fit <= 0)
    value -= 3.0 * candidate.denied
    value += POINTS * candidate.points - PERSON * candidate.person_for_thing
    value += ADJOINED * candidate.adjoined - MISSING * candidate.missing - FOREIGN * candidate.foreign
    return value + 3.0 * max(0.0, candidate.role) ** 2


@cache
def _fitted() -> tuple[dict[str, float], Trees]:
    """Weights without a trained reader, trees with one."""
    try:
        stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
        return dict(stored["matching"]["weights"]), Trees.of(stored["reader"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelNotFoundError(f"{WEIGHTS.name} cannot be read ({error}); reinstall newsrag") from None
