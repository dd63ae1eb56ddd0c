"""Pronouns of a follow-up question and what they stand for in the turn before."""

from __future__ import annotations

import re

from rag.answering import stopwords
from rag.answering.facts import TextFacts
from rag.answering.roles import TITLE_WORDS
from rag.answering.topic import Topic
from rag.answering.wording import content_words
from rag.language.lexicon import segment
from rag.types import Language

THAT_DAY = re.compile(
    r"那天|当天|当日|那一天|同一天|同日|(?:\bon )?\b(?:that (?:same )?day|the same (?:day|date))\b", re.I
)

_HE = re.compile(r"(?<![他她它其])(?:他|她)(?!们)")
_THEY = re.compile(r"他们|她们|它们")
_BOTH = re.compile(
    r"(?:(?<![一二三四五六七八九十百千万亿\d])[两二三]人|(?<![中美俄日韩越法英德印巴朝以伊乌沙埃澳新意老泰菲])(?:双方|两国)|俩人?)"
)
_ZH_EVENT = re.compile(
    r"(?:那|这|(?<!应)该|此|本)(?:次|场|个|届|项|座|艘|条|家|位|份|本|起|部)?(?:会议|会|活动|比赛|仪式|展览|工程|项目|事故|文件|报告|案件|论坛|船|桥|书|剧)?"
)
_ZH_THIS = re.compile(r"(?<!应)该(?:公司|集团|校|院|县|市|省|国|队|案|片|村|镇|区|店|馆|所|局|县城|机构|单位)")
_ZH_IT = re.compile(r"它(?!们)|其(?:中)?(?!他|它|实|次|余)")
_HERE = re.compile(r"那里|那儿|在那")
_THERE_IS = re.compile(r"\b(?:is|are|was|were|be|been)\s+there\b", re.I)
_IT = re.compile(
    r"(?<![\w'’])(?:[Ii]t|[Tt]his|(?:(?<=\bis )|(?<=\bwas )|(?<=\bdid )|(?<=\bdoes )|(?<=\bof )|(?<=\bfor )|(?<=\bto )|"
    r"(?<=\bin )|(?<=\babout )|(?<=\bafter )|(?<=\bbefore )|(?<=\bdo ))that)(?![\w'’])"
    r"(?!\s+(?:day|year|month|week|time|meeting|event|true|possible|likely|the|they|he|she)\b)"
    r"(?!\s+(?:cost|take|took|rain|snow)\b.*\bto\b)"
)
_ITS = re.compile(r"\b[Ii]ts\b")
_THEY_EN = re.compile(r"\b(?:[Tt]hey|them)\b")
_HE_EN = re.compile(
    r"\b(?:he|she|him|^He|^She|her(?!\s+[a-z])|her(?=\s+(?:in|on|at|for|to|from|by|with|about|after)\b))\b"
)
_HIS_EN = re.compile(r"\b(?:his|her|^His|^Her)\b(?=\s+[a-z])")
_LOOSE = re.compile(r"\b(?:they|them|their|there|its|the meeting|that meeting|the event|he|she|his|him|her)\b")
_NEAR = ("his", "her", "its", "their", "the meeting", "that meeting", "the event")
_AUXILIARY = re.compile(rf"\b(?:{stopwords.AUXILIARY})\s+")
_NAME = re.compile(
    r"(?<=\s)(?!(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|"
    r"Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|I)\b)[A-Z][\w’-]+"
)
_NOUN = re.compile(rf"\b(?:the|a|an|some|which) (?!(?:{stopwords.AUXILIARY})\b)[a-z]+", re.I)
_CLAUSE = re.compile(
    r",|\b(?:that|when|while|because|if|whether|after|before|since|until|who|which|says?|said|saying|thinks?|thought|"
    r"believed?|claims?|claimed|expect(?:s|ed)?|hopes?|hoped|announced?|tells?|told|knew|knows?)\b"
)
_HUMAN = re.compile(
    rf"父亲|母亲|爸爸|妈妈|丈夫|妻子|儿子|女儿|哥哥|弟弟|姐姐|妹妹|[\u4e00-\u9fff]某|先生|女士|男孩|女孩|男子|女子|老人|谁|哪位|"
    rf"{TITLE_WORDS}"
)
_ASKED = re.compile(r"谁|哪(?!里|儿|一?天|年|月)|(?<!为)什么(?!时候|时间|地方)")
_MORE_PEOPLE = re.compile(r"还.*(?:谁|哪些人|什么人|哪位)|\bwho(?:m)? else\b", re.I)
_NUMERIC = re.compile(r"[\d年月日号时点]+")
LONG = 6
"""A question with as many content words says by itself whom a pronoun in it means, unless that is its subject."""
FULL = 3
"""The same for what stands before a pronoun in Chinese."""


def replace_pronouns(text: str, language: Language, topic: Topic) -> str:
    """``text`` with its pronouns replaced by what the turn before was about, or unchanged where it has none to replace.

    A pronoun whose own question names whom it means (did Trump plead guilty when he appeared?) is left.
    """
    new = text
    if topic.days and (language == "en" or _that_day(text)):
        day = topic.days[0]
        new = THAT_DAY.sub(day if language == "zh" or day.lower().startswith("on ") else f"on {day}", new)
    if new != text and language == "zh" and topic.day_answered and content_words(_NUMERIC.sub("", new), "zh") < FULL:
        return f"{topic.phrase}，{new}"  # 那天来了多少人, after 哪天游客最多: where they came to is left out as well
    return _chinese(text, new, topic) if language == "zh" else _english(text, new, topic)


