"""Rewriting a follow-up question so that it stands alone, in either language, without a language model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.answering import stopwords
from rag.answering.expectation import expect
from rag.answering.facts import TextFacts
from rag.answering.topic import Topic
from rag.language.dates import is_latest, question_dates
from rag.language.lexicon import segment
from rag.language.scripts import is_han, simplify
from rag.types import Language

Sureness = Literal["certain", "likely"]

_BY_THE_WAY = re.compile(
    r"^(?:by the way|on another (?:note|topic)|changing the subject|换个(?:话题|问题)|另外问|顺便问|再问(?:一个|"
    r"个))\W*",
    re.I,
)
_EN_OPENER = re.compile(r"^(?:and|so|but|then|ok(?:ay)?|also)\b[\s,]*(?:then\b[\s,]*)?", re.I)
_ZH_OPENER = re.compile(r"^(?:那么|那(?![个些里边天次年日时位座场条名份家届儿])|然后|还有|以及|而|请问|再问)+[，,]?")
_EN_ABOUT = re.compile(
    r"^(?:(?:and|so|but)\s+)?(?:(?:what|how) about|and(?=\s+(?:in|on|at|for|the|with|by|to|from)\b|"
    r"\s+\S+(?:\s+\S+){0,3}\s*\?*$)|for)\s+(?P<x>.+?)[?？.\s]*$",
    re.I,
)
_EN_VERBED = re.compile(
    r"\b(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|did|does|do|has|have|had|can|could|will|would)\b",
    re.I,
)
_ZH_ABOUT = re.compile(r"^(?P<x>[^？?]{1,24}?)(?:呢|又如何|又怎么?样)[？?。\s]*$")
_HE = re.compile(r"(?<![他她它其])(?:他|她)(?!们)")
_THEY = re.compile(r"他们|她们|它们")
_THAT_DAY = re.compile(r"那天|当天|当日|那一天|同一天|同日|that (?:same )?day|(?:on )?the same (?:day|date)", re.I)
_ZH_EVENT = re.compile(
    r"(?:那|这|该|此|本)(?:次|场|个|届|项|座|艘|条|家|位|份|本|起|部)?(?:会议|会|活动|比赛|仪式|展览|工程|项目|事故|文件|报告|案件|论坛|船|桥|书|剧)?"
)
_IT = re.compile(r"(?<![\w'’])(?:it|this|that)(?![\w'’])(?!\s+(?:day|year|month|week|time|meeting|event))", re.I)
_ITS = re.compile(r"\bits\b", re.I)
_HE_EN = re.compile(r"\b(?:he|she|him)\b", re.I)
_HIS_EN = re.compile(r"\b(?:his|her)\b", re.I)
_THERE = re.compile(r"那里|那儿|在那|\bthere\b(?!\s*(?:is|are|was|were)\b)", re.I)
_ZH_IT = re.compile(r"它(?!们)|其(?:中)?(?!他|它|实|次|余)")
_ELSE = re.compile(r"还|其他|其它|别的|另外|\belse\b|\bother\b|\bmore\b|\banother\b", re.I)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """``sure``: "certain" where the words say that it is a follow-up, "likely" where only its shortness does."""

    question: str
    sure: Sureness
    others: bool = False  # something besides the earlier answer is asked for


def rewrite(question: str, language: Language, before: str, topic: Topic) -> Rewritten | None:
    """The question with what it leaves out, or None where it stands alone. ``before`` is the question it follows.

    What is written anew is in simplified characters, which the rules are written in.
    """
    question, before = simplify(question), simplify(before)
    text = _BY_THE_WAY.sub("", question).strip()
    if text != question.strip() and len(text) > 4:
        return None
    others = bool(_ELSE.search(question))
    replaced = _about(text, language, before)
    if replaced is not None:
        return Rewritten(replaced, "certain")
    new = _pronouns(text, language, topic)
    if new != text:
        return Rewritten(_tidy(new, language), "certain", others)
    opener = (_ZH_OPENER if language == "zh" else _EN_OPENER).match(text)
    if (opener and opener.end() and not _stands_alone(text[opener.end() :], language)) or (
        others and not _has_name(text)
    ):
        rest = text[opener.end() :] if opener else text
        return Rewritten(_prefixed(rest, language, topic), "certain", others)
    if not _stands_alone(text, language):
        return Rewritten(_prefixed(text, language, topic), "likely", others)
    return None


def _about(text: str, language: Language, before: str) -> str | None:
    """那上一届呢？ / what about the 25th?: the question before with one part exchanged."""
    bare = _ZH_OPENER.sub("", text) if language == "zh" else text
    match = (_ZH_ABOUT if language == "zh" else _EN_ABOUT).match(bare)
    if match is None:
        return None
    part = match["x"].strip()
    if (language == "en" and _EN_VERBED.search(part)) or (language == "zh" and expect(part, "zh").focus[1]):
        return None
    part = re.sub(r"^其中(?:的)?", "", part) if language == "zh" else part
    return exchange(before, part, language)


def exchange(before: str, part: str, language: Language) -> str:
    """``before`` with ``part`` in the place of what is most like it: a day for a day, a name for a name.

    Where nothing in it is alike, the part is put in front (中文) or behind (English).
    """
    new, old = TextFacts(part), TextFacts(before)
    days, old_days = _days(part), _days(before)
    for of_new, of_old in (
        (days, old_days),
        ([(o.start, o.end) for o in new.ordinals], [(o.start, o.end) for o in old.ordinals]),
        ([(n.start, n.end) for n in new.names], _alike(new, old)),
        ([(n.start, n.end) for n in new.numbers], [(n.start, n.end) for n in old.numbers]),
    ):
        if of_new and len(of_old) >= 1:
            start, end = of_old[0]
            fresh = part
            if language == "en":
                fresh = (
                    re.sub(r"^(?:in|on|at|for|the|with|by|to|from)\s+", "", part)
                    if before[:start].rstrip().lower().endswith(("in", "on", "at", "for", "the", "by", "to", "from"))
                    else part
                )
            if of_new is days:
                fresh = _with_month(part, before[start:end])
            return before[:start] + fresh + before[end:]
    relative = re.search(r"上一?届|下一?届|去年|前年|明年|last year|the previous one", part, re.I)
    if relative and old.ordinals:
        rank = old.ordinals[0]
        step = -1 if re.search("上|去|前|last|previous", relative.group(), re.I) else 1
        return before[: rank.start] + f"第{rank.value + step}{rank.what}" + before[rank.end :]
    shared = _shared_tail(part, before) if language == "zh" else None
    if shared is not None:
        return before[: shared[0]] + part + before[shared[1] :]
    focus = expect(before, language).focus
    head = re.search(r"的([^的，是]{1,4})(?=是?$)", before[: focus[0]]) if language == "zh" else None
    if head and len(part) <= 4:  # 话剧的导演是谁 → 编剧呢
        return before[: head.start(1)] + part + before[head.end(1) :]
    if language == "zh":
        return (
            f"{part}，{before}"
            if not focus[0]
            else before[: focus[0]].rstrip("是有为")
            + part
            + ("是" if before[: focus[0]].endswith("是") else "")
            + before[focus[0] :]
        )
    return f"{before.rstrip('?. ')}, {part}?"


def _days(text: str) -> list[tuple[int, int]]:
    lead = "on " if re.match(r"the \d{1,2}(?:st|nd|rd|th)\b", text, re.I) else ""
    found = question_dates(lead + text, today=date.today())
    return [(m.start - len(lead), m.end - len(lead)) for m in found if not is_latest(m)]


def _alike(new: TextFacts, old: TextFacts) -> list[tuple[int, int]]:
    kinds = {n.kind for n in new.names}
    return [(n.start, n.end) for n in old.names if n.kind in kinds]


def _with_month(part: str, old: str) -> str:
    """ "the 25th" in the place of "Jan 22" is Jan 25; 25日 in the place of 1月22日 is 1月25日."""
    day = re.fullmatch(r"(?:the\s+)?(\d{1,2})(?:st|nd|rd|th|日|号)?", part.strip(), re.I)
    if not day:
        return part
    if "月" in old:
        return re.sub(r"(月)\d{1,2}(?=[日号])", rf"\g<1>{day[1]}", old)
    swapped = re.sub(r"\b\d{1,2}(?=(?:st|nd|rd|th)?\b(?!\d))", day[1], old, count=1)
    return re.sub(rf"\b{day[1]}(?:st|nd|rd|th)", day[1], swapped)


def _shared_tail(part: str, before: str) -> tuple[int, int] | None:
    """Where ``before`` has a word that ends as ``part`` does (南埠夜市 for 云桥夜市)."""
    for size in range(min(len(part) - 1, 6), 1, -1):
        tail = part[-size:]
        at = before.find(tail)
        if at > 0:
            start = at
            while start > 0 and at - start < len(part) - size and is_han(before[start - 1]):
                start -= 1
            return start, at + size
    return None


def _pronouns(text: str, language: Language, topic: Topic) -> str:
    new = text
    if topic.days:
        new = _THAT_DAY.sub(lambda m: ("on " if m.group().lower().startswith("on ") else "") + topic.days[0], new)
    if topic.people:
        new = _HE.sub(topic.people[-1] if len(topic.people) == 1 else topic.people[0], new)
        new = _HE_EN.sub(topic.people[0], new)
        new = _HIS_EN.sub(topic.people[0] + "'s", new)
    if not topic.phrase:
        return new
    if language == "zh":
        event = _ZH_EVENT.search(new)
        bare = event is not None and len(event.group()) == 2 and event.group()[1] in "次个座项位条艘家份本部"
        if (
            event
            and len(event.group()) > 1
            and not (bare and event.start())
            and not new[event.end() :].startswith(("么", "样", "些", "里", "天", "时"))
        ):
            new = new[: event.start()] + topic.phrase + new[event.end() :]
        elif _ZH_IT.search(new) or _THEY.search(new):
            new = f"{topic.phrase}，{_ZH_IT.sub('', _THEY.sub('', new), count=1)}"
        elif _THERE.search(new) or (new == text and _HE.search(new)):
            new = f"{topic.phrase}，{new}"
        return new
    new = _ITS.sub(lambda _: topic.phrase + "'s", new, count=1)
    new = _IT.sub(lambda _: topic.phrase, new, count=1)
    if (
        new == text
        and re.search(r"\b(?:they|them|their|there|the meeting|that meeting|the event)\b", new, re.I)
        and not re.search(r"^(?:is|are|was|were)\s+there|\b(?:is|are|was|were)\s+there\b", new, re.I)
    ):
        new = _prefixed(new, language, topic)
    return new


def _prefixed(text: str, language: Language, topic: Topic) -> str:
    if not topic.phrase:
        return text
    if language == "zh":
        return f"{topic.phrase}，{text}"
    bare = text.strip().rstrip("?？ ")
    content = [w for w in re.findall(r"[A-Za-z]+", bare.lower()) if w not in stopwords.ENGLISH]
    if len(content) <= 1:  # "who attended?" wants its object
        return f"{bare[:1].upper()}{bare[1:]} {topic.phrase}?"
    return f"{bare[:1].upper()}{bare[1:]} ({topic.phrase})?"


def _tidy(text: str, language: Language) -> str:
    bare = (_ZH_OPENER if language == "zh" else _EN_OPENER).sub("", text).strip()
    return bare[:1].upper() + bare[1:] if bare else text


def _has_name(text: str) -> bool:
    facts = TextFacts(text)
    return bool(facts.names or facts.titles or facts.ordinals or any(m.first.day or m.first.year for m in facts.dates))


def _stands_alone(text: str, language: Language) -> bool:
    """Whether a question says enough by itself: a name or a day of its own, or more than three content words."""
    facts = TextFacts(text)
    if language == "zh":
        focus = expect(text, "zh").focus
        rest = text[: focus[0]] + " " + text[focus[1] :]
        content = [w for w in segment(rest) if w not in stopwords.CHINESE and any(is_han(c) or c.isalnum() for c in w)]
    else:
        content = [
            w for w in re.findall(r"[A-Za-z'’-]+|\d+", text.lower()) if w not in stopwords.ENGLISH and len(w) > 1
        ]
    own = bool(facts.names or facts.titles or facts.ordinals or any(m.first.day or m.first.year for m in facts.dates))
    capital = language == "en" and bool(re.search(r"\s[A-Z][a-z]+", text))
    if own or capital:
        return len(content) >= 2
    return len(content) > 3
