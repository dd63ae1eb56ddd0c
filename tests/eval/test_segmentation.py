"""Generated pages carry the truth about themselves, and the scores mean what they say."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from eval.page_articles import SourceArticle
from eval.page_generator import Page, pages
from eval.segmentation import Counts, score, truth_of
from rag.offsets import OffsetMap
from rag.reading.lines import split_lines
from rag.types import Article

SUBJECTS = [
    "市图书馆",
    "云溪大桥",
    "青石镇政府",
    "市交通局",
    "第三中学",
    "城南医院",
    "港务集团",
    "农业技术站",
    "博物馆",
    "消防支队",
]
DEEDS = [
    "延长开放时间",
    "启动改造工程",
    "公布年度计划",
    "新增服务窗口",
    "举办开放活动",
    "完成设备更新",
    "招募志愿人员",
    "通报检查结果",
]
DETAILS = [
    "昨天对外宣布，相关工作从下个月起分三个阶段进行，预计年底以前全部完成",
    "负责人介绍，此次投入资金两千三百多万元，受益居民超过四万人",
    "记者在现场看到，不少市民早早赶来，队伍一直排到了街角的小公园",
    "根据安排，工作日开放到晚上九点，双休日和节假日另行通知",
    "多位专家认为，这一做法在全省尚属首次，值得其他地方借鉴和推广",
    "接下来还将征求各方意见，并在官方网站公布详细的时间表和路线图",
    "附近的商户表示欢迎，希望施工期间能够保留一条便于通行的小路",
]


def invented(count: int, seed: int) -> list[SourceArticle]:
    rng = random.Random(seed)
    out = []
    for number in range(count):
        subject, deed = rng.choice(SUBJECTS), rng.choice(DEEDS)
        body = [
            f"{subject}{detail}。" if n == 0 else f"{detail}，编号为{number}{n}。"
            for n, detail in enumerate(rng.sample(DETAILS, 5))
        ]
        out.append(SourceArticle(f"{subject}{deed}", tuple(body)))
    return out


@pytest.fixture(scope="module")
def laid() -> list[Page]:
    return pages(invented(40, 1), 30, seed=3, english=0.0)


def test_every_line_has_its_label_and_every_body_its_characters(laid: list[Page]) -> None:
    for page in laid:
        assert [line.text for line in split_lines(page.text)] == [line.text.strip() for line in page.lines]
        for article, true in zip(page.articles, truth_of(page), strict=True):
            body = "".join(page.text[at] for at in sorted(true.body))
            assert body == "".join("".join(article.paragraphs).split())


def test_the_same_seed_gives_the_same_pages(laid: list[Page]) -> None:
    again = pages(invented(40, 1), 30, seed=3, english=0.0)
    assert [page.text for page in again] == [page.text for page in laid]
    assert pages(invented(40, 1), 30, seed=4, english=0.0)[0].text != laid[0].text


def test_pages_of_unseen_articles_are_read_back(laid: list[Page]) -> None:
    scores = score(laid).scores()
    assert scores["boundary_f1"] >= 0.9
    assert scores["body_agreement"] >= 0.95
    assert scores["headline_contained"] >= 0.9


def perfect(page: Page) -> list[Article]:
    found = []
    for true in truth_of(page):
        positions = sorted(true.body)
        runs = OffsetMap.from_positions(positions)
        article = Article("", true.title, "x" * len(positions), "p", true.start, true.start + 1, runs)
        found.append(replace(article, byline=true.byline))
    return found


def test_scores_of_a_perfect_and_of_a_blind_reader(laid: list[Page]) -> None:
    right, blind = Counts(), Counts()
    for page in laid:
        found = perfect(page)
        right.add(page.text, truth_of(page), found)
        blind.add(page.text, truth_of(page), found[:1])
    assert set(right.scores().values()) == {1.0}
    articles = sum(len(page.articles) for page in laid)
    assert blind.scores()["boundary_recall"] == round(len(laid) / articles, 4)
    assert blind.scores()["boundary_precision"] == 1.0
