"""Who wrote it: asked for, found in the byline, cited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from rag.answering import ask, bylines
from rag.answering.extractive import ExtractiveAnswerer
from rag.answering.protocols import Request
from rag.answering.sentence_reader import SentenceReader
from rag.index import Index
from rag.retrieval import Retriever

PAGES = {
    "committee.txt": """市委常委会召开会议

3月12日，市委书记林望舒主持召开市
委常委会会议，听取2023年四季度防
汛准备情况汇报，审议通过《云州市老桥
保护办法》。会议指出，全市共检查桥梁
218座，发现隐患36处。副市长顾怀
远列席会议。
云州日报记者 黄鹭 王艺博
""",
    "season.txt": """第八届云江冰雪季启动

新华社云州3月9日电（记者戴小河）第
八届云江冰雪季9日在云州市望山滑雪场
启动。当日有三百余名市民来到活动现场
，参与了冰爬犁、雪地足球等项目，充分
享受冰雪运动的乐趣。
""",
}


@pytest.mark.parametrize(
    "question",
    [
        "哪位记者报道了常委会会议？",
        "谁采写了冰雪季启动的消息？",
        "常委会会议的报道是谁写的？",
        "Who reported on the standing committee meeting?",
        "Which journalists covered the launch?",
        "Who wrote the article about the ice season?",
    ],
)
def test_who_wrote_it_is_asked(question: str) -> None:
    assert bylines.asked(question)


@pytest.mark.parametrize(
    "question",
    [
        "据记者报道，谁主持了会议？",
        "《云江谣》的作者是谁？",
        "Who wrote the novel?",
        "Who reported the theft to the police?",
    ],
)
def test_other_questions_are_not_about_the_byline(question: str) -> None:
    assert not bylines.asked(question)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("bylines")
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Index.create(folder / "index") as made:
        made.add([folder / name for name in PAGES], given_date=date(2024, 3, 13))
        yield made


ANSWERER = ExtractiveAnswerer(SentenceReader())


@pytest.mark.parametrize(
    ("question", "span"),
    [
        ("哪些记者报道了市委常委会会议？", "黄鹭 王艺博"),
        ("谁采写了云江冰雪季启动的消息？", "戴小河"),
        ("Who reported on the standing committee meeting?", "黄鹭 王艺博 (Huang Lu, Wang Yibo)"),
    ],
)
def test_the_byline_answers_and_is_cited_where_it_stands(index: Index, question: str, span: str) -> None:
    answer = ask(question, index=index, answerer=ANSWERER)
    assert answer.answered
    assert answer.text.startswith(span)
    (citation,) = answer.citations
    held = index.source_text(citation.source)[citation.start : citation.end]
    assert "".join(held.split()) == "".join(citation.quote.split())
    assert answer.passages, "the passages that were searched are there as leads"


def test_nobody_is_named_for_what_no_article_is_about(index: Index) -> None:
    assert not ask("哪位记者报道了火星探测器着陆？", index=index, answerer=ANSWERER).answered


def test_a_byline_that_the_source_lacks_is_not_made_up(index: Index) -> None:
    found = Retriever(index).search("市委常委会会议由谁主持？")
    written = [p.text for p in bylines.passages_of(found, index.source_text)]
    assert written == ["云州日报记者 黄鹭 王艺博", "记者戴小河"]
    assert bylines.passages_of(found, lambda source: "别的文字") == []
    assert bylines.passages_of([replace(found[0], byline="")], index.source_text) == []
    assert bylines.passages_of([], index.source_text) == []


def test_of_articles_alike_the_one_with_a_byline_has_writers(index: Index) -> None:
    found = Retriever(index).search("市委常委会会议由谁主持？")
    twin = replace(found[0], article_id="twin", byline="", score=9.0)
    asked = Request("谁采写了市委常委会会议的报道？", "zh", (twin, *found), index.source_text, date(2024, 3, 13))
    assert ANSWERER.answer(asked).span == "黄鹭 王艺博"
    other = replace(twin, text="望山滑雪场的雪地足球。", title="滑雪", kicker="")
    about_it = replace(asked, question="谁采写了望山滑雪场雪地足球的报道？", passages=(other, found[0]))
    assert not ANSWERER.answer(about_it).answered


def test_a_source_that_is_gone_gives_no_byline(index: Index) -> None:
    def gone(source: str) -> str:
        raise OSError(source)

    found = Retriever(index).search("市委常委会会议由谁主持？")
    assert bylines.passages_of(found, gone) == []
