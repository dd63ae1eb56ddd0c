"""Spring Festival falls where the almanac puts it."""

from __future__ import annotations

from datetime import date, timedelta

from rag.language.lunar import lunar_new_year

MEAN_LUNATION = 29.530588  # days


def test_known_new_years() -> None:
    assert lunar_new_year(2024) == date(2024, 2, 10)
    assert lunar_new_year(2023) == date(2023, 1, 22)
    assert lunar_new_year(1949) == date(1949, 1, 29)
    assert lunar_new_year(2050) == date(2050, 1, 23)
    assert lunar_new_year(1948) is None


def test_every_new_year_is_a_new_moon_between_21_january_and_21_february() -> None:
    epoch = date(2000, 1, 6)  # a new moon, at 18:14 UTC
    for year in range(1949, 2051):
        day = lunar_new_year(year)
        assert day is not None
        assert date(year, 1, 20) < day < date(year, 2, 21)
        phase = ((day - epoch) - timedelta(hours=18)) / timedelta(days=1) % MEAN_LUNATION
        assert min(phase, MEAN_LUNATION - phase) < 1.5, year
