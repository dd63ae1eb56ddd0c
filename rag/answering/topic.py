"""What a question is about, and who: what a follow-up to it may leave out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.answering.expectation import expect
from rag.answering.facts import TextFacts
from rag.language.dates import is_latest, question_dates
from rag.language.scripts import is_han
from rag.types import Answer, DateMention, Language, Turn

_ZH_TAIL = re.compile(r"(?:是|由|为|在|被|有|了|给|从|到|于|和|与|的|都|共|一共|总共|叫|去)+$")
_ZH_EDGE = "，。？?！!、：: 吗呢吧啊"
_EN_START = re.compile(
    r"\b(?:the|a|an|this|these|those)\s|(?<![\w'’])[A-Z“\"‘](?!\w*\b\s*(?:is|was|did)\b\?)|[“\"《]|\d"
)
_EN_HEAD = re.compile(
    r"^\s*(?:and\s+|so\s+|but\s+)?(?:by\s+|in\s+|on\s+|at\s+|from\s+|for\s+)?(?:who|whom|whose|what|when|where|which|why|how)\b|"
    r"^\s*(?:and\s+)?(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would)\b",
    re.I,
)
_EN_TAIL = re.compile(
    r"\s+(?:found|held|made|won|built|said|met|chaired|opened|closed|started|ended|begin|start|end|open|close|"
    r"take place|happen|\w{3,}ed|"
    r"is|was|were|are|been|to|of|in|on|at|by|from|for)$"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """``phrase``: the question's subject in its own words; ``people`` and ``days``: who and when a pronoun may mean."""

    phrase: str
    people: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    answer: str = ""
    articles: tuple[str, ...] = ()


def topic_of(question: str, language: Language, answer: Answer | str, today: date) -> Topic:
    """What a turn was about: its question's subject, and the people and days of its answer, question and citations."""
    said = (answer.span or "") if isinstance(answer, Answer) else answer
    quotes = [c.quote for c in answer.citations] if isinstance(answer, Answer) else []
    people = _people([said, question]) or _people(quotes)[:1]
    days = _days(question, today)
    if not days:
        days = [m.text for q in quotes for m in TextFacts(q).dates if m.first.day is not None][:1]
    articles = tuple(dict.fromkeys(c.article_id for c in answer.citations)) if isinstance(answer, Answer) else ()
    phrase = _zh_phrase(question) if language == "zh" else _en_phrase(question)
    return Topic(phrase, tuple(people), tuple(days), said, articles)


def turn_language(turn: Turn) -> Language:
    """The language a turn's question was asked in."""
    return "zh" if sum(map(is_han, turn.question)) * 2 >= len(re.findall(r"[A-Za-z]+", turn.question)) else "en"


def _people(texts: Sequence[str]) -> list[str]:
    found: dict[str, None] = {}
    for text in texts:
        for name in TextFacts(text).names:
            if name.kind == "person" and not (found and not is_han(name.text[0]) and any(is_han(p[0]) for p in found)):
                found[name.text] = None  # 闻景尧 (Wen Jingyao) is one person
        if not found and 2 <= len(text) <= 4 and all(map(is_han, text)) and TextFacts(f"记者{text}说").names:
            found[text] = None
    return list(found)


def _days(question: str, today: date) -> list[str]:
    mentions: list[DateMention] = [m for m in question_dates(question, today=today) if not is_latest(m)]
    return [m.text for m in mentions if m.first.day is not None]


def _zh_phrase(question: str) -> str:
    start, end = expect(question, "zh").focus
    left = _ZH_TAIL.sub("", question[:start].strip(_ZH_EDGE)).rstrip(_ZH_EDGE)
    right = re.sub(r"^(?:是|了|的)+|(?:的|了)+$", "", question[end:].strip(_ZH_EDGE))
    if not end:
        return re.sub(r"(?:吗|呢)$", "", question.strip(_ZH_EDGE))
    done_by = (
        question[:start].rstrip().endswith(("是", "由", "在", "为", "被", "给"))
    )  # …是谁主持的: the rest is what was done
    return left if done_by and len(left) >= 4 and len(right) <= 4 else left + right


def _en_phrase(question: str) -> str:
    text = question.strip().rstrip("?.! ")
    head = _EN_HEAD.match(text)
    at = head.end() if head else 0
    found = _EN_START.search(text, at)
    phrase = text[found.start() :] if found else text[at:]
    while (shorter := _EN_TAIL.sub("", phrase)) != phrase:
        phrase = shorter
    return phrase.strip(" ,")
