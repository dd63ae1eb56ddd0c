"""Rewriting a follow-up question so that it stands alone, in either language, without a language model."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from rag.answering import stopwords
from rag.answering.exchange import HOW_MANY, exchange, other_rank
from rag.answering.expectation import expect
from rag.answering.facts import TextFacts
from rag.answering.picks import pick
from rag.answering.pronouns import THAT_DAY, beside, replace_pronouns
from rag.answering.topic import Topic
from rag.answering.wording import content_words, has_name, stands_alone
from rag.language.scripts import simplify
from rag.types import Language

Sureness = Literal["certain", "likely"]

_BY_THE_WAY = re.compile(
    r"^(?:by the way|on another (?:note|topic)|changing the subject|换个(?:话题|问题)|另外问|顺便问|对了|再问(?:一个|"
    r"个))\W*",
    re.I,
)
_EN_OPENER = re.compile(r"^(?:and|so|but|then|ok(?:ay)?|also)\b[\s,]*(?:then\b[\s,]*)?", re.I)
_ZH_OPENER = re.compile(
    r"^(?:那么|那(?![个些里边天次年日时位座场条名份家届儿面本张辆列匹种段期批件支只间起项部艘栋幢])|然后|还有|以及|而|请问|再问)+[，,]?"
)
_EN_ABOUT = re.compile(
    r"^(?:(?:and|so|but)\s+)?(?:(?:what|how) about\s+|and\s+(?=(?:in|on|at|for|the|with|by|to|from)\b|"
    r"\S+(?:\s+\S+){0,3}\s*\?*$)|(?=for\s))(?P<x>.+?)[?？.\s]*$",
    re.I,
)
_EN_VERBED = re.compile(
    rf"\b(?:who|whom|whose|what|when|where|which|why|how|{stopwords.AUXILIARY})\b",
    re.I,
)
_ZH_ABOUT = re.compile(r"^(?P<x>[^？?]{1,24}?)(?:呢|又如何|又怎么?样)[？?。\s]*$")
_ZH_CHANGE = re.compile(r"^(?:同比|环比)(?:增长|增速|变化)?$")
_ZH_BARE = re.compile(
    r"^(?P<word>为什么|为何|为啥|什么原因|什么时候|何时|哪一?天|在?哪里|在?哪儿|在?什么地方)(?:呢|啊|呀)?[？?。\s]*$"
)
_EN_BARE = re.compile(
    r"^(?:(?:and|but|so)\s+)?(?P<word>why|when|where|how|(?:by|with|to|from|for) whom)(?: not)?\W*$", re.I
)
_EN_SWAPPED = re.compile(
    r"^(?:(?:when|where|why|how(?: much| long| far| often)?|what|whom)\s+(?P<did>(?:did|does|do)\b.+?)"
    r"|(?:(?:when|where|why|how)\s+)?(?P<was>(?:was|were|is|are|did|does|do|has|have|will)\b.+?))[?\s]*$",
    re.I,
)
_ZH_PART = re.compile(
    r"^(?:其中|同比|环比|比(?:去年|上年|前年|上个?月|上一)|平均|人均|一共|总共|总计|共计?|占(?:比|全|了|总|多|百))"
)
_NO_QUESTION = re.compile(
    r"^(?:谢谢(?:你|您)?|多谢|好的?|明白了?|知道了|你好|您好|再见|"
    r"thanks?(?: you)?(?: very much| a lot)?|ok(?:ay)?|hello|hi|bye)\W*$",
    re.I,
)
_MORE = re.compile(
    r"^(?:还有(?:呢|吗|什么|别的吗?|其他的?吗?|哪些)?|别的呢|其他的?呢|"
    r"(?:and )?(?:what else|anything else|any (?:others?|more)|what about the others))\W*$",
    re.I,
)
_MORE_PEOPLE = re.compile(r"^(?:(?:那么?|另外)?还有谁|(?:and )?who else)\W*$", re.I)
_ELSE = re.compile(r"还|其他|其它|别的|另外|\belse\b|\bother\b|\bmore\b|\banother\b", re.I)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """``sure``: "certain" where the words say that it is a follow-up, "likely" where only its shortness does."""

    question: str
    sure: Sureness
    others: bool = False  # something besides the earlier answer is asked for
    under_topic: bool = False  # it is the question as asked, put under the topic of the turn before
    part: str = ""  # what stands in it for something in the question before


def rewrite(question: str, language: Language, before: str, topic: Topic) -> Rewritten | None:
    """The question with what it leaves out, or None where it stands alone. ``before`` is the question it follows.

    What is written anew is in simplified characters, which the rules are written in.
    """
    question, before = simplify(question), simplify(before)
    text = _BY_THE_WAY.sub("", question).strip()
    if text != question.strip() and len(text) > 4:
        return None
    if _NO_QUESTION.match(text):
        return None
    if before and _repeated(text, language, before):
        return Rewritten(before, "certain", others=True)
    others = bool(_ELSE.search(question))
    anew = _picked(text, language, before, topic) or _asked_anew(text, language, before)
    if anew is not None:
        return Rewritten(anew, "certain")
    part = _part(text, language, before)
    if part is not None:
        return Rewritten(_about(part, language, before, topic), "certain", part=part)
    new = replace_pronouns(text, language, topic)
    if new != text:
        return Rewritten(_tidy(new, language), "certain", others, under_topic=True)
    opener = (_ZH_OPENER if language == "zh" else _EN_OPENER).match(text)
    if (
        (opener and opener.end() and not stands_alone(text[opener.end() :], language))
        or (others and not has_name(text) and not stands_alone(text, language))
        or (language == "zh" and _ZH_PART.match(text))
    ):
        rest = text[opener.end() :] if opener else text
        return Rewritten(_prefixed(rest, language, topic), "certain", others, under_topic=True)
    another = other_rank(topic.phrase, text) is not None and not TextFacts(text).names
    if another or not stands_alone(text, language):
        # a word or two (为什么失联？) ask nothing of their own, though some article or other would answer them
        few = 2 if expect(text, language).kind == "reason" else 1
        sure: Sureness = "likely" if content_words(text, language) > few else "certain"
        return Rewritten(_prefixed(text, language, topic), sure, others, under_topic=True)
    return None


def _repeated(text: str, language: Language, before: str) -> bool:
    """Whether more of what the question before asked for is wanted: 还有呢？"""
    if _MORE.match(text):
        return True
    return bool(_MORE_PEOPLE.match(text)) and expect(before, language).kind == "person"


def _picked(text: str, language: Language, before: str, topic: Topic) -> str | None:
    """A question about the second thing of a list: with its name, or the question before about it instead."""
    found = pick(text, topic.items)
    if found is None:
        return None
    start, end, item = found
    if text[end:].strip("呢？?. "):
        return _prefixed(text[:start] + item + text[end:], language, topic)
    other = next((i for i in topic.items if i in before), None)
    return before.replace(other, item, 1) if other else exchange(before, item, language)


def _asked_anew(text: str, language: Language, before: str) -> str | None:
    """为什么？ / why?: the question before with another question word."""
    match = (_ZH_BARE if language == "zh" else _EN_BARE).match(text)
    if match is None:
        return None
    if language == "en":
        rest = _EN_SWAPPED.match(before.strip())
        if rest is None:
            return None
        clause = rest["did"] or rest["was"]
        return f"{match['word'].capitalize()} {clause[:1].lower()}{clause[1:]}?"
    asked = expect(before, "zh")
    if asked.kind not in ("reason", "date", "place") or before[: asked.focus[0]].endswith(("是", "第")):
        return None
    return before[: asked.focus[0]] + match["word"] + before[asked.focus[1] :]


def _part(text: str, language: Language, before: str) -> str | None:
    """What a question asks about instead (那上一届呢？ / what about the 25th?), or None where it does not."""
    bare = _ZH_OPENER.sub("", text) if language == "zh" else text
    counted = HOW_MANY.fullmatch(_EN_OPENER.sub("", text).rstrip("? ")) if language == "en" else None
    if counted and HOW_MANY.search(before):  # and how many cars?
        return counted.group()
    match = (_ZH_ABOUT if language == "zh" else _EN_ABOUT).match(bare)
    if match is None or not before:
        return None
    part = match["x"].strip()
    if (language == "en" and _EN_VERBED.search(part)) or (language == "zh" and expect(part, "zh").focus[1]):
        return None
    part = re.sub(r"^其中(?:的)?|(?<=..)的$", "", part) if language == "zh" else part
    return THAT_DAY.sub("", part).strip() or part  # the day of the question before stays in it


def _about(part: str, language: Language, before: str, topic: Topic) -> str:
    if language == "zh" and _ZH_CHANGE.match(part) and topic.phrase:
        return f"{topic.phrase}，{part}多少？"
    return exchange(before, part, language, topic.part)


def _prefixed(text: str, language: Language, topic: Topic) -> str:
    if not topic.phrase:
        return text
    other = other_rank(topic.phrase, text)
    if other is not None:  # 二期要花多少钱 after a question about 一期
        phrase, rest = other
        topic, text = replace(topic, phrase=phrase), rest
    if language == "zh":
        return f"{topic.phrase}，{text}"
    bare = text.strip().rstrip("?？ ")
    content = [w for w in re.findall(r"[A-Za-z]+", bare.lower()) if w not in stopwords.ENGLISH]
    if len(content) <= 1 and not topic.clause:  # "who attended?" wants its object
        of = "of " if re.search(r"\bthe \w+$", bare) else ""  # the score, the coach
        return f"{bare[:1].upper()}{bare[1:]} {of}{topic.phrase}?"
    return beside(bare, topic)


def _tidy(text: str, language: Language) -> str:
    bare = (_ZH_OPENER if language == "zh" else _EN_OPENER).sub("", text).strip()
    return bare[:1].upper() + bare[1:] if bare else text
