"""What of a chunk is indexed, field by field."""

from __future__ import annotations

from datetime import date

from rag.language.analysis import lexical_fields
from rag.language.dates import find_dates

TEXT = "新华社北京1月22日电（记者戴小河）国家邮政局发布，2023年快递业务量1320.7亿件，增长19.4%。"


def test_fields_of_an_agency_story() -> None:
    day = date(2024, 1, 23)
    fields = lexical_fields("快递业务量", TEXT, find_dates(TEXT, reference=day), day)
    assert set(fields) == {"title", "body", "names", "dates", "numbers"}
    assert "快递" in fields["title"]
    assert "dai_xiaohe" in fields["names"]
    assert {"132070000000", "19.4%"} <= set(fields["numbers"])
    assert all(term and " " not in term for terms in fields.values() for term in terms)


def test_dateline_event_and_publication_day_are_told_apart() -> None:
    day = date(2024, 1, 23)
    dates = lexical_fields("", TEXT, find_dates(TEXT, reference=day), day)["dates"]
    assert {"2024-01-22", "line:2024-01-22", "pub:2024-01-23"} <= set(dates)
    assert "line:2023" not in dates
    assert "2024-01-23" not in dates


def test_days_are_no_numbers() -> None:
    assert lexical_fields("", "1月22日", find_dates("1月22日"), None)["numbers"] == []