def _chinese(text: str, new: str, topic: Topic) -> str:
    he = _HE.search(new)
    if topic.people and he and not _named_before(new, he.start()):
        new = _HE.sub(_who(text, topic), new)
    if not topic.phrase:
        return new
    event = _ZH_EVENT.search(new)
    if event and _is_earlier(new, event):
        return new[: event.start()] + topic.phrase + new[event.end() :]
    for pattern, dropped in ((_ZH_IT, True), (_THEY, True), (_BOTH, False), (_ZH_THIS, False)):
        found = pattern.search(new)
        if found and _is_word(new, found) and not _named_before(new, found.start(), anything=pattern is not _THEY):
            left = new[: found.start()] + new[found.end() :].removeprefix("的") if dropped else new
            return f"{topic.phrase}，{left}"
    there = _HERE.search(new) or _that_day(new)
    he = _HE.search(new)
    if there or (he and not _named_before(new, he.start())):
        return f"{topic.phrase}，{new}"
    return new


def _who(text: str, topic: Topic) -> str:
    """Whom "he" means: the one who was asked about, but not where "he" is asked for more of those (他还见了谁？)."""
    return topic.named[0] if topic.named and _MORE_PEOPLE.search(text) else topic.people[0]


def _is_earlier(text: str, event: re.Match[str]) -> bool:
    """Whether 那次会 is one that was spoken of, and not 那么 or an event that is named here (这次若羌县支教活动)."""
    said, rest = event.group(), text[event.end() :]
    if len(said) < 2 or rest.startswith(("么", "样", "些", "里", "天", "时")):
        return False
    if _named_before(text, event.start(), anything=True):
        return False
    if len(said) == 2 and said[1] in "次场个届座项位条艘家份本起部":
        return not event.start() and content_words(rest, "zh") <= FULL and not TextFacts(rest).names
    return True


def _that_day(text: str) -> re.Match[str] | None:
    """那天, but not the day of what is said before it (送清凉那天)."""
    found = THAT_DAY.search(text)
    return None if found is None or _named_before(text, found.start(), anything=True) else found


def _is_word(text: str, found: re.Match[str]) -> bool:
    """Whether a pronoun is no part of a longer word: not the 其 of 土耳其."""
    at = 0
    for word in segment(text):
        if at < found.end() and found.start() < at + len(word):
            return len(word) <= len(found.group())
        at += len(word)
    return True


def _named_before(text: str, at: int, *, anything: bool = False) -> bool:
    """Whether someone (or ``anything`` with a name) stands before ``at``, whom the pronoun there may mean."""
    before = text[:at]
    if (
        _HUMAN.search(before)
        or (anything and _ASKED.search(before))
        or content_words(_NUMERIC.sub("", before), "zh") >= FULL
    ):
        return True
    facts = TextFacts(before)
    return any(anything or n.kind == "person" for n in facts.names) or bool(facts.unnamed or facts.titles)


def _english(text: str, new: str, topic: Topic) -> str:
    if topic.people:
        new = _swap(_HIS_EN, new, _who(text, topic) + "'s", owner=True)
        new = _swap(_HE_EN, new, _who(text, topic))
    if not topic.phrase:
        return new
    if not topic.clause:  # "NASA lose contact with Voyager 2" stands for no "it"
        new = _swap(_ITS, new, topic.phrase + "'s", owner=True)
        new = _swap(_IT, new, topic.phrase)
        if new == text:
            new = _swap(_THEY_EN, new, topic.phrase)
    if new != text:
        return new
    loose = _LOOSE.search(new) or _IT.search(new) or THAT_DAY.search(new)
    owner = loose is not None and loose.group() in _NEAR
    if loose and not _bound(new, loose.start(), owner=owner) and not _THERE_IS.search(new):
        return beside(new, topic)
    return new


def _swap(pattern: re.Pattern[str], text: str, meant: str, *, owner: bool = False) -> str:
    match = pattern.search(text)
    if match is None or _bound(text, match.start(), owner=owner):
        return text
    return text[: match.start()] + meant + text[match.end() :]


def _bound(text: str, at: int, *, owner: bool) -> bool:
    """Whether the pronoun at ``at`` may mean someone whom its own question names: an owner (his) within the clause,
    any other from another clause. The subject of the question itself ("when did he …") never does."""
    helper = _AUXILIARY.search(text)
    if helper is not None and helper.end() == at:
        return False
    if content_words(text, "en") >= LONG:
        return True
    name = _NAME.search(text, 0, at) or _NOUN.search(text, 0, at)
    return name is not None and (owner or bool(_CLAUSE.search(text, name.end(), at)))


def beside(text: str, topic: Topic) -> str:
    """An English question with what it is about in brackets behind it."""
    bare = text.strip().rstrip("?？ ")
    return f"{bare[:1].upper()}{bare[1:]} ({topic.phrase})?"
