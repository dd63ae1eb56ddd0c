"""Dates in English text: patterns, and what each means against a context. Digits are half-width already."""

from __future__ import annotations

import re
from datetime import timedelta

from rag.language.date_context import Context, Span, exists, months, partial, shift_day
from rag.language.dates_chinese import Handler
from rag.language.lunar import lunar_new_year
from rag.types import PartialDate

_MONTHS = {
    name: i + 1
    for i, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
}
_WEEKDAYS = {name: i for i, name in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])}
_WORDS = {
    w: i + 1
    for i, w in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
} | {
    "a": 1,
    "an": 1,
}
_ORDER = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_COUNT = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}

_LONG = "january|february|april|june|july|august|september|october|november|december"
_SHORT = r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
_BARE = rf"(?:{_LONG}|(?-i:March)|(?<=\bin )march|{_SHORT})"  # "march" and "may" are verbs too
_M = rf"(?:{_LONG}|march|may|{_SHORT})"
_D = r"(?:\d{1,2})(?:st|nd|rd|th)?"
_Y = r"(?:1[0-9]|20)\d\d"
RECENT = r"\brecently\b|\b(?:the\s+)?(?:last|past)\s+(?:few|several)\s+days\b|\b(?:in\s+)?recent\s+days\b"
_TO = r"\s*(?:-|–|—|to|through|until|till|and|&)\s*(?:the\s+)?"
_REL = r"(?:last|past|previous|this|current|next|coming)"
_OF_YEAR = rf"(?:(?:,?\s*(?:of|in)?\s*(?P<y>{_Y}))(?!\d)|\s+(?:of\s+)?(?P<ry>{_REL})\s+year)"
_FOLLOWING = "of|and|to|at|in|by|with|for|was|were|did|who|what|which|that|when|morning|afternoon|evening|on|the|a"
_AFTER_ORDINAL = rf"(?=\s*(?:$|[.,;:?!)，。？]|(?:{_FOLLOWING})\b))"


def _month_number(text: str) -> int:
    return _MONTHS[text[:3].lower()]


def _day_number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _WORDS[text.lower()]


def _year(match: re.Match[str], context: Context) -> tuple[int | None, bool]:
    if match["y"]:
        return int(match["y"]), True
    if match["ry"]:
        return context.year(_COUNT[match["ry"].lower()]).year, True
    return None, False


def _month_day(match: re.Match[str], context: Context) -> Span | None:
    groups = match.groupdict()
    month, day = _month_number(match["m"]), _day_number(match["d"])
    month2 = _month_number(groups["m2"]) if groups.get("m2") else month
    last = _day_number(groups["d2"]) if groups.get("d2") else None
    year, stated = _year(match, context)
    if not stated:
        year = context.nearest_year(month, day)
    if not exists(year, month, day):
        return None
    first = PartialDate(year, month, day)
    if last is None:
        return first, first
    end = PartialDate(year + 1 if year is not None and month2 < month else year, month2, last)
    return (first, end) if exists(end.year, month2, last) else None


