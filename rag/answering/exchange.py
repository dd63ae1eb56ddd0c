"""那上一届呢？ / what about the 25th?: the question before with one part exchanged for another."""

from __future__ import annotations

import re
from datetime import date

from rag.answering import stopwords
from rag.answering.expectation import expect
from rag.answering.facts import TextFacts
from rag.answering.ranks import Ordinal, comparable
from rag.language.dates import is_latest, question_dates
from rag.language.lexicon import segment
from rag.language.scripts import is_han
from rag.types import Language

Span = tuple[int, int]

_PREPOSITION = r"(?:in|on|at|for|with|by|to|from)"
_LED = re.compile(rf"^(?P<word>{_PREPOSITION})\s+(?P<object>.+)$", re.I)
_OWNER = re.compile(r"^(?:its|their|his|her|the)\s+(?P<noun>[a-z][a-z -]*)$", re.I)
_WHOSE = re.compile(r"^(?:the\s+)?(?P<owner>[a-z]+['’]s)$")
_HELD = re.compile(
    r"\w['’]s (?P<noun>[a-z-]+(?: [a-z-]+)*?)(?= (?:in|on|at|for|of|by|from|to|fall|rise|grow|increase|decline)\b|$)"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEAR_BEFORE = re.compile(r"前一年|上一年|\b(?:the (?:year before|previous year)|a year (?:earlier|before))\b", re.I)
_THING = re.compile(r"(?:the|a|an) [a-z][a-z’'-]*(?: [a-z][a-z’'-]*){0,3}")
_THINGS_END = r"(?= (?:for|in|at|of|on|by|from|to|with|against|after|before|during)\b|,|$)"
_PROPER = re.compile(r"(?<=\s)[A-Z][\w’'-]*(?: (?:of )?[A-Z][\w’'-]*)*")
HOW_MANY = re.compile(
    rf"\bhow (?:many|much) (?P<noun>[a-z’'-]+(?: [a-z’'-]+){{0,3}}?)(?= (?:{stopwords.AUXILIARY})\b|$)", re.I
)
"""How many of what: all of a follow-up, or the head of a question."""
_NOUN = re.compile(r"[a-z’'-]+(?: [a-z’'-]+)?")
_RANKED = re.compile(r" (?:phase|stage|session|round|leg|trial)\b", re.I)
_HELPED = re.compile(rf"\b(?:{stopwords.AUXILIARY})\s+$", re.I)
_REALM = re.compile(
    r"[^\W\d年月日的在]{2,4}?(?:省|市|县|区|州|镇|乡|村)(?![长委政])|(?:[^\W\d年月日的在]{2,3})?全[国省市县区]"
)
_BESIDE = re.compile(r"上一?届|下一?届|the previous one", re.I)
_RELATIVE = re.compile(rf"{_BESIDE.pattern}|去年|前年|明年|last year", re.I)
_COUNTRY = re.compile(r"中国|我国|\b(?:China|the United States|the US|America)\b(?!['’]s|\s+[A-Z])")
_HAN_DIGITS = "零一二三四五六七八九"


def exchange(before: str, part: str, language: Language, earlier: str = "") -> str:
    """``before`` with ``part`` in the place of what is most like it: a day for a day, a name for a name.

    ``earlier`` is what was exchanged last (公路呢？民航呢？): the same place is meant again. Where nothing in it is
    alike, the part is put in front of what is asked (中文) or behind (English).
    """
    new, old = TextFacts(part), TextFacts(before)
    year = _YEAR.search(before)
    if year and _YEAR_BEFORE.search(part):
        return f"{before[: year.start()]}{int(year.group()) - 1}{before[year.end() :]}"
    days, old_days = _days(part), _days(before)
    if days and old_days:
        start, end = old_days[0]
        return _put(before, start, end, _with_month(part, before[start:end]), language)
    for place in (_ordinal(new, old), _name(new, old), _number(new, old)):
        if place is not None:
            return _put(before, *place, part, language)
    if earlier and earlier in before and not (language == "zh" and _shared_tail(part, before)):
        start = before.index(earlier)
        return _put(before, start, start + len(earlier), part, language)
    relative = _RELATIVE.search(part)
    if relative and old.ordinals:
        return _stepped(before, old.ordinals[0], relative.group())
    return _chinese(before, part) if language == "zh" else _english(before, part)


def _stepped(before: str, rank: Ordinal, step: str) -> str:
    """``before`` with the rank before the one it has, or the one after: 上一届, 下一届."""
    by = -1 if re.search("上|去|前|last|previous", step, re.I) else 1
    said = f"第{_numeral(rank.value + by, rank.text_of(before))}{rank.what}"
    return before[: rank.start] + said + before[rank.end :]


def other_rank(phrase: str, text: str) -> tuple[str, str] | None:
    """A topic with the rank that a follow-up names instead of its own, and the follow-up without it in Chinese (一期,
    二期要花多少钱: 二期, 要花多少钱); None where the follow-up has none, or the topic has none like it."""
    own, new = TextFacts(phrase).ordinals, TextFacts(text).ordinals
    relative = _BESIDE.search(text)
    if relative and own and not new:
        return _stepped(phrase, own[0], relative.group()), text[: relative.start()] + text[relative.end() :]
    for rank in new:
        for other in comparable(rank, own):
            said = _said_instead(phrase, other, text, rank)
            if said and other.value != rank.value:
                rest = text[: rank.start] + text[rank.end :] if rank.what else text
                return phrase[: other.start] + said + phrase[other.end :], rest
    return None


def _said_instead(phrase: str, other: Ordinal, text: str, rank: Ordinal) -> str:
    """What takes the place of a topic's rank; "" where the follow-up ranks another thing: who spoke first, 得了第一."""
    if rank.what:
        return text[rank.start : rank.end]
    noun = re.match(r" ([a-z]+)\b", text[rank.end :], re.I)
    same = noun and (noun[1] == "one" or re.match(rf" {noun[1]}\b", phrase[other.end :], re.I))
    if same and is_han(phrase[other.end - 1]):  # "the third one" of 第二次会议
        return f"第{_numeral(rank.value, phrase[other.start : other.end])}{other.what}"
    if same:
        return text[rank.start : rank.end]
    ranked = _RANKED.match(text, rank.end)
    phase = ranked and re.match(ranked.group().strip(), phrase[other.start :], re.I)  # first phase: phase two
    return text[rank.start : ranked.end()] if ranked and phase else ""


def _days(text: str) -> list[Span]:
    lead = "on " if re.match(r"the \d{1,2}(?:st|nd|rd|th)\b", text, re.I) else ""
    found = question_dates(lead + text, today=date.today())
    return [(m.start - len(lead), m.end - len(lead)) for m in found if not is_latest(m)]


def _ordinal(new: TextFacts, old: TextFacts) -> Span | None:
    """第九届 for 第八届; 第二个 is none of 二十号."""
    alike = (other for rank in new.ordinals for other in comparable(rank, old.ordinals))
    return next(((other.start, other.end) for other in alike), None)


def _name(new: TextFacts, old: TextFacts) -> Span | None:
    kinds = {kind for kind, _, _ in _named(new)}
    return next(((start, end) for kind, start, end in _named(old) if kind in kinds), None)


def _named(facts: TextFacts) -> list[tuple[str, int, int]]:
    """The names of a text in order, and the countries that the name finder takes for common words."""
    found: list[tuple[str, int, int]] = [(n.kind, n.start, n.end) for n in facts.names]
    for match in _COUNTRY.finditer(facts.text):
        if not any(start < match.end() and match.start() < end for _, start, end in found):
            found.append(("place", match.start(), match.end()))
    return sorted(found, key=lambda name: name[1])


def _number(new: TextFacts, old: TextFacts) -> Span | None:
    """A number for one of the same measure: 1500米 for 500米."""
    for number in new.numbers:
        measure = new.text[number.end :][:1] or new.text[number.end - 1 :]
        for other in old.numbers:
            same = (old.text[other.end :][:1] or old.text[other.end - 1 :]) == measure
            if same or new.text[: number.start].strip() == new.text[number.end :].strip() == "":
                return other.start, other.end + _shared_head(new.text[number.end :], old.text[other.end :])
    return None


def _shared_head(a: str, b: str) -> int:
    """How many characters two texts begin with alike: the 组 of 02组 takes the place of 01组's."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _put(before: str, start: int, end: int, part: str, language: Language) -> str:
    """``part`` in the place of a stretch, its preposition dropped where the question has one already."""
    if language == "en" and re.search(rf"\b(?:{_PREPOSITION}|the)\s*$", before[:start], re.I):
        led = _LED.match(part)
        if led:  # "in 2007" after "on Wednesday"
            lead = re.sub(rf"\b{_PREPOSITION}\s*$", "", before[:start], flags=re.I)
            return (
                f"{lead}{part}{before[end:]}"
                if lead != before[:start]
                else before[:start] + led["object"] + before[end:]
            )
        if re.search(r"\bthe\s*$", before[:start], re.I):
            part = re.sub(r"^the\s+", "", part, flags=re.I)
    return before[:start] + part + before[end:]


def _with_month(part: str, old: str) -> str:
    """ "the 25th" in the place of "Jan 22" is Jan 25; 25日 in the place of 1月22日 is 1月25日."""
    day = re.fullmatch(r"(?:(?:on\s+)?the\s+)?(\d{1,2})(?:st|nd|rd|th|日|号)?", part.strip(), re.I)
    if not day:
        return part
    if "月" in old:
        return re.sub(r"(月)\d{1,2}(?=[日号])", rf"\g<1>{day[1]}", old)
    swapped = re.sub(r"\b\d{1,2}(?=(?:st|nd|rd|th)?\b(?!\d))", day[1], old, count=1)
    return re.sub(rf"\b{day[1]}(?:st|nd|rd|th)", day[1], swapped)


def _numeral(value: int, like: str) -> str:
    """``value`` as ``like`` writes numbers: 六 beside 第七届, 6 beside 第7届."""
    if any(c.isdigit() and c.isascii() for c in like) or not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_HAN_DIGITS[tens]}十") + (_HAN_DIGITS[ones] if ones else "")


def _chinese(before: str, part: str) -> str:
    focus = expect(before, "zh").focus
    head = re.search(r"的([^的，是]{1,4})(?=是?$)", before[: focus[0]])  # 话剧的导演是谁 → 编剧呢
    noun = head.span(1) if head and len(part) <= 4 else None
    like = _shared_tail(part, before) or noun or _like_word(part, before)
    if like is not None:
        return before[: like[0]] + part + before[like[1] :]
    realm = _REALM.search(before) if re.search("[省市县区州镇乡村]$", part) else None
    if realm:
        return before[: realm.start()] + part + before[realm.end() :]
    if not focus[1]:
        return f"{part}，{before}"
    noun = _last_noun(before[: focus[0]]) if len(part) <= 4 else None
    if noun is not None:  # 票价呢 after 高铁全长多少公里
        return f"{before[: noun[0]]}{part}是多少？"
    left = re.sub(r"[是有为]$", "", before[: focus[0]])
    linked = "是" if before[: focus[0]].endswith("是") else ""
    if linked:  # 恒大2022年末负债总额是多少 → 现金呢: what has no name and no day is the noun that was asked for
        left = left[: _last_fact(left)] or left
    return left + part + linked + before[focus[0] :]


_MEASURED = re.compile(
    "(?:全长|总长|长度|高度|宽度|面积|占地|重量|总?投资|造价|票价|价格|产量|销量|人数|时长|(?:装机)?容量)$"
)


def _last_noun(text: str) -> Span | None:
    """Where a text ends in the noun of a measure: 高铁|全长; None where it does not, or is nothing else."""
    found = _MEASURED.search(text)
    return found.span() if found and found.start() else None


def _last_fact(text: str) -> int:
    facts = TextFacts(text)
    ends = [m.end for m in facts.dates] + [n.end for n in facts.names] + [t[1] for t in facts.titles]
    end = max(ends, default=0)
    return end + 1 if text[end : end + 1] in ("末", "底", "初") else end


def _shared_tail(part: str, before: str) -> Span | None:
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


def _like_word(part: str, before: str) -> Span | None:
    """Where ``before`` has a word of the length of ``part`` that ends in the same character (公路 for 铁路)."""
    if len(part) not in (2, 3):
        return None
    at = 0
    for word in segment(before):
        if len(word) == len(part) and word[-1] == part[-1] and is_han(word[0]):
            return at, at + len(word)
        at += len(word)
    return None


def _english(before: str, part: str) -> str:
    stem = before.rstrip("?. ")
    led = _LED.match(part)
    if led:  # "and for Y?" after "… for X"
        same = re.search(rf"\b{led['word']}\s+(?=[A-Z])(?P<object>[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)", stem)
        if same:
            return f"{stem[: same.start('object')]}{led['object']}{stem[same.end('object') :]}?"
        return f"{stem} {part}?"
    counted, anew = HOW_MANY.search(before), HOW_MANY.match(part)
    noun = anew["noun"] if anew else part if _NOUN.fullmatch(part) else ""
    if counted and noun:  # "and lobster?", "and how many cars?"
        return before[: counted.start("noun")] + noun + before[counted.end("noun") :]
    whose, other = _WHOSE.match(part), re.search(r"\b[a-z]+['’]s\b", stem)
    if whose and other:  # "the men's" after "the women's final"
        return f"{stem[: other.start()]}{whose['owner']}{stem[other.end() :]}?"
    owned = _OWNER.match(part)
    held = _HELD.search(stem)
    if owned and held:  # "its revenue" after "Evergrande's total liabilities"
        return f"{stem[: held.start('noun')]}{owned['noun']}{stem[held.end('noun') :]}?"
    thing = re.search(rf"\b{_THING.pattern}{_THINGS_END}", stem) if _THING.fullmatch(part) else None
    if thing and not _HELPED.search(stem[: thing.start()]):  # "the equaliser" after "the winning goal for"
        return f"{stem[: thing.start()]}{part}{stem[thing.end() :]}?"
    named = _PROPER.findall(stem) if part[:1].isupper() else []
    if len(named) == 1:
        return f"{stem.replace(named[0], part, 1)}?"
    return f"{stem}, {part}?"
