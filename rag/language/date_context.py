"""Arithmetic of dates some of whose parts are open, against a reference day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from rag.types import PartialDate

Span = tuple[PartialDate, PartialDate]

NEAR = 60
"""Characters within which an earlier date lends its month to a bare day: "1月21日至22日……22日"."""

_LAST_YEAR = 2199  # later ones are misread, or no dates of a newspaper
_PROBES = (2023, 2024)  # a common year and a leap year


@dataclass
class Context:
    """What a date is read against: the day of writing or asking, and the date mentioned before it.

    ``complete``: fill open years and months from the reference (text of a known day). A question
    about "Jan 22" keeps its year open instead.
    """

    reference: PartialDate
    complete: bool
    previous: PartialDate | None = None
    previous_end: int = -1

    @property
    def today(self) -> date | None:
        return as_date(self.reference)

    def day(self, offset: int) -> PartialDate:
        """The reference day moved by ``offset`` days; what cannot be known stays open."""
        ref = self.reference
        if ref.month is None or ref.day is None:
            return PartialDate()
        if ref.year is not None:
            return partial(shift_day(date(ref.year, ref.month, ref.day), offset))
        if not exists(None, ref.month, ref.day) or (ref.month, ref.day) == (2, 29):
            return PartialDate()
        moved = {(d.month, d.day) for y in _PROBES if (d := shift_day(date(y, ref.month, ref.day), offset))}
        return PartialDate(None, *moved.pop()) if len(moved) == 1 else PartialDate()

    def month(self, offset: int) -> PartialDate:
        """The reference month moved by ``offset`` months."""
        ref = self.reference
        if ref.month is None:
            return PartialDate()
        at = (ref.year or 0) * 12 + ref.month - 1 + offset
        return PartialDate(at // 12 if ref.year is not None else None, at % 12 + 1)

    def year(self, offset: int) -> PartialDate:
        return PartialDate(self.reference.year + offset) if self.reference.year is not None else PartialDate()

    def week(self, offset: int, weekday: int | None = None) -> Span:
        """The week ``offset`` weeks away, Monday to Sunday, or one day of it (Monday is 0)."""
        today = self.today
        if today is None:
            return PartialDate(), PartialDate()
        monday = shift_day(today, 7 * offset - today.weekday())
        if monday is None:  # before the first day that a date can be, or after the last
            return PartialDate(), PartialDate()
        if weekday is not None:
            day = partial(shift_day(monday, weekday))
            return day, day
        return partial(monday), partial(shift_day(monday, 6))

    def nearest_year(self, month: int, day: int | None = None) -> int | None:
        """The year that puts this month (and day) closest to the reference; None where it is to stay open."""
        ref = self.reference
        if not self.complete or ref.year is None:
            return None
        if ref.month is None:
            return ref.year
        anchor = date(ref.year, ref.month, ref.day or 15)
        candidates = [
            (abs((date(y, month, min(day or 15, monthrange(y, month)[1])) - anchor).days), -y)
            for y in (ref.year - 1, ref.year, ref.year + 1)
            if 1 <= y <= 9999 and (day is None or exists(y, month, day))
        ]
        return -min(candidates)[1] if candidates else None

    def begin_paragraph(self) -> None:
        """A day of another year than that of writing lends its month to no day of the next paragraph: in a round-up of
        the news that is another story."""
        if self.complete and self.previous and self.previous.year not in (None, self.reference.year):
            self.previous = None

    def place_day(self, day: int, at: int) -> PartialDate:
        """Year and month for a bare day of the month that stands at offset ``at``."""
        before = self.previous
        near = before is not None and before.month is not None and 0 <= at - self.previous_end <= NEAR
        if before is not None and near and exists(before.year, before.month, day):
            return PartialDate(before.year, before.month, day)
        if self.complete and self.reference.month is not None:
            options = []
            for offset in (0, -1, 1):
                month = self.month(offset)
                if month.month is not None and exists(month.year, month.month, day):
                    distance = abs(offset * 30 + day - (self.reference.day or 15))
                    options.append((distance, PartialDate(month.year, month.month, day)))
            if options:
                return min(options, key=lambda pair: pair[0])[1]
        if self.complete and before is not None and before.month and exists(before.year, before.month, day):
            return PartialDate(before.year, before.month, day)
        return PartialDate(None, None, day)


def shift_day(day: date, offset: int) -> date | None:
    try:
        return day + timedelta(days=offset)
    except OverflowError:
        return None


def partial(day: date | None) -> PartialDate:
    return PartialDate(day.year, day.month, day.day) if day else PartialDate()


def as_date(value: PartialDate) -> date | None:
    """The calendar day, where every part is known and the day exists."""
    if value.year is None or value.month is None or value.day is None:
        return None
    try:
        return date(value.year, value.month, value.day)
    except ValueError:
        return None


def exists(year: int | None, month: int | None, day: int | None) -> bool:
    """Whether the calendar has such a day; an open part may take any value."""
    if month is not None and not 1 <= month <= 12:
        return False
    if year is not None and not 1 <= year <= _LAST_YEAR:
        return False
    if day is None:
        return True
    if month is None:
        return 1 <= day <= 31
    return (
        1
        <= day
        <= (monthrange(year, month)[1] if year is not None else 29 if month == 2 else monthrange(2024, month)[1])
    )


def months(year: int | None, first: int, last: int) -> Span:
    return PartialDate(year, first), PartialDate(year, last)
