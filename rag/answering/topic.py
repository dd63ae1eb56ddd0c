"""What a question is about, and who: what a follow-up to it may leave out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.answering import stopwords
from rag.answering.expectation import expect
from rag.answering.facts import TextFacts
from rag.answering.picks import PARENTHESIS, items_of
from rag.answering.roles import TITLE_WORDS
from rag.language.chinese_names import certain_people, may_be_person
from rag.language.dates import is_latest, question_dates
from rag.language.scripts import is_han
from rag.types import Answer, DateMention, Language, Turn

_ZH_THEN = re.compile(r"^那么?(?=[\u4e00-\u9fff]{3})(?![个些里边天次年日时位座场条名份家届儿])，?")
_ZH_TAIL = re.compile(r"(?:是|由|为|在|被|有|了|给|从|到|于|和|与|的|都|共|一共|总共|叫|去)+$")
_ZH_EDGE = "，。？?！!、：: 吗呢吧啊"
_ZH_ROLE = re.compile(rf"^[^，]{{0,6}}?(?:{TITLE_WORDS}|演员|歌手|学生|男生|女生|民警|村民)")
_ZH_AFTER_NAME = re.compile(r"[\d是在于的，被获将已对为因从到向把与和有去当会]")
_ZH_WHICH = re.compile(r"(?:有|是)?哪[一两二三四五六七八九十几]?[\u4e00-\u9fff]{1,8}$|以?几比几")
_EN_START = re.compile(
    r"\b(?:the|a|an|this|these|those)\s|(?<![\w'’])[A-Z“\"‘](?!\w*\b\s*(?:is|was|did)\b\?)|[“\"《]|\d"
)
_EN_HEAD = re.compile(
    r"^\s*(?:and\s+|so\s+|but\s+)?(?:by\s+|in\s+|on\s+|at\s+|from\s+|for\s+)?(?:who|whom|whose|what|when|where|which|why|how)\b|"
    rf"^\s*(?:and\s+)?(?:{stopwords.AUXILIARY})\b",
    re.I,
)
_EN_ASKED = re.compile(
    r"^\s*(?:and |so |but )?(?:(?:in|on|at|by|for|to|from|with) )?(?:how \w+|when|where|why|how|whom?|"
    r"what|which)"
    rf"(?P<noun>(?: (?!(?:{stopwords.AUXILIARY})\b)[\w'’-]+){{0,6}}) "
    rf"(?P<aux>{stopwords.AUXILIARY}) (?P<rest>.+)$",
    re.I,
)
_EN_THINGS = re.compile(r"\w+ \w+")
"""A counted noun that says what kind: railway trips, not people."""
_EN_DAY_ONLY = re.compile(
    r"(?:\w+ed |there )?(?:in|on|by|during) (?:the )?[\w ,]*?(?:\d{1,4}(?:st|nd|rd|th)?|year|month|week|quarter|half)",
    re.I,
)
_EN_DONE = re.compile(r"^(?:there\s+)?(?:\w+(?:ed|en|ne|ld|de)\s+)?(?:in|on|at|by|for|from|during)\s+(?!\d)", re.I)
_EN_HELPER = re.compile(rf"^\s*(?:{stopwords.AUXILIARY})\s+", re.I)
_MARKER = re.compile(r"\s*\[\d+\]")
_EN_TAIL = re.compile(
    r"\s+(?:found|held|made|won|built|said|met|chaired|opened|closed|started|ended|begin|start|end|open|close|"
    r"take place|happen|\w{3,}ed|withdrawn|chosen|taken|given|sold|sent|shown|written|driven|stolen|broken|drawn|due|"
    r"be|is|was|were|are|been|to|of|in|on|at|by|from|for|now|today|currently|yet|again|so far)$"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a turn was about.

    ``phrase``: the question's subject in its own words; ``people`` and ``days``: who and when a pronoun may mean;
    ``named``: those of the people whom the question itself names.
    """

    phrase: str
    people: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    answer: str = ""
    articles: tuple[str, ...] = ()
    items: tuple[str, ...] = ()  # what the answer lists
    part: str = ""  # what its question put in the place of something in the one before
    named: tuple[str, ...] = ()
    day_answered: bool = False  # its answer is the day
    clause: bool = False  # the phrase says what happened, so that no "it" can be it


