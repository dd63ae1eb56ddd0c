"""From an indexed file to a cited answer."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.answering import answer_to_dict, verifies
from rag.answering import ask as ask_with
from rag.answering import ask_stream as stream_with
from rag.answering.conversation import Understood
from rag.answering.extractive import ExtractiveAnswerer
from rag.answering.protocols import Event, Request
from rag.answering.sentence_reader import SentenceReader
from rag.errors import AnswererError, QuestionError, StoreError
from rag.index import Index
from rag.types import Answer, Turn
from tests.helpers import HashEmbedder
from tests.rag.answering import pages

MATCHING = ExtractiveAnswerer(SentenceReader())  # what is tested here holds whatever reader is bundled


def ask(question: str, **options: Any) -> Answer:
    return ask_with(question, **{"answerer": MATCHING, **options})


def ask_stream(question: str, **options: Any) -> Iterator[Event]:
    return stream_with(question, **{"answerer": MATCHING, **options})


PAGES = {
    "committee.txt": f"市委常委会召开会议\n\n{pages.COMMITTEE}\n",
    "district.txt": f"北塘区委召开常委会会议\n\n{pages.DISTRICT}\n",
    "skating.txt": f"第八届云江冰雪季启动\n\n{pages.SKATING}\n",
    "parcels.txt": f"去年全省快递业务量公布\n\n{pages.PARCELS}\n",
    "ferry.txt": f"Board Approves Ferry Terminal\n\n{pages.FERRY}\n",
}


@pytest.mark.parametrize(("plain", "kept"), [(0.4, True), (0.65, True), (0.75, False)])
def test_a_short_question_leaves_the_topic_only_where_it_is_much_surer(
    plain: float, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Sure:
        def confidence(self, request: Request) -> float:
            return plain if request.question == "票价多少？" else 0.4

    asking = importlib.import_module("rag.answering.ask")
    monkeypatch.setattr(asking, "extractive", Sure)
    understood = Understood("冰雪季启动，票价多少？", "票价多少？", ("skating",), "", "冰雪季在哪里启动？")
    found = [pages.passage(pages.SKATING)]
    request = asking.followed("票价多少？", "zh", understood, lambda q: found, lambda a: "", date(2024, 3, 13))
    assert request.question == (understood.question if kept else "票价多少？")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("ask")
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Index.create(folder / "index", embedder=HashEmbedder()) as made:
        made.add([folder / name for name in PAGES], given_date=date(2024, 3, 13))
        yield made


def test_an_answer_with_a_checked_citation(index: Index) -> None:
    answer = ask("3月12日的市委常委会会议是谁主持的？", index=index)
    assert answer.span == "林望舒"
    assert answer.citations
    assert all(verifies(c, index.source_text) for c in answer.citations)
    assert answer.citations[0].date == date(2024, 3, 13)
    assert set(answer.timings) >= {"searching", "reading", "writing", "total"}
    assert answer.question == "3月12日的市委常委会会议是谁主持的？"


def test_an_english_question_over_chinese_pages(index: Index) -> None:
    answer = ask("Who chaired the municipal standing committee meeting on March 12?", index=index)
    assert answer.language == "en"
    assert "林望舒 (Lin Wangshu)" in answer.text


def test_a_question_nothing_answers(index: Index) -> None:
    answer = ask("火星上的第一座城市叫什么名字？", index=index)
    assert not answer.answered
    assert answer.citations == ()
    assert answer.passages


def test_events_come_in_order_and_end_with_the_answer(index: Index) -> None:
    events = list(ask_stream("检查了多少座桥梁？", index=index))
    assert [e.stage for e in events if e.stage] == ["searching", "reading", "writing"]
    answer = events[-1].answer
    assert answer is not None
    assert "".join(e.delta or "" for e in events) == answer.text
    assert sum(e.answer is not None for e in events) == 1


def test_a_conversation(index: Index) -> None:
    first = ask("第八届云江冰雪季在哪里启动？", index=index)
    second = ask("是谁主办的？", index=index, history=[Turn("第八届云江冰雪季在哪里启动？", first)])
    assert second.span == "省体育局"
    third = ask("第九届呢？", index=index, history=[Turn("第八届云江冰雪季在哪里启动？", first)])
    assert third.question == "第九届云江冰雪季在哪里启动？"
    assert not third.answered


@pytest.mark.parametrize(
    ("question", "options", "message"),
    [
        ("", {}, "empty"),
        ("？！", {}, "word"),
        ("问" * 5000, {}, "shorter"),
        ("谁？", {"k": 0}, "k is 0"),
        ("谁？", {"since": date(2024, 2, 1), "until": date(2024, 1, 1)}, "since"),
        (17, {}, "int"),
    ],
)
def test_questions_that_cannot_be_used(index: Index, question: str, options: dict[str, object], message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        ask_stream(question, index=index, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "question",
    ["谁\x00主持\ud800", "who'; DROP TABLE chunks;--", "🙂🙂谁", "a" * 900, "（（（《《《“谁", "NOT AND OR ( * ?"],
)
def test_hostile_questions_get_an_answer_all_the_same(index: Index, question: str) -> None:
    answer = ask(question, index=index)
    assert all(verifies(c, index.source_text) for c in answer.citations)
    answer_to_dict(answer)


def test_articles_outside_the_days_are_not_read(index: Index) -> None:
    assert ask("谁主持会议？", index=index, since=date(2024, 4, 1)).passages == ()


def test_an_index_given_by_its_folder_loads_beside_the_question(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    loading: list[Path] = []
    monkeypatch.setattr(Index, "preload", lambda opened: loading.append(opened.path))
    monkeypatch.setattr("embeddings.load", lambda name: HashEmbedder())
    ask("谁主持会议？", index=index.path)
    ask("谁主持会议？", index=index)
    assert loading == [index.path]


def test_a_missing_index_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSRAG_INDEX", str(tmp_path / "none"))
    with pytest.raises(StoreError):
        ask("谁？")


def test_an_answerer_by_address_or_name(index: Index) -> None:
    with pytest.raises(AnswererError, match="not the address"):
        ask_stream("谁？", index=index, answerer="http://")
    answer = ask("检查了多少座桥梁？", index=index, answerer="http://127.0.0.1:9#m")
    assert answer.citations
    assert any("127.0.0.1:9" in note for note in answer.notes)


def test_answers_are_plain_json(index: Index) -> None:
    import json

    data = answer_to_dict(ask("检查了多少座桥梁？", index=index))
    again = json.loads(json.dumps(data))
    assert again["citations"][0]["date"] == "2024-03-13"
    assert "offsets" not in again["passages"][0]


def test_the_bundled_reader_answers_with_checked_citations(index: Index) -> None:
    answer = ask_with("3月12日的市委常委会会议是谁主持的？", index=index)
    assert answer.span == "林望舒"
    assert all(verifies(c, index.source_text) for c in answer.citations)


def test_answers_do_not_change_from_run_to_run(index: Index) -> None:
    texts = {ask("Who chaired the meeting on March 12?", index=index).text for _ in range(3)}
    assert len(texts) == 1
