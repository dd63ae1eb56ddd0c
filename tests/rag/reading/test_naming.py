"""A file's name gives its day and page."""

from __future__ import annotations

from datetime import date

import pytest

from rag.reading.naming import date_in_name, page_in_name
from rag.types import PartialDate


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("2024-01-23.txt", date(2024, 1, 23)),
        ("20240123.txt", date(2024, 1, 23)),
        ("jilin_2024_0123_p3.txt", date(2024, 1, 23)),
        ("吉林日报2024年1月23日第3版.txt", date(2024, 1, 23)),
        ("p1-2024.1.3.txt", date(2024, 1, 3)),
        ("23-01-2024.txt", date(2024, 1, 23)),
        ("Harbor Times Jan-23-2024.txt", date(2024, 1, 23)),
        ("23jan2024_p2.txt", date(2024, 1, 23)),
        ("January_22nd_2024.txt", date(2024, 1, 22)),
        ("archive/2024/01/23.txt", date(2024, 1, 23)),
        ("archive/2024-01/23.txt", date(2024, 1, 23)),
        ("2024-01.txt", PartialDate(2024, 1)),
        ("2024年1月.txt", PartialDate(2024, 1)),
        ("March 2024.txt", PartialDate(2024, 3)),
        ("Q4 2024.txt", PartialDate(2024)),
        ("jilin-2024.txt", PartialDate(2024)),
        ("2024-13-45.txt", PartialDate(2024)),
        ("page12345678.txt", None),
        ("notes.txt", None),
    ],
)
def test_day(name: str, when: date | PartialDate | None) -> None:
    assert date_in_name(name) == when


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("jilin_2024_0123_p3.txt", "3"), ("page_03.txt", "3"), ("第3版.txt", "3"), ("2024-01-23 A02.txt", "A02"),
        ("2024-01-23-p12.txt", "12"), ("map3.txt", None), ("2024-01-23.txt", None),
    ],
)  # fmt: skip
def test_page(name: str, page: str | None) -> None:
    assert page_in_name(name) == page