def topic_of(question: str, language: Language, answer: Answer | str, today: date) -> Topic:
    """What a turn was about: its question's subject, and the people and days of its answer, question and citations."""
    said = (answer.span or "") if isinstance(answer, Answer) else _MARKER.split(answer)[0]
    quotes = [c.quote for c in answer.citations] if isinstance(answer, Answer) else []
    question = _ZH_THEN.sub("", question)
    wanted = expect(question, language)
    sure = [said] if wanted.kind == "person" else []
    named = _people([question]) or _subject(question, language)
    people = _people([said, *named], sure=sure) or named or _people(quotes)[:1]
    answered = _days(said, today)[:1] if wanted.kind == "date" else []
    days = answered or _days(question, today)
    if not days:
        days = [m.text for q in quotes for m in TextFacts(q).dates if m.first.day is not None][:1]
    articles = tuple(dict.fromkeys(c.article_id for c in answer.citations)) if isinstance(answer, Answer) else ()
    phrase, clause = (_zh_phrase(question), False) if language == "zh" else _en_phrase(question)
    return Topic(
        phrase,
        tuple(people),
        tuple(days),
        said,
        articles,
        items_of(said),
        named=tuple(named),
        day_answered=bool(answered),
        clause=clause,
    )


def turn_language(turn: Turn) -> Language:
    """The language a turn's question was asked in."""
    return "zh" if sum(map(is_han, turn.question)) * 2 >= len(re.findall(r"[A-Za-z]+", turn.question)) else "en"


def _people(texts: Sequence[str], sure: Sequence[str] = ()) -> list[str]:
    """The people whom ``texts`` name; one of ``sure`` that begins with what has the form of a name is one without more
    evidence."""
    found: dict[str, None] = {}
    for text in texts:
        head = re.split(r"\s*[(（，,]", text)[0]  # 佘凯 (She Kai), 彼得罗娃，31分
        if (text in sure and may_be_person(head)) or any(span == (0, len(head)) for span in certain_people(head)):
            found[head] = None
            continue
        bare = PARENTHESIS.sub("", text) if any(map(is_han, text)) else text
        for name in TextFacts(bare).names:
            if name.kind == "person" and not (found and not is_han(name.text[0]) and any(is_han(p[0]) for p in found)):
                found[name.text] = None  # 闻景尧 (Wen Jingyao) is one person
    return list(found)


def _is_person(text: str) -> bool:
    if not (2 <= len(text) <= 4 and all(map(is_han, text))):
        return False
    return any(n.kind == "person" and n.text == text for n in TextFacts(f"记者{text}说").names)


def _subject(question: str, language: Language) -> list[str]:
    """Whom a Chinese question begins with, where nothing but that place says that it is a name: 李凯尔什么时候…"""
    if language != "zh":
        return []
    start, end = expect(question, "zh").focus
    first = _ZH_AFTER_NAME.split(_ZH_ROLE.sub("", question[: start if end else len(question)]))[0]
    for size in (3, 2, 4):
        if _is_person(first[:size]) and (len(first) == size or size == 3):
            return [first[:size]]
    return []


def _days(question: str, today: date) -> list[str]:
    mentions: list[DateMention] = [m for m in question_dates(question, today=today) if not is_latest(m)]
    return [m.text for m in mentions if m.first.day is not None]


def _zh_phrase(question: str) -> str:
    start, end = expect(question, "zh").focus
    left = _ZH_TAIL.sub("", question[:start].strip(_ZH_EDGE)).rstrip(_ZH_EDGE)
    right = re.sub(r"^(?:是|了|的)+|(?:的|了)+$", "", question[end:].strip(_ZH_EDGE))
    if not end:
        return _ZH_WHICH.sub("", re.sub(r"(?:吗|呢)$", "", question.strip(_ZH_EDGE)))
    done_by = (
        question[:start].rstrip().endswith(("是", "由", "在", "为", "被", "给"))
    )  # …是谁主持的: the rest is what was done
    return left if done_by and len(left) >= 4 and len(right) <= 4 else left + right


def _en_phrase(question: str) -> tuple[str, bool]:
    """The phrase, and whether it is a clause: "how much did X offer for Y" is about X offering for Y."""
    text = question.strip().rstrip("?.! ")
    clause = False
    asked = _EN_ASKED.match(text)
    if asked:
        clause = asked["aux"].lower() in ("did", "does", "do")
        of_things = asked["noun"].strip() if _EN_THINGS.search(asked["noun"]) else ""
        if of_things and (clause or _EN_DAY_ONLY.fullmatch(asked["rest"])):
            return _without_tail(f"{of_things} {asked['rest']}"), True
    head = _EN_HEAD.match(text)
    at = head.end() if head else 0
    found = _EN_START.search(text, at)
    phrase = text[found.start() :] if found else text[at:]
    if asked and phrase[:1].isdigit():  # a year says when, and not of what
        phrase = _EN_DONE.sub("", asked["rest"])
    return _without_tail(_EN_HELPER.sub("", phrase)).strip(" ,"), clause


def _without_tail(phrase: str) -> str:
    while (shorter := _EN_TAIL.sub("", phrase)) != phrase:
        phrase = shorter
    return re.sub(r"['’]s$", "", phrase)  # Voyager 2's speed, its last word taken for a verb
