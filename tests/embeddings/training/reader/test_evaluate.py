"""The reader's development figures: what counts as right, and which questions it must tell to be unanswerable."""

from __future__ import annotations

import pytest

from embeddings.training.reader.__main__ import BUNDLED
from embeddings.training.reader.evaluate import evaluate
from embeddings.training.reader.examples import Example

TEXT = "1月22日，省委书记景俊海主持召开省委常委会会议。会议有19人参加。会议在长春召开。"


def asked(question: str, answer: str) -> Example:
    start = TEXT.index(answer) if answer else 0
    return Example(question, question, "", TEXT, start, start + len(answer))


def test_exact_match_is_over_what_can_be_answered() -> None:
    there = [asked("省委常委会会议由谁主持？", "景俊海"), asked("多少人参加了会议？", "19人")]
    missing = [asked("苹果公司去年第三季度的营业收入是多少美元？", "")]
    found = evaluate(BUNDLED, {"own": [*there, *missing]}, limit=10)["own"]
    assert found == {"questions": 2.0, "em": 1.0, "f1": 1.0, "auroc": 1.0}


def test_the_set_s_own_unanswerable_questions_are_told_apart() -> None:
    there = [asked("省委常委会会议由谁主持？", "景俊海"), asked("多少人参加了会议？", "19人")]
    found = evaluate(BUNDLED, {"own": [*there, asked("省委常委会会议由谁主持？", "")]}, limit=10)["own"]
    assert found["auroc"] in (0.25, 0.75)  # the same question scores the same


def test_a_set_without_unanswerable_questions_is_spoiled() -> None:
    wrong = asked("省委常委会会议由谁主持？", "长春")
    found = evaluate(BUNDLED, {"own": [wrong, asked("多少人参加了会议？", "19人")]}, limit=10)["own"]
    assert found["em"] == pytest.approx(0.5)
    assert 0.0 < found["auroc"] <= 1.0
