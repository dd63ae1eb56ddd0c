"""Breakdowns: what kind of question is answered well, and what kind is not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from eval.corpus import Corpus
from eval.judging import Judgement
from eval.scoring import Values
from eval.types import Question
from rag.language.dates import question_dates
from rag.language.scripts import is_han, question_language, simplify

TODAY = date(2024, 1, 1)  # only whether a question holds a date is asked, so any day will do

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("yes/no", r"[吗嗎][？?]?\s*$|是否|是不是|有没有|有沒有|能否|可否"),
        (
            "how many",
            r"how (many|much|old|far|long|tall|large|big|high|often)\b|(what|which) (percentage|number|amount)\b",
        ),
        ("how many", r"多少|[几幾](?![乎何])|多[大高长長远遠久重深宽寬]|百分之"),
        ("when", r"\bwhen\b|(what|which) (year|date|day|month|time|century)\b|[何哪](时|時|年|月|日|天)"),
        ("when", r"什[么麼](时候|時候|時間|时间)|哪一?[年天月日]|[几幾][时時]"),
        ("who", r"\b(who|whom|whose)\b|[谁誰]|何人|什[么麼]人|哪(一|两|兩|几|幾)?[位名]|哪(些|个|個)人"),
        ("where", r"\bwhere\b|(what|which) (city|country|place|province|state|town|region)\b|哪[里裡裏儿兒]"),
        ("where", r"何[处處地]|什[么麼]地方|哪一?[个個]?(国|國|省|市|县|縣|城|州|地)|在哪"),
        ("yes/no", r"^\W*(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b"),
    )
)
_STATED = {"howmany": "how many", "yesno": "yes/no"}  # as gold files write them


def question_kind(question: Question) -> str:
    """``who``, ``when``, ``where``, ``how many``, ``yes/no`` or ``what`` (everything else).

    From the question's words alone, so that it does not move when newsrag's own analysis does; a gold file that states
    a ``type`` is believed.
    """
    if question.kind:
        return _STATED.get(question.kind, question.kind)
    return next((kind for kind, pattern in _KINDS if pattern.search(question.text)), "what")


def question_script(text: str) -> str:
    """``English``, ``traditional`` or ``simplified`` Chinese; text that both write alike is ``simplified``."""
    if question_language(text) == "en":
        return "English"
    simplified = simplify(text)
    traditional_only = sum(a != b for a, b in zip(text, simplified, strict=True))
    simplified_only = sum(is_han(char) and _is_simplified_only(char) for char in text)
    return "traditional" if traditional_only > simplified_only else "simplified"


@lru_cache(maxsize=8192)
def _is_simplified_only(char: str) -> bool:
    return bool(_to_traditional().convert(char) != char)


@lru_cache(maxsize=1)
def _to_traditional() -> Any:
    from opencc import OpenCC

    return OpenCC("s2t")


def groups_of(judgement: Judgement, corpus: Corpus) -> dict[str, str]:
    """The value of each breakdown for one question: breakdown → value."""
    question = judgement.question
    groups = {
        "question language": question_script(question.text),
        "question type": question_kind(question),
        "date in question": "yes" if question_dates(question.text, today=TODAY) else "no",
        "name in question": "yes" if _holds_name(question.text) else "no",
        "answerable": "yes" if question.answerable else "no",
    }
    gold = next((corpus.articles[i] for i in judgement.grades if i in corpus.articles), None)
    if gold is not None:
        groups["question → article"] = f"{question_language(question.text)} → {question_language(gold.text[:2000])}"
    if question.history:
        groups["turn"] = "follow-up"
    return groups


def _holds_name(text: str) -> bool:
    try:
        from rag.language.names import find_names
    except ImportError:
        return False
    return bool(find_names(text))


def break_down(
    groups: Mapping[str, Mapping[str, str]], values: Values, metrics: Sequence[str]
) -> dict[str, dict[str, dict[str, float]]]:
    """Breakdown → value → metric → mean over its questions, with ``"questions"`` for the number of them.

    ``groups`` is question id → breakdown → value. A metric that is defined for none of the questions is left out.
    """
    gathered: dict[str, dict[str, dict[str, list[float]]]] = {}
    counts: dict[tuple[str, str], int] = {}
    for question, belongs in groups.items():
        for name, value in belongs.items():
            counts[name, value] = counts.get((name, value), 0) + 1
            cell = gathered.setdefault(name, {}).setdefault(value, {})
            for metric in metrics:
                if metric in values[question]:
                    cell.setdefault(metric, []).append(values[question][metric])
    return {
        name: {
            value: {"questions": counts[name, value], **{metric: sum(ns) / len(ns) for metric, ns in cell.items()}}
            for value, cell in sorted(cells.items())
        }
        for name, cells in gathered.items()
    }
