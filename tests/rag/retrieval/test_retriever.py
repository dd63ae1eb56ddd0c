"""The right passage comes first, in either language, and no question breaks a search."""

from __future__ import annotations

import contextlib
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import QuestionError
from rag.index import Index
from rag.language.scripts import is_han
from rag.retrieval import RetrievalConfig, Retriever
from rag.retrieval.query import analyse
from rag.retrieval.rerank import ScoringReranker, load_reranker
from rag.retrieval.systems import SYSTEMS, build_system
from rag.types import Passage

WORDS = RetrievalConfig(evidence=("words", "names", "dates", "numbers", "recency"))


def ids(index: Index, question: str, config: RetrievalConfig = WORDS, **options: object) -> list[str]:
    found = Retriever(index, config).search(question, k=5, **options)  # type: ignore[arg-type]  # options vary by test
    return [passage.source.rpartition("#")[2] for passage in found]


@pytest.mark.parametrize(
    ("question", "story"),
    [
        ("太阳岛雪博会接待了多少游客？", "snow"),
        ("How many visitors came to the Harbin snow fair?", "snow"),
        ("Who said the ice and snow tourism season would go on?", "snow"),
        ("太陽島雪博會的旅遊收入增長多少？", "snow"),
        ("Shan Weijun", "snow"),
        ("谁主持了1月22日的市委常委会会议？", "council"),
        ("Who chaired the municipal committee meeting on Jan 22?", "council"),
        ("Who chaired the municipal committee meeting on July 11?", "council-old"),
        ("7月11日的市委常委会会议研究了什么？", "council-old"),
        ("Which meeting was about flood control?", "council-old"),
        ("How many parcels were delivered in 2023?", "parcels"),
        ("132.07 billion", "parcels"),
        ("Xie Zhiyuan attended which ceremony?", "bridge"),
        ("How long is the bridge in Yunxi County?", "bridge"),
        ("苹果产量是多少？", "orchard"),
        ("港口委员会主席 Harriet Colbeck 说了什么？", "ferry"),
        ("渡轮码头要花多少钱？", "ferry"),
        ("Who is the director of the library?", "library"),
        ("陈伟岚是谁？ Chen Weilan", "library"),
    ],
)
def test_the_story_asked_about_comes_first(index: Index, question: str, story: str) -> None:
    assert ids(index, question)[0].removesuffix("-copy") == story


def test_without_the_bridge_an_english_question_does_not_reach_a_chinese_page(index: Index) -> None:
    alone = RetrievalConfig(evidence=("words",), bridge=False)
    assert "council-old" not in ids(index, "Which meeting was about flood control?", alone)


def test_an_agency_story_on_two_pages_is_shown_once_with_both_places(index: Index) -> None:
    found = Retriever(index, WORDS).search("2023年快递业务量是多少？", k=5)
    stories = [p.source.rpartition("#")[2] for p in found]
    assert len([s for s in stories if s.startswith("parcels")]) == 1
    (place,) = found[0].duplicates
    assert place[0].rpartition("#")[2].startswith("parcels")
    assert index.source_text(place[0])[place[1] : place[2]]


def test_dates_limit_what_is_found(index: Index) -> None:
    assert "council" not in ids(index, "市委常委会会议", until=date(2023, 12, 31))
    assert "council-old" not in ids(index, "市委常委会会议", since=date(2024, 1, 1))
    assert ids(index, "市委常委会会议", since=date(2030, 1, 1)) == []


def test_yesterday_is_read_against_the_newest_issue_or_today(index: Index) -> None:
    found = Retriever(index, WORDS).search("昨天的市委常委会会议", k=5, today=date(2023, 7, 12))
    assert found[0].source.endswith("#council-old")
    assert found[0].scores["dates"] == 1.0


def test_the_latest_report_is_preferred(index: Index) -> None:
    assert ids(index, "市委常委会最新会议")[0] == "council"


def test_each_passage_says_why_it_was_found(index: Index) -> None:
    first = Retriever(index).search("谁主持了1月22日的会议？沈砚秋", k=1)[0]
    assert first.scores["words"] > 0
    assert first.scores["names"] > 0
    assert first.scores["dates"] == 1.0
    assert "dense" in first.scores


def test_results_are_the_same_every_time(index: Index) -> None:
    runs = [[(p.chunk_id, p.score) for p in Retriever(index).search("会议要求什么？", k=8)] for _ in range(3)]
    assert runs[0] == runs[1] == runs[2]


def test_a_day_that_does_not_exist_is_answered_plainly(index: Index) -> None:
    assert "council" in ids(index, "2月30日的市委常委会会议")


