"""What kind of question it is."""

from __future__ import annotations

import pytest

from eval.breakdown import break_down, question_kind, question_script
from eval.types import Question


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1月22日的会议是谁主持的？", "who"),
        ("Who chaired the Jan 22 meeting?", "who"),
        ("印歐語系因為哪位學者而被發現？", "who"),
        ("会议是什么时候召开的？", "when"),
        ("哪年出生", "when"),
        ("In what year did it open?", "when"),
        ("总部在哪里？", "where"),
        ("陸特開創了哪個國家的研究？", "where"),
        ("Where was it held?", "where"),
        ("查出了多少处隐患？", "how many"),
        ("有几座桥？", "how many"),
        ("How old is the bridge?", "how many"),
        ("桥修好了吗？", "yes/no"),
        ("Did the bridge open?", "yes/no"),
        ("What did the mayor say?", "what"),
        ("会议通过了什么方案？", "what"),
        ("生命数耗完即算为什么？", "what"),
    ],
)
def test_question_kinds(text: str, kind: str) -> None:
    assert question_kind(Question("q", text)) == kind


def test_a_stated_type_is_believed() -> None:
    assert question_kind(Question("q", "谁？", kind="howmany")) == "how many"
    assert question_kind(Question("q", "谁？", kind="compare")) == "compare"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("谁主持了会议？", "simplified"),
        ("誰主持了會議？", "traditional"),
        ("印歐語系", "traditional"),
        ("中山大学", "simplified"),
        ("Who is 景俊海?", "English"),
    ],
)
def test_scripts(text: str, script: str) -> None:
    assert question_script(text) == script


def test_means_are_over_the_questions_that_have_the_metric() -> None:
    groups = {"a": {"type": "who"}, "b": {"type": "who"}, "c": {"type": "when"}}
    values = {"a": {"f1": 1.0}, "b": {}, "c": {"f1": 0.5}}
    assert break_down(groups, values, ["f1"]) == {
        "type": {"when": {"questions": 1, "f1": 0.5}, "who": {"questions": 2, "f1": 1.0}}
    }
