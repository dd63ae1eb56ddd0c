"""Removing, as a user sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import StoreError
from rag.index import Index
from tests.rag.index.support import TEXTS, CountingEmbedder, assert_consistent, nearest, worded, write_articles


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture
def index(tmp_path: Path, embedder: CountingEmbedder) -> Iterator[Index]:
    with Index.create(tmp_path / "index", embedder) as made:
        yield made


def some(*names: str) -> dict[str, str]:
    return {name: TEXTS[name] for name in names}


def test_one_article_in_two_files_is_kept_once_until_both_are_removed(index: Index, tmp_path: Path) -> None:
    one = write_articles(tmp_path / "one.jsonl", some("bridge", "flood"))
    two = write_articles(tmp_path / "two.jsonl", some("bridge"))
    index.add([one, two])
    assert_consistent(index, [TEXTS["bridge"], TEXTS["flood"]])
    with index.pin() as snapshot:
        first = nearest(snapshot, TEXTS["bridge"])[0]
        passage = snapshot.passage(first)
    assert passage.source == f"{one}#bridge"
    assert [source for source, _, _ in passage.duplicates] == [f"{two}#bridge"]
    assert index.sources_of(passage.article_id) == [f"{one}#bridge", f"{two}#bridge"]

    assert index.remove(one) == 1, "only the flood went: the bridge is in the other file too"
    assert_consistent(index, [TEXTS["bridge"]])
    assert index.passage(first).source == f"{two}#bridge"
    assert index.remove(str(two)) == 1
    assert_consistent(index, [])


def test_a_removed_article_is_found_by_no_route(index: Index, tmp_path: Path) -> None:
    page = tmp_path / "page.jsonl"
    index.add(write_articles(page, TEXTS))
    article = next(a for a in index.articles() if a.text == TEXTS["bridge"])
    with index.pin() as snapshot:
        rowid = snapshot.rowid(f"{article.id}:0")
    assert rowid is not None
    assert index.remove([article.id]) == 1

    assert_consistent(index, [text for name, text in TEXTS.items() if name != "bridge"])
    with index.pin() as snapshot:
        assert rowid not in nearest(snapshot, TEXTS["bridge"], 100)
        assert rowid not in worded(snapshot, TEXTS["bridge"], 100)
        assert snapshot.rowid(f"{article.id}:0") is None
        for read in (
            lambda: snapshot.passage(rowid),
            lambda: snapshot.article(article.id),
            lambda: snapshot.source_text(article.source),
            lambda: snapshot.vectors([rowid]),
        ):
            with pytest.raises(StoreError):
                read()
    everything = b"".join(f.read_bytes() for f in (tmp_path / "index").iterdir() if f.is_file())
    assert rowid_free(everything)


def rowid_free(database: bytes) -> bool:
    """No stored stream of the database unpacks to the removed text."""
    import zlib

    at = database.find(b"\x78\x9c")
    while at >= 0:
        try:
            if "江州大桥" in zlib.decompressobj().decompress(database[at:]).decode("utf-8", "ignore"):
                return False
        except zlib.error:
            pass
        at = database.find(b"\x78\x9c", at + 1)
    return True


def test_a_removed_article_is_blanked_in_a_page_that_others_share(index: Index, tmp_path: Path) -> None:
    page = Path(__file__).parents[3] / "samples" / "pages" / "qinghe-2024-01-23-p1.txt"
    index.add(page)
    first, second, *_ = index.articles()
    index.remove(first.id)
    text = index.source_text(page)
    assert len(text) == len(page.read_text(encoding="utf-8"))
    assert not text[first.start : first.end].strip()
    assert text[second.start : second.end].strip()
    kept = index.article(second.id)
    low, high = kept.offsets.to_source(0, len(kept.text))
    assert "".join(text[low:high].split()) == "".join(kept.text.split())


def test_adding_a_file_again_brings_back_what_was_removed(index: Index, tmp_path: Path) -> None:
    path = write_articles(tmp_path / "a.jsonl", some("bridge", "museum"))
    index.add(path)
    index.remove(next(a.id for a in index.articles() if a.text == TEXTS["bridge"]))
    assert index.add(path).added == 1
    assert_consistent(index, [TEXTS["bridge"], TEXTS["museum"]])
    index.remove(path)
    assert index.add(path).added == 2
    assert_consistent(index, [TEXTS["bridge"], TEXTS["museum"]])


def test_remove_takes_prefixes_folders_and_relative_paths(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    write_articles(folder / "a.jsonl", some("bridge"))
    write_articles(folder / "b.jsonl", some("flood"))
    write_articles(tmp_path / "c.jsonl", some("museum", "school"))
    index.add(tmp_path)
    assert index.remove(folder) == 2
    assert index.remove([index.articles()[0].id[:8]]) == 1
    monkeypatch.chdir(tmp_path)
    assert index.remove(["c.jsonl"]) == 1
    assert_consistent(index, [])


@pytest.mark.parametrize(
    "item", ["", "abc", "zzzzzzzz", "/no/such/file", "%", "____", "nul\0byte", "\udcff\udcff\udcff\udcff"]
)
def test_removing_what_is_not_there_is_a_clear_error_and_removes_nothing(
    index: Index, tmp_path: Path, item: str
) -> None:
    index.add(write_articles(tmp_path / "a.jsonl", some("museum")))
    known = index.articles()[0].id
    with pytest.raises(StoreError, match="There is no article or source"):
        index.remove([known, item])
    assert_consistent(index, [TEXTS["museum"]])


def test_an_ambiguous_prefix_is_refused(index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.index.removing.SHORTEST_PREFIX", 1)
    index.add(write_articles(tmp_path / "a.jsonl", {f"n{i}": f"第{i}条消息。" for i in range(40)}))
    firsts = [article.id[0] for article in index.articles()]
    shared = next(first for first in firsts if firsts.count(first) > 1)
    with pytest.raises(StoreError, match="begins the ids of several articles"):
        index.remove(shared)
    assert len(index.articles()) == 40
