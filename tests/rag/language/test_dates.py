"""Dates are read as a newspaper reader would read them, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language.dates import date_keys, find_dates, is_latest, question_dates
from rag.types import PartialDate

ISSUE = date(2024, 1, 23)  # a Tuesday


def shown(value: PartialDate) -> str:
    return "-".join("?" if part is None else str(part) for part in (value.year, value.month, value.day))


def spans(text: str, reference: date | PartialDate | None = ISSUE) -> list[tuple[str, str]]:
    found = find_dates(text, reference=reference)
    return [(m.text, shown(m.first) if m.first == m.last else f"{shown(m.first)}..{shown(m.last)}") for m in found]


def only(text: str, reference: date | PartialDate | None = ISSUE) -> str:
    found = spans(text, reference)
    assert len(found) == 1, found
    return found[0][1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1月22日，省委书记", "2024-1-22"),
        ("2024年1月22日", "2024-1-22"),
        ("２０２４年１月２２日", "2024-1-22"),
        ("二〇二四年一月二十二日", "2024-1-22"),
        ("二零二四年一月", "2024-1-?"),
        ("1月21日至22日", "2024-1-21..2024-1-22"),
        ("1月21-22日", "2024-1-21..2024-1-22"),
        ("1月21、22日", "2024-1-21..2024-1-22"),
        ("1月30日至2月3日", "2024-1-30..2024-2-3"),
        ("21、22日", "2024-1-21..2024-1-22"),
        ("12月30日", "2023-12-30"),  # the nearest one, and papers write of the past
        ("记者22日获悉", "2024-1-22"),
        ("1320.7亿件，22日发布", "2024-1-22"),
        ("2023年四季度", "2023-10-?..2023-12-?"),
        ("2023年1至3季度", "2023-1-?..2023-9-?"),
        ("去年四季度", "2023-10-?..2023-12-?"),
        ("2023年上半年", "2023-1-?..2023-6-?"),
        ("2023年初", "2023-1-?..2023-3-?"),
        ("2023年底", "2023-11-?..2023-12-?"),
        ("1—11月", "2023-1-?..2023-11-?"),
        ("2019年至2023年", "2019-?-?..2023-?-?"),
        ("20世纪90年代", "1990-?-?..1999-?-?"),
        ("1月上旬", "2024-1-1..2024-1-10"),
        ("去年", "2023-?-?"),
        ("昨天", "2024-1-22"),
        ("上周五", "2024-1-19"),
        ("本月", "2024-1-?"),
        ("日前", "2024-1-16..2024-1-23"),
        ("春节前", "2024-1-26..2024-2-9"),
        ("2024.1.22", "2024-1-22"),
        ("Jan 22", "2024-1-22"),
        ("January 22nd 2024", "2024-1-22"),
        ("22 January", "2024-1-22"),
        ("Jan 21-22, 2024", "2024-1-21..2024-1-22"),
        ("between the 21st and 22nd", "2024-1-21..2024-1-22"),
        ("last week", "2024-1-15..2024-1-21"),
        ("yesterday", "2024-1-22"),
        ("in 2023", "2023-?-?"),
        ("the fourth quarter of 2023", "2023-10-?..2023-12-?"),
        ("Q4 2023", "2023-10-?..2023-12-?"),
        ("three days ago", "2024-1-20"),
        ("last December", "2023-12-?"),
        ("before the Spring Festival", "2024-1-26..2024-2-9"),
        ("the 2023 Spring Festival", "2023-1-21..2023-1-29"),
        ("the 2023 Spring Festival travel rush", "2023-1-7..2023-2-16"),
        ("2023年春运", "2023-1-7..2023-2-16"),
        ("国庆", "2023-10-1..2023-10-7"),
        ("2023年国庆节前", "2023-9-16..2023-9-30"),
        ("2023年国庆假期后", "2023-10-8..2023-10-22"),
        ("2024年元旦前", "2023-12-17..2023-12-31"),
    ],
)
def test_a_date_is_resolved_against_the_issue(text: str, expected: str) -> None:
    assert only(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2月30日的会议",
        "2023年2月29日",
        "13月5日",
        "32日",
        "122日元",
        "22日元",
        "增长1.22",
        "第22日",
        "为期22日内",
        "12个月",
        "岁月",
        "公元前221年",
        "Feb 30",
        "February 29, 2023",
        "2,023 people",
        "on the 22nd floor",
        "He may march",
        "22 marches",
    ],
)
def test_what_is_no_date_is_no_mention(text: str) -> None:
    assert spans(text) == []


def test_without_a_reference_the_year_stays_open() -> None:
    assert only("1月22日", None) == "?-1-22"
    assert only("昨天", PartialDate(None, 1, 22)) == "?-1-21"
    assert only("昨天", PartialDate(None, 3, 1)) == "?-?-?"  # the day before 1 March depends on the year


def test_a_bare_day_takes_its_month_from_the_date_just_before_it() -> None:
    assert spans("1月21日至22日，省军区。22日，省委", None)[1] == ("22日", "?-1-22")
    assert spans("2023年12月30日开幕，31日闭幕") == [("2023年12月30日", "2023-12-30"), ("31日", "2023-12-31")]


def test_a_day_of_an_earlier_year_lends_its_month_to_no_other_paragraph() -> None:
    assert spans("2018年4月7日发生袭击。\n央行2日决定加息")[1] == ("2日", "2024-2-2")
    assert spans("2018年4月7日发生袭击，8日停火")[1] == ("8日", "2018-4-8")
    assert spans("2023年12月30日开幕，\n31日闭幕", None)[1] == ("31日", "2023-12-31")


def test_a_mention_says_where_it_stands() -> None:
    text = "会议于２２日在长春召开"
    (mention,) = find_dates(text, reference=ISSUE)
    assert text[mention.start : mention.end] == mention.text == "２２日"


def test_a_question_keeps_the_year_open_but_resolves_yesterday() -> None:
    assert shown(question_dates("Who spoke on Jan 22?", today=ISSUE)[0].first) == "?-1-22"
    assert shown(question_dates("22日的会议谁主持？", today=ISSUE)[0].first) == "?-?-22"
    assert shown(question_dates("昨天发生了什么？", today=ISSUE)[0].first) == "2024-1-22"


def test_the_latest_is_told_apart_from_a_day() -> None:
    mentions = question_dates("What is the latest on the snow?", today=ISSUE)
    assert [is_latest(m) for m in mentions] == [True]


def test_keys_let_a_day_of_an_open_year_meet_a_full_date() -> None:
    full = set(date_keys(find_dates("2024年1月22日")))
    open_year = set(date_keys(find_dates("1月22日")))
    assert "--01-22" in full & open_year
    assert "2024-01-22" in full
    assert "2024-01-22" not in open_year


def test_a_long_span_gives_months_not_every_day() -> None:
    keys = date_keys(find_dates("2023年四季度"))
    assert {"2023-10", "2023-11", "2023-12", "2023"} <= set(keys)
    assert len(keys) < 12


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="0123456789年月日号至-—.,/ 一二十廿去昨上周季度半Janury FebMaythe21stof春节前", max_size=40),
    st.none() | st.dates(),
)
def test_any_text_is_read_without_an_error(text: str, reference: date | None) -> None:
    end = 0
    for mention in find_dates(text, reference=reference):
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= end
        end = mention.end
    date_keys(find_dates(text, reference=reference))
