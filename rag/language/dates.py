"""Days, months, quarters and years that a text or a question names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from rag.language import dates_chinese, dates_english
from rag.language.date_context import Context, Span
from rag.language.dates_chinese import Handler
from rag.language.scripts import halfwidth, simplify
from rag.types import DateMention, PartialDate

Patterns = list[tuple[re.Pattern[str], Handler]]

_CHINESE_HINT = re.compile(r"[年月日号天周季近春元国五昨今]|星期|(?:19|20)\d\d[-/.]\d")
_ENGLISH_HINT = re.compile(r"[A-Za-z]|\d/\d")
_RECENT = re.compile(f"{dates_chinese.RECENT}|{dates_english.RECENT}", re.I)
_LATEST = re.compile(r"最新|\b(?:the\s+)?(?:latest|newest|most\s+recent)\b", re.I)


def find_dates(text: str, *, reference: date | PartialDate | None = None) -> list[DateMention]:
    """Mentions of dates in running text, in order, not overlapping.

    ``reference`` is the day the text was written. With it, open years and months are filled in with the
    nearest day that fits and relative words (昨天, last week) are resolved; without it what is open stays
    open: 1月22日 is ``PartialDate(None, 1, 22)`` and a relative mention may have no known part at all.
    A day that no calendar has (2月30日) is no mention.
    """
    context = Context(_reference(reference), complete=True)
    return _find(text, context, question=False)


def question_dates(text: str, *, today: date) -> list[DateMention]:
    """Mentions of dates in a question asked on ``today``.

    Relative words are resolved; a day without a year ("Jan 22") or month ("the 22nd") keeps them open, for
    pages of any year may be meant. "the latest" (最新) is a relative mention of ``today`` itself.
    """
    context = Context(_reference(today), complete=False)
    mentions = _find(text, context, question=True)
    latest = PartialDate(today.year, today.month, today.day)
    for match in _LATEST.finditer(halfwidth(text)):
        if all(match.end() <= m.start or match.start() >= m.end for m in mentions):
            span = text[match.start() : match.end()]
            mentions.append(DateMention(match.start(), match.end(), span, latest, latest, relative=True))
    return sorted(mentions, key=lambda m: m.start)


def is_latest(mention: DateMention) -> bool:
    """Whether a question's mention asks for the newest report rather than for a day."""
    return bool(_LATEST.fullmatch(halfwidth(mention.text)))


def is_recent(mention: DateMention) -> bool:
    """Whether a mention names no day that anything could contradict: recently, 近期."""
    return bool(_RECENT.fullmatch(halfwidth(mention.text)))


def _reference(value: date | PartialDate | None) -> PartialDate:
    if value is None:
        return PartialDate()
    return value if isinstance(value, PartialDate) else PartialDate(value.year, value.month, value.day)


def _find(text: str, context: Context, *, question: bool) -> list[DateMention]:
    plain = halfwidth(text)
    candidates: list[tuple[int, int, bool, re.Match[str], Handler]] = []

    def scan(patterns: Patterns, relative: bool, subject: str) -> None:
        for pattern, handler in patterns:
            found = (match for match in pattern.finditer(subject) if match.end() > match.start())
            candidates.extend((match.start(), -match.end(), relative, match, handler) for match in found)

    if _CHINESE_HINT.search(plain):
        simplified = simplify(plain)
        scan(dates_chinese.ABSOLUTE, False, simplified)
        scan(dates_chinese.RELATIVE, True, simplified)
    if _ENGLISH_HINT.search(plain):
        scan(dates_english.ABSOLUTE, False, plain)
        scan(dates_english.RELATIVE, True, plain)
        if question:
            scan(dates_english.QUESTION, False, plain)
    out: list[DateMention] = []
    end = 0
    for start, negative_end, relative, match, handler in sorted(candidates, key=lambda c: c[:3]):
        if start < end:
            continue
        if "\n" in plain[max(0, context.previous_end) : start]:
            context.begin_paragraph()
        span: Span | None = handler(match, context)
        end = -negative_end  # a date that does not exist still uses up its characters
        if span is None:
            continue
        first, last = span
        start, end = _trim(plain, start, end)
        relative = relative or any(match.groupdict().get(group) for group in ("ry", "rm", "rel"))
        out.append(DateMention(start, end, text[start:end], first, last, relative))
        if first.month is not None or first.year is not None:
            context.previous, context.previous_end = last, end
    return out


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The mention without the words that only introduce it ("in 2023", "on the 22nd")."""
    lead = re.compile(
        r"\s*(?:(?:in|of|since|by|during|until|till|for|year|from|early|late|mid|before|after|between|on|fiscal|fy)[\s-]+)",
        re.I,
    ).match(text, start, end)
    if lead and not re.search("new year|festival", text[start:end], re.I):
        start = lead.end()
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


_MAX_DAYS = 31
_MAX_MONTHS = 24
_MAX_YEARS = 10


def date_keys(mentions: Iterable[DateMention]) -> list[str]:
    """Index terms for every day, month and year the mentions cover, each once, in order.

    A day of a known year gives ``2024-01-22``, ``--01-22``, ``2024-01``, ``--01`` and ``2024``; where the year is
    open, ``--01-22``, ``?-01-22`` (it may be any year's) and ``--01``; a bare day of the month ``---22``.
    """
    keys: dict[str, None] = {}
    for mention in mentions:
        for value in expand(mention.first, mention.last):
            keys.update(dict.fromkeys(_keys(value)))
    return list(keys)


def _keys(value: PartialDate) -> list[str]:
    year, month, day = value.year, value.month, value.day
    out: list[str] = []
    if day is not None and month is None:
        return [f"---{day:02}"]
    if day is not None and month is not None:
        out.append(f"{year:04}-{month:02}-{day:02}" if year is not None else f"?-{month:02}-{day:02}")
        out.append(f"--{month:02}-{day:02}")
    if month is not None:
        out.append(f"{year:04}-{month:02}" if year is not None else f"?-{month:02}")
        out.append(f"--{month:02}")
    if year is not None:
        out.append(f"{year:04}")
    return out


def expand(first: PartialDate, last: PartialDate) -> list[PartialDate]:
    """The days of a span, or its months or years where it is long or its days are open."""
    if first == last:
        return [first] if first != PartialDate() else []
    if first.month is not None and last.month is not None and (first.year is None) == (last.year is None):
        base = 2024  # stands in for an open year
        y1, y2 = first.year or base, last.year or (base + (last.month < first.month))
        if first.day is not None and last.day is not None:
            try:
                start, stop = date(y1, first.month, first.day), date(y2, last.month, last.day)
            except ValueError:
                return [first, last]
            if 0 <= (stop - start).days < _MAX_DAYS:
                days = [date.fromordinal(n) for n in range(start.toordinal(), stop.toordinal() + 1)]
                return [PartialDate(d.year if first.year is not None else None, d.month, d.day) for d in days]
        count = y2 * 12 + last.month - (y1 * 12 + first.month)
        if 0 <= count < _MAX_MONTHS:
            at = [y1 * 12 + first.month - 1 + i for i in range(count + 1)]
            return [PartialDate(n // 12 if first.year is not None else None, n % 12 + 1) for n in at]
    if first.year is not None and last.year is not None and 0 <= last.year - first.year < _MAX_YEARS:
        return [PartialDate(y) for y in range(first.year, last.year + 1)]
    if first.day is not None and last.day is not None and first.month is None and 0 < last.day - first.day < _MAX_DAYS:
        return [PartialDate(None, None, d) for d in range(first.day, last.day + 1)]
    return [v for v in (first, last) if v != PartialDate()]
