"""What counts as found."""

from __future__ import annotations

from dataclasses import replace

from eval.corpus import Corpus
from eval.judging import article_ranking, covers, judge, locate
from eval.text import find_spans, squash
from eval.types import Question
from rag.offsets import OffsetMap
from rag.types import Article, Passage

PAGE = "要闻\n江城市召\n开会议\n昨日，市长赵大海\n主持会议。会议提出\n修桥３座。\n\n简讯\n全市无事。\n"
MEETING = Article("a", "江城市召开会议", "昨日，市长赵大海主持会议。", "page.txt", 3, 37, OffsetMap(()))
BRIEF = Article("b", "简讯", "全市无事。", "page.txt", 39, 47, OffsetMap(()))
OTHER = Article("c", "简讯", "赵大海病了。", "page2.txt#x#1", 0, 6, OffsetMap(()))
CORPUS = Corpus([MEETING, BRIEF, OTHER], lambda source: PAGE if source == "page.txt" else "赵大海病了。")


def _passage(article: Article, start: int, end: int, text: str = "") -> Passage:
    return Passage(f"{article.id}:0", article.id, article.title, None, text, article.source, start, end, 1.0)


def _question(**fields: object) -> Question:
    return Question(**{"id": "q", "text": "谁主持？", "relevant": (("江城市召开会议", 1),), **fields})  # type: ignore[arg-type]


def test_wrapped_and_full_width_text_is_found_where_it_stands() -> None:
    (span,) = find_spans(PAGE, "市长赵大海主持会议。会议提出修桥3座")
    assert PAGE[slice(*span)] == "市长赵大海\n主持会议。会议提出\n修桥３座"
    assert squash("ＡＢ c\n㎏") == "abckg"
    assert find_spans("abab", "") == []
    assert find_spans("㎏ kg", "kg") == [(0, 1), (2, 4)]


def test_a_passage_of_the_gold_article_is_relevant_and_supports_only_with_the_evidence() -> None:
    judgement = locate(_question(evidence=("市长赵大海主持会议",)), CORPUS)
    assert judgement.grades == {"a": 1}
    first = judge(_passage(MEETING, 3, 15), judgement, CORPUS)
    assert (first.relevant, first.supports) == (True, False)
    second = judge(_passage(MEETING, 12, 37), judgement, CORPUS)
    assert (second.relevant, second.supports) == (True, True)
    other = judge(_passage(OTHER, 0, 6, "赵大海病了。"), judgement, CORPUS)
    assert (other.relevant, other.supports) == (False, False)


def test_without_evidence_the_answer_must_stand_in_a_passage_of_the_gold_article() -> None:
    judgement = locate(_question(answers=("赵大海",)), CORPUS)
    assert judge(_passage(MEETING, 3, 37, "市长赵\n大海"), judgement, CORPUS).supports
    assert not judge(_passage(MEETING, 3, 37, "会议"), judgement, CORPUS).supports
    assert not judge(_passage(OTHER, 0, 6, "赵大海病了。"), judgement, CORPUS).supports


def test_with_only_answers_any_passage_that_holds_one_supports() -> None:
    judgement = locate(_question(relevant=(), answers=("赵大海",)), CORPUS)
    assert judge(_passage(OTHER, 0, 6, "赵大海病了。"), judgement, CORPUS).supports
    assert judgement.grades == {}


def test_a_title_that_two_articles_bear_means_the_one_with_the_answer() -> None:
    assert locate(_question(relevant=(("简讯", 1),), answers=("无事",)), CORPUS).grades == {"b": 1}
    assert locate(_question(relevant=(("简讯", 1),), answers=("猫",)), CORPUS).grades == {"b": 1, "c": 1}


def test_articles_are_found_by_id_by_part_and_by_a_title_cut_otherwise() -> None:
    assert CORPUS.named("a") == ["a"]
    assert CORPUS.named("x#1") == CORPUS.named("1") == ["c"]
    assert CORPUS.named("江城市召开会议：修桥") == ["a"]
    assert CORPUS.named("召开会议") == ["a"]
    assert CORPUS.named("开会") == CORPUS.named("") == []


def test_evidence_names_the_article_where_the_title_does_not() -> None:
    judgement = locate(_question(relevant=(("总编室的标题", 1),), evidence=("昨日，市长赵大海主持",)), CORPUS)
    assert judgement.grades == {"a": 1}
    assert judgement.missing == ()


def test_a_duplicate_that_stands_for_the_gold_article_counts() -> None:
    judgement = locate(_question(evidence=("市长赵大海主持会议",)), CORPUS)
    reprint = replace(_passage(OTHER, 0, 6, "…"), duplicates=(("page.txt", 12, 37),))
    hit = judge(reprint, judgement, CORPUS)
    assert (hit.relevant, hit.supports) == (True, True)
    assert article_ranking([hit], judgement, CORPUS) == ["a"]


def test_half_of_the_evidence_is_enough_and_less_is_not() -> None:
    evidence = [("s", 0, 10)]
    assert covers([("s", 5, 20)], evidence)
    assert not covers([("s", 6, 20)], evidence)
    assert covers([("s", 0, 3), ("s", 8, 20)], evidence)
    assert not covers([("t", 0, 10)], evidence)
