"""Dates in Chinese text: patterns, and what each means against a context. Digits are half-width already."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from rag.language.date_context import Context, Span, exists, months, partial, shift_day
from rag.language.lunar import lunar_new_year
from rag.types import PartialDate

Handler = Callable[[re.Match[str], Context], Span | None]
RECENT = r"日前|近日|近期|最近|连日来"
_ANY_YEAR = 2023  # to count days in where the year is not known: one without February 29

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "元": 1}
_N = r"(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"  # 1–99, either way of writing
_Y = r"(?<!公元前)(?:(?<!\d)\d{4}|[一二][〇零○一二三四五六七八九]{3})\s*年"
_RY = r"(?:今年|去年|前年|明年|本年|上年|当年)"
_TO = r"\s*(?:至|到|-|—{1,2}|–|~|～|－)\s*"
_NOT_DAY = r"(?![元圆內内游遊龄均间照军校])"
_YEAR = rf"(?:(?P<y>{_Y})度?|(?P<ry>{_RY})|(?<!\d)(?P<yy>\d\d)年(?=\s*\d{{1,2}}\s*月))"

_RELATIVE_YEARS = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}
_RELATIVE_DAYS = {"今": 0, "昨": -1, "前": -2, "明": 1, "后": 2}
_RELATIVE_MONTHS = {"本": 0, "当": 0, "同": 0, "这个": 0, "上": -1, "上个": -1, "下": 1, "下个": 1}


def number(text: str) -> int:
    """A number below 100 in digits or characters, or a year spelt digit by digit."""
    text = re.sub(r"[\s年]", "", text)
    if text.isdigit() and text.isascii():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS[c]) for c in text))


def _year(match: re.Match[str], context: Context) -> tuple[int | None, bool]:
    """The year stated, and whether one was stated at all (去年 states one that may be unknowable)."""
    if match["y"]:
        return number(match["y"]), True
    if match["yy"]:
        short = int(match["yy"])
        return (2000 if short < 50 else 1900) + short, True
    if match["ry"]:
        if match["ry"] == "当年":
            return (context.previous.year if context.previous else None), True
        return context.year(_RELATIVE_YEARS[match["ry"]]).year, True
    return None, False


def _month_day(match: re.Match[str], context: Context) -> Span | None:
    month, day = number(match["m"]), number(match["d"])
    year, stated = _year(match, context)
    if not exists(year, month, day):
        return None
    if not stated:
        near = context.previous if 0 <= match.start() - context.previous_end <= 20 else None
        year = near.year if near and near.year and near.month == month else context.nearest_year(month, day)
    last_day = match["d2"] or match["e2"]
    first = PartialDate(year, month, day)
    if not last_day:
        return first, first
    month2 = number(match["m2"]) if match["m2"] else month
    year2 = number(match["y2"]) if match["y2"] else year if month2 >= month or year is None else year + 1
    if not exists(year2, month2, number(last_day)):
        return None
    return first, PartialDate(year2, month2, number(last_day))


def _bare_day(match: re.Match[str], context: Context) -> Span | None:
    day, last = number(match["d"]), number(match["d2"]) if match["d2"] else None
    if not exists(None, None, day) or (last is not None and (not exists(None, None, last) or last <= day)):
        return None
    if match["rm"]:
        name = match["rm"].removesuffix("月")
        base = context.previous or PartialDate() if name in ("当", "同") else context.month(_RELATIVE_MONTHS[name])
        if not exists(base.year, base.month, day):
            return None
        first = PartialDate(base.year, base.month, day)
    else:
        first = context.place_day(day, match.start())
    if last is None:
        return first, first
    end = PartialDate(first.year, first.month, last)
    return (first, end) if exists(end.year, end.month, last) else None


def _iso(match: re.Match[str], _context: Context) -> Span | None:
    value = PartialDate(int(match["y"]), int(match["m"]), int(match["d"]))
    return (value, value) if exists(value.year, value.month, value.day) else None


def _month(match: re.Match[str], context: Context) -> Span | None:
    month = number(match["m"])
    last = number(match["m2"]) if match["m2"] else month
    year, stated = _year(match, context)
    if not (exists(year, month, None) and exists(year, last, None)):
        return None
    if not stated:
        year = context.nearest_year(last)
        if year is not None and last < month:
            year -= 1
    part = match["part"]
    if part and part in "上中下":
        first_day = {"上": 1, "中": 11, "下": 21}[part]
        last_day = {"上": 10, "中": 20}.get(part) or next(d for d in (31, 30, 29, 28) if exists(year, month, d))
        return PartialDate(year, month, first_day), PartialDate(year, month, last_day)
    if last < month:
        return PartialDate(year, month), PartialDate(year + 1 if year is not None else None, last)
    return months(year, month, last)


def _period(match: re.Match[str], context: Context) -> Span | None:
    year, stated = _year(match, context)
    name = match["period"]
    if "季" in name:
        at = "一二三四".find(match["q"]) + 1 or int(match["q"])
        if not 1 <= at <= 4:
            return None
        first, last = (1, at * 3) if match["from"] else (at * 3 - 2, at * 3)
    else:
        first, last = {"上半年": (1, 6), "下半年": (7, 12), "年中": (6, 7)}.get(name, (11, 12))
        if "初" in name:
            first, last = 1, 3
    if not stated:
        if name in ("年初", "年中", "年底", "年末"):
            year = context.reference.year if context.complete else None
        elif name in ("初", "底", "末"):
            return None
        else:
            year = context.nearest_year(last)
    return months(year, first, last)


def _years(match: re.Match[str], context: Context) -> Span | None:
    first = number(match["a"])
    last = number(match["b"]) if match["b"] else first
    return (PartialDate(first), PartialDate(last)) if 1 <= first <= last <= 2199 else None


def _decade(match: re.Match[str], _context: Context) -> Span | None:
    tens = number(match["tens"])
    first = (int(match["century"]) * 100 if match["century"] else 1900) + tens
    return PartialDate(first), PartialDate(first + 9)


def _relative_year(match: re.Match[str], context: Context) -> Span | None:
    if match["ry"] == "当年":
        return None
    value = context.year(_RELATIVE_YEARS[match["ry"]])
    return value, value


def _relative_day(match: re.Match[str], context: Context) -> Span | None:
    value = context.day(_RELATIVE_DAYS[match["rd"] or match["rd2"]])
    return value, value


def _relative_month(match: re.Match[str], context: Context) -> Span | None:
    name = match["rm"].removesuffix("月")
    value = (context.previous or PartialDate()) if name in ("当", "同") else context.month(_RELATIVE_MONTHS[name])
    value = PartialDate(value.year, value.month)
    return (value, value) if value.month else None


def _week(match: re.Match[str], context: Context) -> Span | None:
    offset = {"上": -1, "本": 0, "这": 0, "下": 1}[match["rw"]]
    weekday = "一二三四五六日".find(match["wd"].replace("天", "日")) if match["wd"] else None
    return context.week(offset, weekday)


def _recent(_match: re.Match[str], context: Context) -> Span | None:
    return context.day(-7), context.day(0)


def _ago(match: re.Match[str], context: Context) -> Span | None:
    count = number(match["n"])
    match match["unit"]:
        case "天" | "日":
            value = context.day(-count)
        case "周":
            value = context.day(-7 * count)
        case "年":
            value = context.year(-count)
        case _:
            value = context.month(-count)
    return value, value


def _festival(match: re.Match[str], context: Context) -> Span | None:
    year, stated = _year(match, context)
    reference = context.reference
    if not stated:
        if reference.year is None:
            return PartialDate(), PartialDate()
        year = reference.year + (1 if (reference.month or 1) >= 10 else 0)
    start = lunar_new_year(year) if year is not None else None
    if start is None:
        return PartialDate(), PartialDate()
    low, high = {"前": (-15, -1), "后": (7, 21)}.get(match["side"] or "", (-1, 7))
    if match["feast"] == "春运":  # forty days, as the railways count them
        low, high = -15, 25
    return partial(shift_day(start, low)), partial(start + timedelta(days=high))


def _fixed(match: re.Match[str], context: Context) -> Span | None:
    year, stated = _year(match, context)
    month, first, last = {"元旦": (1, 1, 1), "国庆": (10, 1, 7), "五一": (5, 1, 5)}[match["feast"]]
    if not stated:
        year = context.nearest_year(month, first)
    if not match["side"]:
        return PartialDate(year, month, first), PartialDate(year, month, last)
    start = date(year or _ANY_YEAR, month, first)
    low, high = (-15, -1) if match["side"] == "前" else (last - first + 1, 21)
    before, after = (start + timedelta(days=days) for days in (low, high))
    if year is None:
        return PartialDate(None, before.month, before.day), PartialDate(None, after.month, after.day)
    return partial(before), partial(after)


ABSOLUTE: list[tuple[re.Pattern[str], Handler]] = [
    (re.compile(pattern), handler)
    for pattern, handler in (
        (
            rf"{_YEAR}?\s*(?<![\d.])(?P<m>{_N})\s*月\s*(?P<d>{_N})\s*(?:[日号]{_TO}(?:(?:(?P<y2>\d{{4}})年)?(?P<m2>{_N})月)?(?P<d2>{_N})\s*[日号]"
            rf"|(?:{_TO}|、)(?P<e2>{_N})\s*[日号]|[日号])",
            _month_day,
        ),
        (r"(?<![\d./-])(?P<y>(?:1[89]|20)\d\d)(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d/-]|\.\d)", _iso),
        (
            r"(?:(?P<rm>本月|上月|上个月|下月|下个月|当月|同月)|(?<![\d.月年/:第-])(?<!\d,))\s*"
            rf"(?P<d>\d{{1,2}}|[二三]?十[一二三四五六七八九]|[二三]十)(?:日?(?:{_TO}|、)(?P<d2>{_N}))?(?:日{_NOT_DAY}|号(?=上午|下午|晚|早|凌晨|中午|当天|召开|举行|的))",
            _bare_day,
        ),
        (
            rf"{_YEAR}?\s*(?<![\d.])(?P<m>{_N})\s*月?(?:{_TO}(?P<m2>{_N})\s*)月(?:份)?(?P<part>(?!))?",
            _month,
        ),
        (
            rf"{_YEAR}\s*(?P<m>{_N})\s*月(?P<m2>(?!))?(?:份|(?P<part>[上中下])旬)?(?!\s*\d)",
            _month,
        ),
        (
            rf"(?P<y>(?!))?(?P<yy>(?!))?(?P<ry>(?!))?(?<![\d.个一二三四五六七八九十])(?P<m>{_N})\s*月(?P<m2>(?!))?(?:份|(?P<part>[上中下])旬)?(?!\s*\d)",
            _month,
        ),
        (
            rf"{_YEAR}?(?P<period>(?P<from>前|第?[一1]{_TO})?(?:第)?(?P<q>[一二三四1-4])(?:个)?季度|上半年|下半年|年[初中底末]|(?<=年)[初底末])",
            _period,
        ),
        (rf"(?P<a>(?<!\d)\d{{4}})年?{_TO}(?P<b>\d{{4}})年", _years),
        (rf"(?P<a>{_Y})(?P<b>(?!))?(?![代月])", _years),
        (r"(?:(?P<century>19|20)|(?:上|20)世纪)(?P<tens>[二三四五六七八九]十|\d0)年代", _decade),
    )
]

RELATIVE: list[tuple[re.Pattern[str], Handler]] = [
    (re.compile(pattern), handler)
    for pattern, handler in (
        (r"(?P<ry>今年|去年|前年|明年|本年|上年)(?!代)", _relative_year),
        (r"(?P<rd>[今昨前明后])[天日](?!头条)|(?P<rd2>[昨今明])[晚晨早](?!报)", _relative_day),
        (r"(?P<rm>本月|上月|上个月|下月|下个月|这个月|当月|同月)", _relative_month),
        (r"(?P<rw>[上本这下])(?:个)?(?:周|星期)(?P<wd>[一二三四五六日天])?(?!年|边|刊|报)", _week),
        (RECENT, _recent),
        (r"(?<!\d)(?P<n>\d{1,2}|[一二三四五六七八九两十])个?(?P<unit>天|日|周|月|年)前", _ago),
        (rf"{_YEAR}?(?P<feast>春节|春运|农历新年|农历正月初一)(?P<side>[前后])?", _festival),
        (rf"{_YEAR}?(?P<feast>元旦|国庆|五一)(?!广场|路|街|大)(?:(?:节|假期)?(?P<side>[前后])(?!来))?", _fixed),
    )
]
