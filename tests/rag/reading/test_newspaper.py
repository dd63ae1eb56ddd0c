"""A page of running text becomes its articles: golden pages, invented ones and (where it lies beside) the real one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from rag.language.scripts import simplify
from rag.reading import split_page
from rag.types import Article

FRONT = """\
云溪日报 2024年3月6日 星期三 第2版
市政府常务会议召开

研究春耕备耕和校舍安全工作
审议通过老旧小区改造方案

林致远主持
3月5日，市长林致远主持
召开市政府常务会议，听取春

耕备耕情况汇报，研究全市中
小学校舍安全工作，审议通过
《老旧小区改造三年方案》。
会议指出，全市已备足种
子4200吨、化肥3.1万吨，要盯
紧“最后一公里”，确保农资
3月20日前送到村。

会议强调，对排查出的37
处校舍隐患要逐一销号。
云溪日报记者 苏念 何以晴

云溪大桥
4月1日起单向通行

本报讯（记者 丁默）市交
通局昨日通报，云溪大桥从4
月1日起进行支座更换，工期
45天，期间由北向南单向通行。

绕行车辆可走二桥，预计
每天增加车流8600辆次。 （通讯员 柳青）
民生·简讯
青石镇图书馆开放

新华社云溪3月5日电（记
者王小满）青石镇图书馆5日
开放，藏书2.6万册，设座位
180个。
"""


def titles(articles: list[Article]) -> list[str]:
    return [article.title for article in articles]


def test_a_chinese_front_page() -> None:
    articles = split_page(FRONT, source="p")
    assert titles(articles) == ["市政府常务会议召开", "云溪大桥4月1日起单向通行", "青石镇图书馆开放"]
    meeting, bridge, library = articles
    assert meeting.subheads == ("研究春耕备耕和校舍安全工作审议通过老旧小区改造方案", "林致远主持")
    assert meeting.byline == "云溪日报记者 苏念 何以晴"
    assert meeting.text.split("\n") == [
        "3月5日，市长林致远主持召开市政府常务会议，听取春耕备耕情况汇报，研究全市中小学校舍安全工作，"
        "审议通过《老旧小区改造三年方案》。",
        "会议指出，全市已备足种子4200吨、化肥3.1万吨，要盯紧“最后一公里”，确保农资3月20日前送到村。",
        "会议强调，对排查出的37处校舍隐患要逐一销号。",
    ]
    assert bridge.byline == "通讯员 柳青"
    assert bridge.dateline == "本报讯（记者 丁默）"
    assert bridge.text.endswith("预计每天增加车流8600辆次。")
    assert library.byline == "记者王小满"
    assert library.dateline == "新华社云溪3月5日电（记者王小满）"


ENGLISH = """\
THE MILLBROOK COURIER
Tuesday, March 5, 2024
Page 3

Council Backs New Bridge
After Long Debate
By Nora Whitfield

MILLBROOK, March 4 -- The town
council voted 6-3 on Monday to
build a second bridge over the
Mill River, ending two years of
argument about its cost and loca-
tion.
The bridge will cost $12.4
million and open in 2027. Mayor
Hugh Dawes called it a well-
known need.

School Library Reopens
By Sam Okafor

