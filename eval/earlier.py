"""The outcomes of an earlier run, to stand beside those of today's code."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from eval.outcomes import file_name, read_outcomes
from eval.types import Outcome
from rag.errors import GoldError


def earlier_outcomes(
    folder: Path, systems: Iterable[str], questions: Iterable[str], key: Mapping[str, Any]
) -> dict[str, dict[str, Outcome]]:
    """``NAME (before)`` → question id → outcome, for those of the systems that the folder holds outcomes of.

    ``key`` holds the digests of the gold set and of the corpus: figures over other articles cannot be compared.

    Raises:
        GoldError: the folder holds none of the systems, was asked something else, or not all of the questions.
    """
    wanted = list(questions)
    found: dict[str, dict[str, Outcome]] = {}
    for name in systems:
        path = folder / "outcomes" / file_name(name)
        if not path.is_file():
            continue
        with path.open(encoding="utf-8") as file:
            before = json.loads(file.readline())["key"]
        for part, value in key.items():
            if before.get(part) != value:
                raise GoldError(f"{path}: its {part} is another one, so it cannot be compared with this run.")
        outcomes = read_outcomes(path)
        missing = [question for question in wanted if question not in outcomes]
        if missing:
            raise GoldError(f"{path}: lacks {len(missing)} of the questions, {missing[0]} among them.")
        found[f"{name} (before)"] = {question: outcomes[question] for question in wanted}
    if not found:
        raise GoldError(f"{folder}: no outcomes of these systems in it.")
    return found