def _iso_slash(match: re.Match[str], _context: Context) -> Span | None:
    """Month/day/year as American papers write it; day first where the month could not be one."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["y"])
    month, day = (a, b) if a <= 12 else (b, a)
    value = PartialDate(year, month, day)
    return (value, value) if exists(year, month, day) else None


def _bare_day(match: re.Match[str], context: Context) -> Span | None:
    groups = match.groupdict()
    day, last = _day_number(match["d"]), _day_number(groups["d2"]) if groups.get("d2") else None
    if not exists(None, None, day) or (last is not None and (not exists(None, None, last) or last <= day)):
        return None
    first = context.place_day(day, match.start())
    if last is None:
        return first, first
    end = PartialDate(first.year, first.month, last)
    return (first, end) if exists(end.year, end.month, last) else None


def _month(match: re.Match[str], context: Context) -> Span | None:
    month = _month_number(match["m"])
    groups = match.groupdict()
    last = _month_number(groups["m2"]) if groups.get("m2") else month
    year, stated = _year(match, context)
    if groups.get("rm"):
        today = context.reference
        if today.year is None or today.month is None:
            return PartialDate(None, month), PartialDate(None, month)
        count = _COUNT[groups["rm"].lower()]
        year = today.year
        if count < 0 and month >= today.month:
            year -= 1
        if count > 0 and month <= today.month:
            year += 1
    elif not stated:
        year = context.nearest_year(last)
    return months(year, month, last) if last >= month else (PartialDate(year, month), PartialDate(year, last))


def _period(match: re.Match[str], context: Context) -> Span | None:
    year, stated = _year(match, context)
    groups = match.groupdict()
    unit = groups.get("half") or groups.get("half2") or groups.get("half3") or ""
    size = 6 if unit.lower() in ("half", "h") else 3
    if match["rel"] and not stated:
        today = context.reference
        if today.month is None:
            return PartialDate(), PartialDate()
        at = ((today.year or 0) * 12 + today.month - 1) // size + _COUNT[match["rel"].lower()]
        year = at * size // 12 if today.year is not None else None
        first = at * size % 12 + 1
        return months(year, first, first + size - 1)
    text = match["n"] or match["n2"]
    if text is None:
        return None
    at = _ORDER.get(text.lower()) or int(re.sub(r"\D", "", text) or 0)
    if not 1 <= at <= 12 // size:
        return None
    if not stated:
        year = context.nearest_year(at * size)
    return months(year, (at - 1) * size + 1, at * size)


def _years(match: re.Match[str], _context: Context) -> Span | None:
    groups = match.groupdict()
    first = int(match["a"])
    text = groups.get("b")
    last = first if not text else int(text) if len(text) == 4 else first // 100 * 100 + int(text)
    return (PartialDate(first), PartialDate(last)) if first <= last else None


def _decade(match: re.Match[str], _context: Context) -> Span | None:
    first = int(match["a"])
    return PartialDate(first), PartialDate(first + 9)


def _relative_day(match: re.Match[str], context: Context) -> Span | None:
    name = re.sub(r"\s+", " ", match.group().lower())
    offsets = {
        "the day before yesterday": -2,
        "the day after tomorrow": 2,
        "yesterday": -1,
        "tomorrow": 1,
        "last night": -1,
    }
    value = context.day(offsets.get(name, 0))
    return value, value


def _relative_unit(match: re.Match[str], context: Context) -> Span | None:
    offset = _COUNT[match["rel"].lower()]
    match match["unit"].lower():
        case "week":
            return context.week(offset)
        case "month":
            value = context.month(offset)
        case _:
            value = context.year(offset)
    return value, value


def _weekday(match: re.Match[str], context: Context) -> Span | None:
    today = context.today
    if today is None:
        return PartialDate(), PartialDate()
    weekday = _WEEKDAYS[match["wd"][:3].lower()]
    back = (today.weekday() - weekday) % 7
    match (match["rel"] or "").lower():
        case "last":
            offset = -(back or 7)
        case "next":
            offset = 7 - back
        case "this":
            offset = weekday - today.weekday()
        case _:
            offset = -back
    value = partial(shift_day(today, offset))
    return value, value


def _recent(_match: re.Match[str], context: Context) -> Span | None:
    return context.day(-7), context.day(0)


def _ago(match: re.Match[str], context: Context) -> Span | None:
    count = _count(match["n"])
    match match["unit"].lower():
        case "day":
            value = context.day(-count)
        case "week":
            value = context.day(-7 * count)
        case "month":
            value = context.month(-count)
        case _:
            value = context.year(-count)
    return value, value


def _span_back(match: re.Match[str], context: Context) -> Span | None:
    """ "in the past three days": from then to now."""
    count = _count(match["n"])
    match match["unit"].lower():
        case "day":
            return context.day(-count), context.day(0)
        case "week":
            return context.day(-7 * count), context.day(0)
        case "month":
            return context.month(-count), context.month(0)
        case _:
            return context.year(-count), context.year(0)


def _festival(match: re.Match[str], context: Context) -> Span | None:
    year, stated = _year(match, context)
    reference = context.reference
    if match["year"]:
        year = int(match["year"])
    elif not stated and reference.year is not None:
        year = reference.year + (1 if (reference.month or 1) >= 10 else 0)
    start = lunar_new_year(year) if year is not None else None
    if start is None:
        return PartialDate(), PartialDate()
    side = (match["side"] or "").lower()
    if match["rush"]:  # forty days, as the railways count them
        return partial(start + timedelta(days=-15)), partial(start + timedelta(days=25))
    low, high = (-15, -1) if side in ("before", "ahead of") else (7, 21) if side == "after" else (-1, 7)
    return partial(start + timedelta(days=low)), partial(start + timedelta(days=high))


def _compile(pairs: tuple[tuple[str, Handler], ...]) -> list[tuple[re.Pattern[str], Handler]]:
    return [(re.compile(pattern, re.I), handler) for pattern, handler in pairs]


_UNIT = r"(?P<unit>day|week|month|year)s?"
_N = rf"(?P<n>\d{{1,3}}|{'|'.join(_WORDS)})"

ABSOLUTE = _compile(
    (
        (
            rf"\b(?P<m>{_M})\s*(?:the\s+)?(?P<d>{_D})(?:{_TO}(?:(?P<m2>{_M})\s*)?(?P<d2>{_D}))?(?![\d:%.]\d|\d|[\d,]*\s*(?:percent|million|billion)){_OF_YEAR}?",
            _month_day,
        ),
        (rf"(?<![\d.])(?P<d>{_D})(?:{_TO}(?P<d2>{_D}))?\s+(?:of\s+)?(?P<m>{_M})(?![a-z]){_OF_YEAR}?", _month_day),
        (r"(?<![\d/.])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>(?:19|20)\d\d)(?![\d/])", _iso_slash),
        (
            r"\b(?:on|by|until|since|before|after|from|between)\s+the\s+(?P<d>\d{1,2}(?:st|nd|rd|th))(?:\s*(?:-|–|to|and|through)\s*(?:the\s+)?(?P<d2>\d{1,2}(?:st|nd|rd|th)))?"
            + _AFTER_ORDINAL,
            _bare_day,
        ),
        (
            r"\bthe\s+(?P<d>\d{1,2}(?:st|nd|rd|th))(?:\s*(?:-|–|to|and|through)\s*(?:the\s+)?(?P<d2>\d{1,2}(?:st|nd|rd|th)))"
            + _AFTER_ORDINAL,
            _bare_day,
        ),
        (
            rf"\b(?:(?P<rm>last|this|next)\s+)?(?P<m>{_BARE})(?![a-z])(?:{_TO}(?P<m2>{_M})(?![a-z]))?(?!\s*\d{{1,2}}(?!\d)){_OF_YEAR}?",
            _month,
        ),
        (
            r"(?:(?<=\bin )|(?<=\bof )|(?<=\bsince )|(?<=\buntil )|(?P<rm>last|this|next)\s+)(?P<m>may)\b"
            rf"(?!\s*\d{{1,2}}(?!\d)){_OF_YEAR}?",
            _month,
        ),
        (rf"\b(?P<rm>(?!))?(?P<m>may)\b(?!\s*\d{{1,2}}(?!\d)){_OF_YEAR}", _month),
        (
            rf"\b(?:the\s+)?(?:(?P<n>first|second|third|fourth|[1-4](?:st|nd|rd|th))[\s-]+(?P<half>quarter|half)|(?P<half2>q|h)(?P<n2>[1-4])|(?P<rel>{_REL})\s+(?P<half3>quarter|half)\b){_OF_YEAR}?",
            _period,
        ),
        (rf"\b(?P<y>{_Y})\s+(?P<half>q|h)(?P<n>[1-4])(?P<n2>(?!))?(?P<rel>(?!))?(?P<ry>(?!))?\b", _period),
        (rf"\b(?:(?:between|from|in)\s+)?(?P<a>{_Y})\s*(?:-|–|to|and)\s*(?P<b>{_Y}|\d\d)(?![\d\w])(?!-\d)", _years),
        (
            rf"\b(?:in|of|since|by|during|until|till|for|year|from|early|late|mid|before|after|between|fiscal|fy)[\s-]+(?P<a>{_Y})(?![\d\w%])(?![,.]\d|/)",
            _years,
        ),
        (rf"(?<![\d$.,])\b(?P<a>{_Y})(?='s\b)", _years),
        (r"\b(?:the\s+)?(?P<a>(?:18|19|20)\d0)s\b", _decade),
    )
)

RELATIVE = _compile(
    (
        (
            r"\bthe day before yesterday\b|\bthe day after tomorrow\b|"
            r"\b(?:yesterday|today|tomorrow|tonight|last night|this (?:morning|evening|afternoon))\b",
            _relative_day,
        ),
        (rf"\b(?:the\s+)?(?P<rel>{_REL})\s+(?P<unit>week|month|year)\b(?!\s*-?\s*old)", _relative_unit),
        (r"\b(?:on\s+|(?P<rel>last|this|next)\s+)(?P<wd>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", _weekday),
        (RECENT, _recent),
        (rf"\b{_N}\s+{_UNIT}\s+ago\b", _ago),
        (rf"\b(?:the\s+)?(?:last|past)\s+{_N}\s+{_UNIT}\b", _span_back),
        (
            rf"(?:\b(?P<side>before|ahead of|after)\s+)?(?:the\s+)?(?:(?P<year>{_Y})\s+)?"
            rf"\b(?:spring festival|(?:lunar|chinese) new year)(?P<rush>\s+travel\s+(?:rush|season|peak))?{_OF_YEAR}?",
            _festival,
        ),
    )
)

QUESTION = _compile(
    (
        (
            r"(?<![\d$.,])\b(?P<a>(?:19|20)\d\d)\b(?![,.]\d|%|\s*(?:people|yuan|dollars|percent|tons?|km|meters?|metres?))",
            _years,
        ),
    )
)
"""Patterns good enough for a question, too loose for running text."""