The library of Millbrook High
reopened on Friday with 9,000
books and a reading room for
sixty pupils.
"""


def test_an_english_page() -> None:
    council, library = split_page(ENGLISH, source="p")
    assert council.title == "Council Backs New Bridge After Long Debate"
    assert (council.byline, council.dateline) == ("By Nora Whitfield", "MILLBROOK, March 4 --")
    assert council.text.split("\n") == [
        "MILLBROOK, March 4 -- The town council voted 6-3 on Monday to build a second bridge over the Mill River, "
        "ending two years of argument about its cost and location.",
        "The bridge will cost $12.4 million and open in 2027. Mayor Hugh Dawes called it a well-known need.",
    ]
    assert library.title == "School Library Reopens"
    assert library.language == "en"


PROSE = (
    "市图书馆昨天宣布，从下个月起延长开放时间，每天晚上开放到十点，周末也不例外。这是建馆以来的第一次。\n\n"
    "馆长说，延长开放时间之后，预计每年可以多接待读者十二万人次，馆里为此增加了二十名工作人员和四百个座位。\n\n"
    "“我下班以后终于可以去看书了。”一位读者说。\n\n"
    "新的阅览室设在三楼，\n\n面积八百平方米，可以看到江景，窗边还摆了一排躺椅，读者可以带着茶水进去，也可以把书带到天台上去读。"
)


@pytest.mark.parametrize(
    "form", ["{body}", "市图书馆延长开放时间\n\n{body}", "市图书馆延长开放时间\n本报记者 苏念\n{body}\n"]
)
def test_a_plain_article_stays_whole(form: str) -> None:
    text = form.format(body=PROSE)
    (article,) = split_page(text, source="p")
    assert "".join(article.text.split()) == "".join(PROSE.split())
    if form != "{body}":
        assert article.title == "市图书馆延长开放时间"


def test_a_plain_article_with_section_headings_stays_whole() -> None:
    text = "港口之变\n\n一、从前\n\n" + PROSE + "\n\n二、如今\n\n" + PROSE
    assert len(split_page(text, source="p")) == 1


def test_an_english_article_wrapped_like_mail_stays_whole() -> None:
    body = (
        "The harbor board voted on Thursday night to replace the old ferry\n"
        "terminal with a new building on the north pier, ending nine years of\n"
        "argument over its cost.\n\nThe new terminal will cost about forty-eight million dollars, of which\n"
        "the state will pay thirty. Work is to start in September and end before\n"
        "the summer season of 2027, said the chairwoman of the board.\n\n"
        "Two members voted against the plan because, they said, nobody had asked\n"
        "the islanders what they wanted.\n"
    )
    (article,) = split_page("Board Votes for New Terminal\n\n" + body, source="p")
    assert article.title == "Board Votes for New Terminal"
    assert article.text.count("\n") == 2


def test_an_empty_page_has_no_articles() -> None:
    assert split_page(" \n\n\t", source="p") == []


def check_offsets(text: str, articles: list[Article]) -> None:
    """Every character of an article stands in the source where its map says, in order, inside its span."""
    for article in articles:
        assert 0 <= article.start < article.end <= len(text)
        mapped = 0
        last = -1
        for at, source, length in article.offsets.runs:
            assert article.text[at : at + length] == text[source : source + length]
            assert source > last
            assert article.start <= source
            assert source + length <= article.end
            last = source + length - 1
            mapped += len("".join(article.text[at : at + length].split()))
        assert mapped == len("".join(article.text.split()))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(alphabet="省委会议1月22日，。；《》“”（） \t　abc-A.记者新华社电●\u2028", max_size=24),
        min_size=1,
        max_size=40,
    ),
    st.sampled_from(["\n", "\r\n", "\n\n"]),
)
def test_offsets_are_exact_on_any_page(lines: list[str], line_break: str) -> None:
    text = line_break.join(lines)
    check_offsets(text, split_page(text, source="p"))


@settings(max_examples=30, deadline=None)
@given(st.integers(10, 30), st.integers(0, 3), st.sampled_from(["", "　　"]))
def test_no_character_of_a_body_is_lost(width: int, every: int, indent: str) -> None:
    body = PROSE.replace("\n\n", "\n").split("\n")
    rows = ["市图书馆延长开放时间", ""]
    for paragraph in body:
        text = indent + paragraph
        for count, at in enumerate(range(0, len(text), width)):
            rows.append(text[at : at + width])
            if every and count % (7 + every) == 6:
                rows.append("")
    page = "\n".join(rows)
    articles = split_page(page, source="p")
    check_offsets(page, articles)
    found = "".join("".join((a.kicker + a.title + "".join(a.subheads) + a.text).split()) for a in articles)
    missing = set("".join("".join(body).split())) - set(found)
    assert not missing
    assert len("".join(a.text for a in articles)) >= 0.9 * len("".join(body))


def real_page() -> Path:
    beside = Path(__file__).resolve().parents[4] / "shared" / "data"
    return Path(os.environ.get("NEWSRAG_DATA", beside)).parent / "corpus" / "newspaper_page.txt"


@pytest.mark.skipif(not real_page().exists(), reason="the real page is not beside the checkout (set NEWSRAG_DATA)")
def test_the_real_page_is_its_five_articles() -> None:
    text = real_page().read_text(encoding="utf-8")
    articles = split_page(text, source="p")
    check_offsets(text, articles)
    heads = ["".join((a.kicker + a.title + "".join(a.subheads)).split()) for a in articles]
    assert [len(head) for head in heads] == [54, 57, 45, 24, 25]
    assert [a.kicker != "" for a in articles] == [False, True, True, False, False]
    assert [a.byline[-3:] for a in articles] == ["王艺博", " 黄鹭", "王艺博", "戴小河", "王君宝"]
    assert [len(a.text.split("\n")) for a in articles] == [7, 6, 4, 4, 5]
    for article in articles:
        assert "日报记者" not in article.text
        assert article.text.endswith("。")
    assert len("".join("".join(a.text.split()) + head for a, head in zip(articles, heads, strict=True))) + 2 * len(
        "吉林日报记者黄鹭王艺博"
    ) + len("吉林日报记者黄鹭") == len("".join(text.split()))


def test_a_traditional_page_is_cut_like_a_simplified_one() -> None:
    characters = OpenCC("s2t")
    traditional = "".join(characters.convert(ch) for ch in FRONT)
    assert len(traditional) == len(FRONT)
    assert traditional != FRONT
    simplified = split_page(FRONT, source="p")
    for article, other in zip(split_page(traditional, source="p"), simplified, strict=True):
        assert (article.start, article.end) == (other.start, other.end)
        assert simplify(article.title) == simplify(other.title)
        assert simplify(article.byline) == simplify(other.byline)
