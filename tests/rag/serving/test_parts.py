"""Settings, uploads, feedback, library rows, examples, the worker threads: each by itself."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rag.errors import NewsragError, ReadError
from rag.index import Index
from rag.offsets import OffsetMap
from rag.serving import memory
from rag.serving.examples import Examples, candidates
from rag.serving.feedback import Feedback, gold_candidates
from rag.serving.health import resident_bytes
from rag.serving.library import Library, Row, months, source_name
from rag.serving.service import Service
from rag.serving.settings import Settings, is_loopback, read_auth, read_token
from rag.serving.streaming import Workers
from rag.serving.uploads import Limits, safe_name, store
from rag.types import Answer, Article, Citation, Language
from tests.ui.support import embedder, finished, template

LIMITS = Limits(file_bytes=1000, files=5, total_bytes=2500)
ANSWER = Answer(
    "沈砚秋[1]。",
    "沈砚秋",
    True,
    0.9,
    "zh",
    (Citation(1, "沈砚秋主持会议。", "a.txt", 0, 8, "id1", "会议", date(2024, 1, 23)),),
)


@pytest.mark.parametrize(
    ("name", "answered"),
    [
        ("127.0.0.1:7860", True),
        ("[::1]:7860", True),
        ("localhost:7860", True),
        ("news.localhost", True),
        ("testserver", True),
        ("", True),
        ("Archive.Example:443", True),
        ("rebound.example:7860", False),
        ("127.0.0.1.rebound.example", False),
        ("localhost.rebound.example.", False),
        ("[::1].rebound.example", False),
    ],
)
def test_a_server_of_this_machine_answers_to_no_name_of_a_site(name: str, answered: bool) -> None:
    for token in (None, "secret"):  # a token guards the API, not the window
        settings = Settings(index=Path("ix"), names=("archive.example",), token=token)
        assert settings.answers_to(name) is answered
    for open_to_names in (Settings(index=Path("ix"), host="0.0.0.0"), Settings(index=Path("ix"), auth=("a", "b"))):
        assert open_to_names.answers_to(name)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("127.8.8.8", True),
        ("0.0.0.0", False),
        ("news.example", False),
    ],
)
def test_the_library_is_read_only_where_strangers_come_by(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
    assert Settings(Path("x"), host=host).writable is loopback
    assert Settings(Path("x"), host=host, auth=("a", "b")).writable
    assert not Settings(Path("x"), host=host, auth=("a", "b"), read_only=True).writable


def test_secrets_come_from_a_file_or_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "auth"
    file.write_text("ada:pass:word\n", encoding="utf-8")
    assert read_auth(file, {}) == ("ada", "pass:word")
    assert read_auth(None, {"NEWSRAG_AUTH": "bob:x"}) == ("bob", "x")
    assert read_auth(None, {}) is None
    assert read_token(None, {"NEWSRAG_TOKEN": "t0ken"}) == "t0ken"
    with pytest.raises(NewsragError, match="user:password"):
        read_auth(None, {"NEWSRAG_AUTH": "nobody"})
    with pytest.raises(NewsragError, match="cannot be read"):
        read_auth(tmp_path / "none", {})


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Windows\\win.ini.txt", "win.ini.txt"),
        ("a<script>.txt", "a_script_.txt"),
        ("吉林日报 2024-01-23.txt", "吉林日报 2024-01-23.txt"),
        (".htaccess.txt", "htaccess.txt"),
        ("x\u202etxt.exe\x00.txt", "xtxt.exe.txt"),
        ("CON.txt", "_CON.txt"),
        ("...", "file"),
        ("a#b%2f.txt", "a_b_2f.txt"),
    ],
)
def test_names_of_uploads_are_made_safe(given: str, kept: str) -> None:
    assert safe_name(given) == kept


def test_long_names_keep_their_ending() -> None:
    name = safe_name("长" * 300 + ".txt")
    assert name.endswith("长.txt")
    assert len(name.encode()) <= 120


def test_uploads_are_bounded_by_type_size_and_room(tmp_path: Path) -> None:
    folder, file = tmp_path / "uploads", tmp_path / "given"
    file.write_bytes(b"x" * 900)
    first = store(file, "page.txt", folder, LIMITS)
    assert store(file, "page.txt", folder, LIMITS) == first
    file.write_bytes(b"y" * 900)
    second = store(file, "page.txt", folder, LIMITS)
    assert (second.name, second.parent) == ("page-2.txt", folder)
    with pytest.raises(ReadError, match="full"):
        store(file, "other.txt", folder, LIMITS)
    with pytest.raises(ReadError, match="not read"):
        store(file, "page.exe", folder, LIMITS)
    file.write_bytes(b"z" * 1001)
    with pytest.raises(ReadError, match="limit"):
        store(file, "big.txt", folder, LIMITS)
    link = tmp_path / "link"
    link.symlink_to("/etc/passwd")
    with pytest.raises(ReadError, match="regular"):
        store(link, "link.txt", folder, LIMITS)


def test_a_verdict_is_kept_changed_withdrawn_and_exported(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path / "feedback.sqlite")
    assert feedback.records() == []
    feedback.put("one", "dislike", "谁主持？", ANSWER)
    feedback.put("one", "like", "谁主持？", ANSWER)
    feedback.put("two", "dislike", "谁？", ANSWER)
    feedback.put("three", "like", "?", ANSWER)
    feedback.put("three", None, "?", ANSWER)
    liked = list(gold_candidates(feedback.records()))
    assert [(g["question"], g["answers"], g["evidence"], g["answerable"]) for g in liked] == [
        ("谁主持？", ["沈砚秋"], "沈砚秋主持会议。", True)
    ]
    everything = list(gold_candidates(feedback.records(), None))
    assert [g["verdict"] for g in everything] == ["like", "dislike"]
    assert everything[1]["answers"] == []


def test_feedback_export_writes_gold_that_the_evaluation_reads(tmp_path: Path) -> None:
    import typer

    from eval.datasets.jsonl import read_jsonl
    from rag.serving.command import register

    app, feedback_app = typer.Typer(), typer.Typer()
    register(app, feedback_app)
    app.add_typer(feedback_app, name="feedback")
    Feedback(Settings(tmp_path / "ix").feedback).put("one", "like", "谁主持？", ANSWER)
    out = tmp_path / "gold.jsonl"
    done = CliRunner().invoke(app, ["feedback", "export", "--index", str(tmp_path / "ix"), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert [q.text for q in read_jsonl(out).questions] == ["谁主持？"]


def test_the_library_finds_by_every_word_and_counts_by_month() -> None:
    with Index.open(template(), embedder(), readonly=True) as index:
        library = Library()
        everything = library.listing(index, size=5)
        assert len(everything.rows) == 5
        assert everything.total > 5
        assert [row.date for row in everything.rows] == sorted((row.date for row in everything.rows), reverse=True)
        assert [row.title for row in library.listing(index, "市委 常委会").rows] == ["市委常委会召开会议"]
        assert library.listing(index, "no such words").found == 0
        counts = months(library.rows(index))
    assert counts[0][0] == "2024-01"
    assert [name for name, _ in counts] == [f"2024-{m:02}" for m in range(1, len(counts) + 1)]


def test_a_source_is_shown_without_the_servers_folders() -> None:
    assert source_name("/srv/secret/news.jsonl#7") == "news.jsonl · 7"
    assert Row("i", "t", None, "", "none", "/a/b.txt", None, "", "zh", 1, "").file == "b.txt"


def test_examples_are_answered_by_the_index_they_come_from() -> None:
    from rag.answering import ask

    with Index.open(template(), embedder(), readonly=True) as index:
        examples = Examples()
        for language in ("zh", "en"):
            made = examples.of(index, language)
            assert made
            assert all(ask(question, index=index).answered for question in made)


def test_leaving_a_stream_early_closes_the_work() -> None:
    closed, go = threading.Event(), threading.Event()

    def slow() -> Iterator[int]:
        try:
            yield 1
            go.wait(30)
            yield 2
        finally:
            closed.set()

    async def leave() -> None:
        workers = Workers(1, 1, "test")
        assert workers.has_room()
        stream = workers.iterate(slow)
        assert await anext(stream) == 1
        await stream.aclose()  # type: ignore[attr-defined]  # an async generator
        go.set()
        assert await asyncio.to_thread(closed.wait, 30)
        workers.close()

    finished(leave)


def test_no_more_wait_than_there_is_room_for() -> None:
    workers = Workers(1, 1, "test")
    assert [workers.has_room() for _ in range(3)] == [True, True, False]
    workers.close()


def test_errors_of_the_work_reach_the_reader() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise NewsragError("broken")

    async def read() -> list[int]:
        workers = Workers(1, 0, "test")
        assert workers.has_room()
        stream = workers.iterate(broken)
        got = [await anext(stream)]
        with pytest.raises(NewsragError, match="broken"):
            await anext(stream)
        assert workers.has_room()
        workers.close()
        return got

    assert finished(read) == [1]


def test_freed_memory_is_given_back() -> None:
    before = resident_bytes()
    blocks = [bytes(4000) for _ in range(80_000)]  # more than what may lie free
    last = bytes(4000)  # keeps the heap from shrinking by itself
    held = resident_bytes()
    del blocks
    if not memory.give_back():
        pytest.skip("this system's C library has no malloc_trim")
    assert held - before > 150_000_000
    assert resident_bytes() < held - 150_000_000
    assert len(last) == 4000


def test_a_slow_language_model_has_places_of_its_own(tmp_path: Path) -> None:
    service = Service(Settings(tmp_path, llm="slow", llm_url="http://127.0.0.1:9/v1", concurrency=1, waiting=0))
    reader, model = (service._workers[name] for name in service.answerers)
    assert [reader.has_room() for _ in range(2)] == [True, False]
    assert [model.has_room() for _ in range(5)] == [True, True, True, True, False]
    service.close()


@pytest.mark.parametrize(
    ("language", "text", "question"),
    [
        ("zh", "1月22日下午，市政协主席单维钧在望澜宾馆会见海外乡亲代表。", "Whom did Shan Weijun meet on January 22?"),
        ("zh", "7月15日，市委书记沈砚秋来到雁洲岛，检查防汛工作。", "Where did Shen Yanqiu go on July 15?"),
        ("en", "The new terminal will cost $48.3 million, the board said.", "How much will the new terminal cost?"),
        ("en", "Port Ellery Rovers beat Marlow Athletic 2-1 on Sunday.", "Who beat Marlow Athletic 2-1 on Sunday?"),
    ],
)
def test_english_examples_are_made_of_either_language(language: Language, text: str, question: str) -> None:
    offsets = OffsetMap(((0, 0, len(text)),))
    article = Article("id", "t", text, "a.txt", 0, len(text), offsets, language=language)
    assert list(candidates(article, "en")) == [question]
