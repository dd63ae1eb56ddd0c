"""Damaged derived folders heal from SQLite; a damaged SQLite file is a clear error."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.errors import NewsragError, StoreError
from rag.index import Index
from rag.language import analysis
from tests.rag.index.support import TEXTS, CountingEmbedder, assert_consistent, write_articles


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("pristine")
    with Index.create(place / "index", CountingEmbedder()) as index:
        index.add(write_articles(place / "a.jsonl", TEXTS))
        index.add(write_articles(place / "b.jsonl", {"extra": "补充报道：展览延期三天。"}))
        index.remove(place / "b.jsonl")
    return place / "index"


@pytest.fixture
def folder(pristine: Path, tmp_path: Path) -> Path:
    return shutil.copytree(pristine, tmp_path / "index")


def derived(folder: Path, prefix: str) -> Path:
    return max(path for path in folder.iterdir() if path.name.startswith(prefix))


def truncate(path: Path) -> None:
    for file in path.iterdir():
        os.truncate(file, file.stat().st_size // 2)


def flip(path: Path) -> None:
    for file in path.iterdir():
        data = bytearray(file.read_bytes())
        if data:
            data[len(data) // 2] ^= 0xFF
            file.write_bytes(data)


def empty(path: Path) -> None:
    for file in path.iterdir():
        file.unlink()


def lose_one(path: Path) -> None:
    max(path.iterdir(), key=lambda file: file.stat().st_size).unlink()


def become_a_file(path: Path) -> None:
    shutil.rmtree(path)
    path.write_text("not a folder")


def of_another_generation(path: Path) -> None:
    text = (path / "manifest.json").read_text()
    (path / "manifest.json").write_text(text.replace("generation", "generatiom"))


@pytest.mark.parametrize("prefix", ["vectors-", "words-"])
@pytest.mark.parametrize(
    "damage", [shutil.rmtree, truncate, flip, empty, lose_one, become_a_file, of_another_generation]
)
@pytest.mark.parametrize("readonly", [True, False])
def test_a_damaged_folder_heals_without_embedding(
    folder: Path, prefix: str, damage: Callable[[Path], object], readonly: bool
) -> None:
    damage(derived(folder, prefix))
    embedder = CountingEmbedder()
    with Index.open(folder, embedder, readonly=readonly) as index:
        assert_consistent(index, list(TEXTS.values()))
    with Index.open(folder, embedder, readonly=True) as index:
        assert_consistent(index, list(TEXTS.values()))
    assert embedder.passages == 0


@pytest.mark.parametrize("prefix", ["vectors-", "words-"])
def test_a_damaged_folder_does_not_stop_a_writer(folder: Path, prefix: str, tmp_path: Path) -> None:
    flip(derived(folder, prefix))
    embedder = CountingEmbedder()
    with Index.open(folder, embedder) as index:
        index.add(write_articles(tmp_path / "c.jsonl", {"new": "新闻：桥头公园开放。"}))
        assert_consistent(index, [*TEXTS.values(), "新闻：桥头公园开放。"])
    assert embedder.passages == 1


def test_other_tokens_make_the_words_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = derived(folder, "words-")
    monkeypatch.setattr(analysis, "VERSION", "another")
    with Index.open(folder, CountingEmbedder()) as index:
        assert_consistent(index, list(TEXTS.values()))
    assert '"another' in (before / "manifest.json").read_text().replace("\\", "")


def copy_readonly(folder: Path) -> Path:
    media = folder.with_name("media")
    shutil.copytree(folder, media)
    for path in [*media.rglob("*"), media]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    return media


@pytest.mark.parametrize("missing", ["nothing", "derived"])
def test_read_only_media_can_be_searched(folder: Path, missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if missing == "derived":
        shutil.rmtree(derived(folder, "vectors-"))
        shutil.rmtree(derived(folder, "words-"))
    media = copy_readonly(folder)
    if os.geteuid() == 0:
        run_as_nobody(media)
        return
    with Index.open(media, CountingEmbedder(), readonly=True) as index:
        assert_consistent(index, list(TEXTS.values()))


def run_as_nobody(media: Path) -> None:
    """Root may write anywhere: look at the media as somebody who may not."""
    for parent in media.parents:
        if parent.stat().st_mode & 0o005 != 0o005:
            if parent.owner() != "root" or parent == Path("/"):
                pytest.skip(f"another user cannot reach {parent}")
            parent.chmod(parent.stat().st_mode | 0o055)
    pid = os.fork()
    if pid:
        assert os.waitpid(pid, 0)[1] == 0, "see the child's traceback above"
        return
    try:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        with Index.open(media, CountingEmbedder(), readonly=True) as index:
            assert_consistent(index, list(TEXTS.values()))
            with pytest.raises(StoreError):
                Index.open(media, CountingEmbedder()).add(media / "nothing")
        os._exit(0)
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)


def database(folder: Path) -> Path:
    return folder / "newsrag.sqlite"


def open_and_use(folder: Path) -> None:
    with Index.open(folder, CountingEmbedder()) as index:
        index.check()
        assert_consistent(index, [article.text for article in index.articles()])


@pytest.mark.parametrize(
    "content",
    [b"", b"garbage" * 1000, b"SQLite format 3\x00" + bytes(200), b"SQLite format 3\x00" + b"\xff" * 5000],
    ids=["empty", "garbage", "header only", "header and garbage"],
)
def test_a_file_that_is_no_database_is_a_clear_error(folder: Path, content: bytes) -> None:
    database(folder).write_bytes(content)
    with pytest.raises(StoreError, match=r"index"):
        open_and_use(folder)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_database_is_a_clear_error(folder: Path, share: float) -> None:
    size = database(folder).stat().st_size
    os.truncate(database(folder), int(size * share))
    with pytest.raises(StoreError, match=r"damaged|never finished"):
        open_and_use(folder)


def test_flipped_bytes_are_an_error_or_harmless_but_never_a_wrong_text(folder: Path) -> None:
    whole = database(folder).read_bytes()
    original = set(TEXTS.values())
    noticed = 0
    for seed in range(60):
        chooser = random.Random(seed)
        data = bytearray(whole)
        for _ in range(8):
            data[chooser.randrange(100, len(data))] ^= 1 << chooser.randrange(8)
        database(folder).write_bytes(data)
        try:
            with Index.open(folder, CountingEmbedder(), readonly=True) as index:
                assert {article.text for article in index.articles()} <= original
                index.check()
                for article in index.articles():
                    index.source_text(article.source)
        except NewsragError:
            noticed += 1
    assert noticed > 30, "most of these pages are in use"


def test_an_index_of_a_newer_newsrag_is_left_alone(folder: Path) -> None:
    with sqlite3.connect(database(folder)) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    for readonly in (True, False):
        with pytest.raises(StoreError, match="newer newsrag"):
            Index.open(folder, readonly=readonly)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    with sqlite3.connect(database(folder)) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    with pytest.raises(StoreError, match="another program"):
        Index.open(folder)
