"""The rows of a heading get their roles: kicker, headline, decks."""

from __future__ import annotations

import pytest

from rag.reading.headings import Heading, read_heading
from rag.reading.lines import split_lines


def heading(text: str, lead: str = "") -> Heading:
    return read_heading(split_lines(text), lead)


@pytest.mark.parametrize(
    ("text", "kicker", "headline", "decks"),
    [
        ("一座桥通车", "", "一座桥通车", ()),
        ("2023年我国快递业务量\n累计完成1320.7亿件", "", "2023年我国快递业务量累计完成1320.7亿件", ()),
        ("书记在全体会议上强调\n\n开创工作新局面", "书记在全体会议上强调", "开创工作新局面", ()),
        ("书记在全体会议上强调\n开创工作新局面", "书记在全体会议上强调", "开创工作新局面", ()),
        ("新春走基层\n\n一座桥连起三个村的日子", "新春走基层", "一座桥连起三个村的日子", ()),
        ("凝心聚力 共谋发展\n林致远会见客商代表", "凝心聚力 共谋发展", "林致远会见客商代表", ()),
        ("市委常委会召开会议\n\n研究春运保障工作\n\n苏致远主持", "", "市委常委会召开会议", 
         ("研究春运保障工作", "苏致远主持")),
        ("第八届云溪公开赛\n\n云溪队夺得男子团体冠军", "第八届云溪公开赛", "云溪队夺得男子团体冠军", ()),
        ("港口三期开工\n——写在通航一周年之际", "", "港口三期开工", ("——写在通航一周年之际",)),
        ("Local history\n\nKeeper's Diaries Tell of\nthe Night the Light Failed", "Local history",
         "Keeper's Diaries Tell of the Night the Light Failed", ()),
    ],
)  # fmt: skip
def test_roles(text: str, kicker: str, headline: str, decks: tuple[str, ...]) -> None:
    assert heading(text) == Heading(kicker, headline, decks)


def test_a_short_first_row_that_the_story_is_about_is_part_of_the_headline() -> None:
    assert (
        heading("云溪大桥\n4月1日起单向通行", "市交通局通报，云溪大桥从4月1日起").headline == "云溪大桥4月1日起单向通行"
    )


def test_a_detail_above_what_the_story_opens_with_is_a_kicker() -> None:
    lead = "市文物局22日通报，考古人员在云溪县发现一处宋代窑址，清理出窑炉5座。"
    assert heading("窑炉最长达34.6米\n\n云溪县发现宋代窑址", lead) == Heading("窑炉最长达34.6米", "云溪县发现宋代窑址")
    assert heading("云溪县发现宋代窑址\n\n窑炉最长达34.6米", lead).headline == "云溪县发现宋代窑址"


def test_a_few_characters_that_the_story_takes_up_are_no_column_name() -> None:
    lead = "3月起，市园林局组织专家为百年古樟树逐一体检。"
    assert heading("问诊古樟树\n\n园林专家为三百株老树“体检”", lead).headline == "问诊古樟树"


def test_no_rows() -> None:
    assert heading("") == Heading()
