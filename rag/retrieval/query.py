"""What a question asks: its language, kind, words, names, days and numbers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.errors import QuestionError
from rag.language.dates import is_latest, question_dates
from rag.language.lexicon import segment
from rag.language.names import find_names, name_keys
from rag.language.numbers import NumberMention, find_numbers
from rag.language.scripts import fold, is_han, question_language
from rag.language.tokens import stem, tokenize, words
from rag.retrieval.stopwords import ENGLISH_STOP, HAN_ASKING, HAN_STOP
from rag.types import DateMention

QuestionType = Literal["who", "when", "where", "howmany", "yesno", "why", "how", "what"]

MAX_LENGTH = 2000
"""Characters. Longer input is a pasted page, not a question."""

_TYPES: tuple[tuple[QuestionType, str], ...] = (
    (
        "howmany",
        r"多少|几(?!乎)|多大|多长|多高|多远|多重|百分之几|how (?:many|much|long|far|large|big|high|old|often)|by how"
        r"|what (?:share|percentage|proportion|percent|number|amount)",
    ),
    ("who", r"谁|哪位|哪一位|何人|哪些人|什么人|\bwho(?:m|se)?\b"),
    (
        "when",
        r"何时|什么时候|什么时间|哪[一]?[年天月日]|哪个月|几[月号点]|\bwhen\b"
        r"|(?:what|which) (?:day|date|year|month|time)",
    ),
    (
        "where",
        r"哪里|哪儿|何处|何地|什么地方|在哪|哪个(?:省|市|县|区|国家|城市|地方|地区)|\bwhere\b"
        r"|(?:which|what) (?:city|province|country|place|county|town)",
    ),
    ("why", r"为什么|为何|原因是什么|\bwhy\b"),
    (
        "yesno",
        r"吗[？?]?\s*$|是否|是不是|有没有"
        r"|^\s*(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would)\b",
    ),
    ("how", r"如何|怎么|怎样|\bhow\b"),
)
_NAMED = re.compile(r"\d|季度|半年|[初中底末]|春节|元旦|国庆|五一|festival|new year|quarter|half", re.I)
_PATTERNS = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in _TYPES)


@dataclass(frozen=True, slots=True)
class Query:
    """A question, analysed.

    ``terms``: its index terms without what only asks; ``words``: its content words, Chinese words or English stems,
    each once, in order; ``phrases``: neighbouring English stems, for phrases the bridge knows; ``names``: index
    terms; ``spelt``: stems of Chinese names in Latin letters; ``dates`` and ``numbers``: mentions. ``latest``: the
    newest report is wanted.
    """

    text: str
    language: str
    type: QuestionType
    terms: tuple[str, ...]
    words: tuple[str, ...]
    phrases: tuple[str, ...]
    names: tuple[str, ...]
    spelt: frozenset[str]
    dates: tuple[DateMention, ...]
    numbers: tuple[NumberMention, ...]
    latest: bool
    today: date


def analyse(question: str, *, today: date | None = None) -> Query:
    """Analyse a question asked on ``today`` (None: the day of the clock).

    Raises:
        QuestionError: it is empty, longer than ``MAX_LENGTH`` characters, or holds no word.
    """
    text = clean(question)
    today = today or date.today()
    mentions = question_dates(text, today=today)
    latest = any(is_latest(m) for m in mentions)
    dates = tuple(m for m in mentions if not is_latest(m))
    numbers = tuple(
        n for n in find_numbers(text) if not any(n.start < m.end and n.end > m.start for m in mentions) and n.value >= 2
    )
    bare = _without(text, mentions)
    asking = HAN_ASKING.sub(" ", fold(bare))
    english = [stem(w) for w in words(bare)]
    content = [w for w in english if w not in ENGLISH_STOP]
    chinese = [w for w in segment(asking) if is_han(w[0]) and w not in HAN_STOP]
    return Query(
        text=text,
        language=question_language(text),
        type=_type(text),
        terms=tuple(dict.fromkeys(t for t in tokenize(asking) if t not in ENGLISH_STOP and t not in HAN_STOP)),
        words=tuple(dict.fromkeys([*content, *chinese])),
        phrases=tuple(
            dict.fromkeys(
                " ".join(english[i : i + size])
                for size in (4, 3, 2)
                for i in range(len(english) - size + 1)
                if english[i] not in ENGLISH_STOP and english[i + size - 1] not in ENGLISH_STOP
            )
        ),
        names=tuple(name_keys(text)),
        spelt=_spelt(text),
        dates=dates,
        numbers=numbers,
        latest=latest,
        today=today,
    )


def clean(question: str) -> str:
    """The question without control characters and lone surrogates, white space collapsed.

    Raises:
        QuestionError: nothing is left, no letter or digit is in it, or it is too long.
    """
    if not isinstance(question, str):
        raise QuestionError(f"The question is a {type(question).__name__}; ask with a string")
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Co", "Zl", "Zp") else c for c in question)
    text = " ".join(kept.split())
    if not text:
        raise QuestionError("The question is empty; write one in Chinese or English")
    if len(text) > MAX_LENGTH:
        raise QuestionError(
            f"The question has {len(text):,} characters; {MAX_LENGTH:,} are the most: ask a shorter one"
        )
    if not any(c.isalnum() for c in text):
        raise QuestionError("The question holds no word; write one in Chinese or English")
    return text


def _type(text: str) -> QuestionType:
    return next((kind for kind, pattern in _PATTERNS if pattern.search(text)), "what")


def _spelt(text: str) -> frozenset[str]:
    """The stems of the Chinese names that a text spells in Latin letters."""
    people = (n.text for n in find_names(text) if n.kind == "person" and n.text.isascii())
    spelt = (name for name in people if any("_" in key and key[0] not in "@%" for key in name_keys(name)))
    return frozenset(stem(word) for name in spelt for word in words(name))


def _without(text: str, mentions: list[DateMention]) -> str:
    """The text without its relative days: "yesterday" is no word to look for; 1月22日 and 四季度 stay."""
    for mention in mentions:
        if mention.relative and not _NAMED.search(mention.text):
            text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text
