"""Template questions: what is asked for is taken out, stands where it is said to, and its subject comes along."""

from __future__ import annotations

import re

import pytest

from embeddings.training.reader.examples import Example
from embeddings.training.reader.templates import template_examples

STORY = {
    "id": "story-1",
    "title": "邮政行业运行情况",
    "text": (
        "2023年1月22日，全省邮政工作会议在临川召开。省邮政管理局局长沈砚秋主持会议。"
        "去年全省快递业务量完成8.5亿件，同比增长11.1%；函件业务累计完成0.97亿件，同比下降18.9%。"
        "会议通报了《农村邮路三年行动方案》的进展。"
    ),
}


def made(story: dict[str, str] = STORY, excluded: tuple[str, ...] = ()) -> list[Example]:
    """Everything that 120 seeds make of a story."""
    return [e for seed in range(120) for e in template_examples([story], excluded, 99, seed)]


def asked_for(answer: str) -> set[str]:
    return {re.sub(r"[？?]$", "", e.question) for e in made() if e.passage[e.start : e.end] == answer}


def test_the_answer_stands_in_the_passage_and_not_in_the_question() -> None:
    examples = made()
    assert len(examples) > 60
    for example in examples:
        answer = example.passage[example.start : example.end]
        assert answer
        assert answer not in example.question or answer in ("增长", "下降")  # asked which of two
        assert example.passage in STORY["text"]


@pytest.mark.parametrize(
    ("answer", "question"),
    [
        ("8.5亿件", "去年全省快递业务量完成多少件"),
        ("0.97亿件", "函件业务累计完成多少件"),
        ("沈砚秋", "省邮政管理局局长是谁"),
        ("省邮政管理局局长", "沈砚秋担任什么职务"),
        ("临川", "全省(?:邮政|工作|会议)*在哪里召开"),
        ("增长", "去年全省(?:快递)?业务量同比是(?:增长还是下降|下降还是增长|增长还是减少|减少还是增长)"),
    ],
)
def test_a_thing_is_asked_for_in_its_place(answer: str, question: str) -> None:
    assert any(re.fullmatch(question, q) for q in asked_for(answer))


@pytest.mark.parametrize(("answer", "part"), [("临川县科协", "主办"), ("县图书馆、青峰学校", "承办"), ("", "协办")])
def test_bodies_of_one_sentence_are_told_apart_by_what_they_did(answer: str, part: str) -> None:
    text = "本次科普论坛由临川县科协主办，县图书馆、青峰学校联合承办。" + "各地代表参加并发言交流。" * 8
    story = {"id": "s", "title": "", "text": text}
    found = {(e.passage[e.start : e.end], e.question) for e in made(story)}
    asked = {question for text, question in found if text == answer and "科普论坛" in question}
    assert any(part in question for question in asked)
    assert not any(other in q for q in asked for other in {"主办", "承办", "协办"} - {part})


def test_a_figure_without_a_subject_takes_that_of_the_clause_before_it() -> None:
    assert any(q.startswith("函件业务") and "同比下降" in q for q in asked_for("18.9%"))
    assert not any("函件" in q for q in asked_for("11.1%"))


def test_a_day_before_a_comma_is_asked_with_what_follows() -> None:
    assert any("召开" in q for q in asked_for("2023年1月22日"))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            "央视网消息：新华社北京1月22日电，全国邮政工作会议在北京闭幕，会议部署了今年的工作任务和重点安排。",
            "1月22日",
        ),
        ("这是今年全省第一次召开这样的邮政工作会议，会议在临川闭幕，代表们对各项安排表示赞成和支持。", "一次"),
        ("全省邮政工作会议在临川闭幕，会议部署了今年的工作任务和重点安排。记者：沈砚秋、战滨华报道了会议。", "沈砚秋"),
    ],
)
def test_what_nobody_would_ask_for_is_left_alone(text: str, answer: str) -> None:
    story = {"id": "s", "title": "", "text": text * 2}
    single = {"id": "s", "title": "", "text": text + "各地代表参加了会议，并就农村邮路建设作了交流发言，气氛热烈。" * 3}
    answers = {e.passage[e.start : e.end] for e in made(single) + made(story)}
    assert answer not in answers


def test_stories_kept_from_training_give_nothing() -> None:
    assert made(excluded=("story-1",)) == []
