"""Every article gets a day where one can be had, and says how it was had; an open year stays open."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag.reading import read_paths
from rag.types import Article, PartialDate

EXPRESS = (
    "2023年我国快递业务量\n累计完成1320.7亿件\n\n新华社北京1月22日电（记\n者戴小河）国家邮政局22日发布\n"
    "数据，2023年我国快递业务量累\n计完成1320.7亿件，同比增长\n19.4％。\n"
)
UNDATED = "图书馆延长开放时间\n\n市图书馆宣布，今后每天晚上开放到十点，周末也不例外，读者都很高兴。\n"
OPEN = "图书馆延长开放时间\n\n本报3月5日讯 市图书馆宣布，今后每天晚上开放到十点，周末也不例外。\n"


def read(folder: Path, name: str, text: str, **options: date) -> list[Article]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    (result,) = read_paths([path], **options)
    return list(result.articles)


def dated(article: Article) -> tuple[date | None, str]:
    return article.date, article.date_basis


def test_file_name_beats_everything_in_the_text(tmp_path: Path) -> None:
    (article,) = read(tmp_path, "jilin_2024_0123_p3.txt", EXPRESS, given_date=date(2020, 1, 1))
    assert dated(article) == (date(2024, 1, 23), "file name")
    assert article.page == "3"


def test_masthead(tmp_path: Path) -> None:
    page = "云溪日报 2024年1月23日 星期二 第5版\n\n" + EXPRESS
    (article,) = read(tmp_path, "a.txt", page, given_date=date(2020, 1, 1))
    assert dated(article) == (date(2024, 1, 23), "masthead")
    assert article.page == "5"


def test_english_masthead(tmp_path: Path) -> None:
    page = (
        "THE MILLBROOK COURIER\nTuesday, March 5, 2024\nPage A3\n\nSchool Library Reopens\n\nThe library of the high\n"
        "school reopened on Friday with\nnine thousand books and a new\nreading room.\n"
    )
    (article,) = read(tmp_path, "a.txt", page)
    assert dated(article) == (date(2024, 3, 5), "masthead")
    assert article.page == "A3"


def test_given_day_beats_the_dateline(tmp_path: Path) -> None:
    (article,) = read(tmp_path, "a.txt", EXPRESS, given_date=date(2024, 1, 23))
    assert dated(article) == (date(2024, 1, 23), "given")


def test_dateline_with_its_year(tmp_path: Path) -> None:
    (article,) = read(tmp_path, "a.txt", OPEN.replace("3月5日", "2024年3月5日"))
    assert dated(article) == (date(2024, 3, 5), "dateline")


def test_year_is_inferred_from_the_figures_of_the_year_before(tmp_path: Path) -> None:
    (article,) = read(tmp_path, "a.txt", EXPRESS)
    assert dated(article) == (date(2024, 1, 22), "inferred")


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("刚刚过去的2023年，是极不平凡的一年。", 2024),
        ("据统计，2023年全市游客总量达到310万人次，同比增长两成。", 2024),
        ("2024年3月5日上午，记者在馆里看到许多读者。", 2024),
        ("进入2024年以来，馆里已经添了两万册书。", 2024),
        ("馆里计划到2030年再建两座分馆。", None),
        ("该馆始建于1987年。", None),
    ],
)
def test_year_from_the_text_or_left_open(tmp_path: Path, sentence: str, year: int | None) -> None:
    (article,) = read(tmp_path, "a.txt", OPEN + "\n" + sentence + "\n")
    if year is None:
        assert (article.date, article.partial_date, article.date_basis) == (None, PartialDate(None, 3, 5), "dateline")
    else:
        assert dated(article) == (date(year, 3, 5), "inferred")


def test_year_in_the_file_name_completes_a_dateline(tmp_path: Path) -> None:
    (article,) = read(tmp_path, "yunxi-2024.txt", OPEN)
    assert dated(article) == (date(2024, 3, 5), "inferred")


def test_nothing_to_go_by(tmp_path: Path) -> None:
    (article,) = read(tmp_path, "a.txt", UNDATED)
    assert (article.date, article.partial_date, article.date_basis) == (None, None, "none")


def test_day_of_the_opening_sentence_is_not_a_deadline(tmp_path: Path) -> None:
    text = "大桥维修\n\n从4月1日起，大桥封闭维修，工期四十五天，请绕行二桥，预计增加不少车流。\n"
    (article,) = read(tmp_path, "a.txt", text)
    assert article.partial_date is None


def test_articles_of_one_page_share_the_year_and_the_day(tmp_path: Path) -> None:
    page = "市委召开会议\n\n1月22日，市委书记主持\n召开会议，研究春运工作，\n要求各部门做好准备。\n\n" + EXPRESS
    meeting, express = read(tmp_path, "a.txt", page)
    assert dated(meeting) == (date(2024, 1, 22), "inferred")
    assert dated(express) == (date(2024, 1, 22), "inferred")


def test_impossible_days_are_no_dates(tmp_path: Path) -> None:
    (article,) = read(tmp_path, "2024-02-30.txt", UNDATED)
    assert article.date is None


@pytest.mark.parametrize(
    "written", ["2024-01-23", "2024/1/23", "2024年1月23日", "January 23, 2024", "2024-01-23T08:00:00Z"]
)
def test_metadata_dates_however_written(tmp_path: Path, written: str) -> None:
    (article,) = read(tmp_path, "a.md", f"---\ntitle: t\ndate: {written}\n---\n正文在这里。\n")
    assert dated(article) == (date(2024, 1, 23), "metadata")
