"""What a file's name says: the day and the page of the newspaper it holds."""

from __future__ import annotations

import os
import re
from datetime import date

from rag.language.date_context import as_date
from rag.language.dates import find_dates
from rag.types import PartialDate

_YEAR = r"(?P<y>(?:19|20)\d\d)"
_DAYS = (
    re.compile(rf"(?<!\d){_YEAR}(?P<s>[-_. /年])(?P<m>0?[1-9]|1[0-2])(?:(?P=s)|[-_. 月])(?P<d>[0-2]?\d|3[01])(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}[-_. /]?(?P<m>0[1-9]|1[0-2])[-_. /]?(?P<d>[0-2]\d|3[01])(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>[0-2]?\d|3[01])[-_.](?P<m>0?[1-9]|1[0-2])[-_.]{_YEAR}(?!\d)"),
)
_MONTH = re.compile(rf"(?<!\d){_YEAR}[-_. /年]?(?P<m>0[1-9]|1[0-2])(?!\d)")
_YEAR_ALONE = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_WORD_BREAK = re.compile(r"[-_.\s]+|(?<=\d)(?=[A-Za-z])(?!st|nd|rd|th)|(?<=[A-Za-z])(?=\d)", re.IGNORECASE)
_PAGE = re.compile(
    r"(?:^|[-_. ])(?:p|pg|page)[-_. ]?0*(?P<number>\d{1,3})(?![\da-z])"
    r"|第?0*(?P<ban>\d{1,3})版"
    r"|(?:^|[-_. ])(?P<section>[A-H]\d{1,2})(?![\da-z])",
    re.IGNORECASE,
)


def date_in_name(path: str) -> date | PartialDate | None:
    """Day in the name of a file (2024-01-23, 20240123, jilin_2024_0123_p3, 23jan2024) or of the folders above it.

    A folder's year and month count where the file gives only a day (2024/01/23.txt). What stays open is open.
    """
    stem = os.path.splitext(os.path.basename(path))[0]
    folders = "/".join(os.path.normpath(path).split(os.sep)[-4:-1])
    for name in (stem, f"{folders}/{stem}"):
        for pattern in _DAYS:
            for found in pattern.finditer(name):
                try:
                    return date(int(found["y"]), int(found["m"]), int(found["d"]))
                except ValueError:
                    continue
    mentions = find_dates(_WORD_BREAK.sub(" ", stem))
    written = [m.first for m in mentions if m.first.year and m.first.month == m.last.month]
    if day := next(filter(None, map(as_date, written)), None):
        return day
    if month := _MONTH.search(stem):
        return PartialDate(int(month["y"]), int(month["m"]))
    if named := next((value for value in written if value.month), None):
        return PartialDate(named.year, named.month)
    if year := _YEAR_ALONE.search(stem):
        return PartialDate(int(year["y"]))
    return None


def page_in_name(path: str) -> str | None:
    """Page in the name of a file (p3, page_03, 第3版, A02), without leading zeros but for a section's."""
    found = _PAGE.search(os.path.splitext(os.path.basename(path))[0])
    if found is None:
        return None
    return found["number"] or found["ban"] or found["section"].upper()