@pytest.mark.parametrize("question", ["", " ", "😀", "\x00", "会" * 10_000])
def test_unusable_questions_are_clear_errors(index: Index, question: str) -> None:
    with pytest.raises(QuestionError):
        Retriever(index).search(question)


def test_unusable_options_are_clear_errors(index: Index) -> None:
    with pytest.raises(QuestionError, match="after until"):
        Retriever(index).search("会议", since=date(2024, 2, 1), until=date(2024, 1, 1))
    with pytest.raises(QuestionError, match="k is 0"):
        Retriever(index).search("会议", k=0)


@pytest.mark.parametrize(
    "question",
    [
        "'; DROP TABLE chunks; --",
        'body:会议 AND (title:* OR "x"~3) NOT [a TO z]',
        "会议\x00\x07 1月22日",
        "\ud800会议",
        "99999999999999999999年99月99日 1/0 -- %s {0}",
        "会" * 1999,
        "meeting " * 240,
    ],
)
def test_odd_questions_are_plain_text(index: Index, question: str) -> None:
    Retriever(index).search(question, k=3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=80))
def test_any_question_gives_passages_or_a_question_error(index: Index, question: str) -> None:
    with contextlib.suppress(QuestionError):
        assert len(Retriever(index).search(question, k=3)) <= 3


@pytest.mark.parametrize("name", ["bm25", *SYSTEMS])
def test_every_named_system_answers(index: Index, name: str) -> None:
    assert build_system(name, index).search("快递业务量是多少？", 3)


def test_a_reranker_has_the_last_word(index: Index) -> None:
    shortest = ScoringReranker("shortest", lambda query, passages: [-float(len(p.text)) for p in passages], share=1.0)
    found = Retriever(index, reranker=shortest).search("会议", k=3)
    assert [len(p.text) for p in found] == sorted(len(p.text) for p in found)
    assert "rerank" in found[0].scores


def test_only_passages_in_the_other_language_cross(index: Index) -> None:
    for question, chinese in (("Who voted for the ferry terminal and the apples?", 1.0), ("苹果和渡轮码头", 0.0)):
        with index.pin() as snapshot:
            query = analyse(question, today=snapshot.newest_date)
            rows, evidence = Retriever(index).evidence(snapshot, query, 8, None, None)
            passages = snapshot.passages([(int(row), 0.0, {}) for row in rows])
        expected = [chinese if any(map(is_han, passage.text)) else 1.0 - chinese for passage in passages]
        assert set(expected) == {0.0, 1.0}
        assert evidence["crossing"].tolist() == expected


@pytest.mark.parametrize("name", ["maxsim", "reader"])
def test_a_bundled_reranker_prefers_the_passage_that_answers(name: str) -> None:
    passages = [
        Passage(str(at), str(at), "", None, text, "s", 0, len(text), 0.0)
        for at, text in enumerate(
            ("市图书馆从星期一起延长开放时间，读者表示欢迎。", "云溪县今年苹果产量预计达到3.6万吨，价格比去年高。")
        )
    ]
    reranker = load_reranker(name)
    assert reranker is not None
    found = reranker.rerank(analyse("云溪县今年的苹果产量是多少？", today=date(2024, 1, 1)), passages)
    assert [passage.chunk_id for passage in found] == ["1", "0"]
    assert found[0].scores["rerank"] > found[1].scores["rerank"]
    assert reranker.rerank(analyse("苹果", today=date(2024, 1, 1)), []) == []


def test_the_reader_reranks_whatever_day_it_is() -> None:
    reranker = load_reranker("reader")
    assert reranker is not None
    text = "市长会见了运动员代表。"
    one = Passage("1", "1", "", None, text, "s", 0, len(text), 0.0)
    assert len(reranker.rerank(analyse("Who met the mayor last week?", today=date(2024, 1, 23)), [one])) == 1


def test_reranked_scores_stay_on_the_scale_of_the_search() -> None:
    found = [Passage(str(i), str(i), "", None, "市长", "s", 0, 2, score) for i, score in enumerate((0.9, 0.8, 0.4))]
    reranked = ScoringReranker("turned", lambda query, passages: [1.0, 2.0, 3.0], 1.0).rerank(
        analyse("市长", today=date(2024, 1, 1)), found
    )
    assert [p.chunk_id for p in reranked] == ["2", "1", "0"]
    scores = np.array([p.score for p in reranked])
    assert scores.mean() == pytest.approx(0.7)
    assert scores.std() == pytest.approx(np.std([0.9, 0.8, 0.4]))
