"""What a model writes is shown only where a passage supports it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.answering.citations import verifies
from rag.answering.llm.checking import Checked, Checker
from rag.types import Passage
from tests.rag.answering.pages import everything


def check(reply: str, passages: Sequence[Passage] | None = None, language: str = "zh", size: int = 3) -> Checked:
    held = list(everything() if passages is None else passages)
    texts = {p.source: p.text for p in held}
    checker = Checker(held, texts.__getitem__, language)  # type: ignore[arg-type]
    shown = "".join(checker.feed([reply[i : i + size] for i in range(0, len(reply), size)]))
    assert shown.strip() == checker.result.text
    assert all(verifies(c, texts.__getitem__) for c in checker.result.citations)
    return checker.result


def test_a_supported_sentence_stays_with_its_citation() -> None:
    found = check("3月12日的市委常委会会议由市委书记林望舒主持[1]。")
    assert found.text == "3月12日的市委常委会会议由市委书记林望舒主持。[1]"
    assert "林望舒主持召开市委常委会会议" in found.citations[0].quote
    assert not found.notes


@pytest.mark.parametrize("size", [1, 2, 5, 400])
def test_markers_after_the_full_stop_belong_to_the_sentence_before(size: int) -> None:
    found = check("全市共检查桥梁218座，发现隐患36处。[1] 区委会议由程南星主持。[2]", size=size)
    assert [c.source for c in found.citations] == ["committee.txt", "district.txt"]
    assert "[1]" in found.sentences[0]
    assert "[2]" in found.sentences[1]


def test_a_wrong_number_is_struck_and_named() -> None:
    found = check("全市共检查桥梁219座[1]。会议由林望舒主持召开[1]。")
    assert "219" not in found.text
    assert "林望舒" in found.text
    assert any("219" in note for note in found.notes)


def test_a_name_that_is_not_in_the_passage_is_struck_and_named() -> None:
    found = check("市委书记张三丰主持召开市委常委会会议[1]。")
    assert found.text == ""
    assert any("张三丰" in note for note in found.notes)


def test_a_wrong_day_and_a_wrong_session_are_struck() -> None:
    assert check("3月25日，市委书记林望舒主持召开市委常委会会议[1]。").text == ""
    assert check("第九届云江冰雪季在望山滑雪场启动[3]。").text == ""
    assert check("第八届云江冰雪季3月9日在望山滑雪场启动[3]。").text != ""


def test_a_negated_or_opposite_claim_is_struck() -> None:
    assert check("林望舒没有主持召开市委常委会会议[1]。").text == ""
    assert check("全省快递业务量同比下降19.4％[4]。").text == ""


def test_a_figure_of_another_statement_is_struck() -> None:
    assert check("同城快递业务量完成1.4亿件，同比增长6.6％[4]。").text != ""
    assert check("会议指出，林望舒投入资金218元[1]。").text == ""


def test_invented_markers_go_and_a_supported_sentence_gets_its_true_one() -> None:
    found = check("北塘区委常委会会议由区委书记程南星主持召开[17]。")
    assert found.citations[0].source == "district.txt"
    assert "[17]" not in found.text
    assert any("[17]" in note for note in found.notes)


def test_an_uncited_sentence_nobody_supports_is_struck() -> None:
    found = check("总的来说，这是一座美丽的城市，欢迎大家前来旅游。")
    assert found.text == ""
    assert len(found.struck) == 1


@pytest.mark.parametrize("marker", ["[1]", "【1】", "［1］", "[^1]", "[1, 1]", "[1-1]"])
def test_spellings_of_markers(marker: str) -> None:
    found = check(f"全市共检查桥梁218座{marker}。")
    assert found.text == "全市共检查桥梁218座。[1]"


def test_an_english_claim_over_a_chinese_passage() -> None:
    found = check("The municipal standing committee meeting on March 12 was chaired by Lin Wangshu [1].", language="en")
    assert found.text.endswith("[1]")
    assert check("The meeting on March 12 was chaired by Bai Yusheng [1].", language="en").text == ""


def test_two_sentences_of_one_passage_are_cited_once_when_they_rest_on_the_same_words() -> None:
    found = check("林望舒主持召开市委常委会会议[1]。市委常委会会议由林望舒主持召开[1]。")
    assert [c.marker for c in found.citations] == [1]


def test_a_refusal_is_no_claim() -> None:
    held = everything()
    checker = Checker(held, {p.source: p.text for p in held}.__getitem__, "en")
    assert list(checker.feed(["NOT_", "FOUND"])) == []
    assert checker.refused
    assert not checker.result.struck


def test_hostile_output_is_only_text() -> None:
    for reply in ("[" * 5000, "[1]" * 2000, "\x00\ud800[9999999999]", "。" * 3000, "[1-999999]。" * 50, "《" * 2000):
        check(reply, size=700)
