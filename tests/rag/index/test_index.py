"""Adding, editing and opening, as a user sees it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rag.errors import EmbedderMismatchError, ModelNotFoundError, StoreError
from rag.index import Index, folders
from rag.language import analysis
from tests.helpers import HashEmbedder
from tests.rag.index.support import TEXTS, CountingEmbedder, assert_consistent, bodies, nearest, worded, write_articles


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture
def index(tmp_path: Path, embedder: CountingEmbedder) -> Iterator[Index]:
    with Index.create(tmp_path / "index", embedder) as made:
        yield made


def some(*names: str) -> dict[str, str]:
    return {name: TEXTS[name] for name in names}


def test_what_was_added_is_found_by_meaning_and_by_words(index: Index, tmp_path: Path) -> None:
    report = index.add(write_articles(tmp_path / "a.jsonl", TEXTS))
    assert (report.added, report.failed) == (len(TEXTS), ())
    assert_consistent(index, list(TEXTS.values()))


def test_an_empty_index_answers_with_nothing(index: Index) -> None:
    assert_consistent(index, [])
    assert index.newest_date is None
    assert index.articles() == []


def test_adding_again_changes_and_embeds_nothing(index: Index, embedder: CountingEmbedder, tmp_path: Path) -> None:
    path = write_articles(tmp_path / "a.jsonl", TEXTS)
    index.add(path)
    before = (embedder.passages, index.generation)
    report = index.add([path, path, tmp_path])
    assert (embedder.passages, index.generation) == before
    assert report.added == 0
    assert sum(file.unchanged for file in report.files) == len(TEXTS)


def test_a_passage_that_comes_again_is_embedded_and_analysed_once(
    index: Index, embedder: CountingEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    analysed: list[str] = []
    fields = analysis.lexical_fields
    monkeypatch.setattr(analysis, "lexical_fields", lambda *args: (analysed.append(args[1]), fields(*args))[1])
    index.add(write_articles(tmp_path / "a.jsonl", {"line": "龙" * 50_000}))
    assert index.info()["chunks"] > 100
    assert embedder.passages <= 3
    assert len(analysed) <= 3


def test_an_edited_file_replaces_its_old_self(index: Index, embedder: CountingEmbedder, tmp_path: Path) -> None:
    path = write_articles(tmp_path / "a.jsonl", some("bridge", "harvest"))
    index.add(path)
    write_articles(path, {**some("bridge"), "harvest": TEXTS["flood"]})
    count = embedder.passages
    (report,) = index.add(path).files
    assert (report.added, report.unchanged, report.replaced) == (1, 1, 1)
    assert embedder.passages == count + 1, "what did not change is not embedded again"
    assert_consistent(index, [TEXTS["bridge"], TEXTS["flood"]])


def test_articles_that_only_move_within_a_file_are_unchanged(
    index: Index, embedder: CountingEmbedder, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    lines = [json.dumps({"title": name, "text": TEXTS[name]}, ensure_ascii=False) for name in ("bridge", "harvest")]
    path.write_text("\n".join(lines), encoding="utf-8")
    index.add(path)
    count = embedder.passages
    path.write_text("\n".join(reversed(lines)), encoding="utf-8")
    (report,) = index.add(path).files
    assert (report.added, report.unchanged, report.replaced) == (0, 2, 0)
    assert embedder.passages == count


def test_a_line_taken_out_of_a_container_is_gone(index: Index, tmp_path: Path) -> None:
    path = write_articles(tmp_path / "a.jsonl", TEXTS)
    index.add(path)
    write_articles(path, some("museum"))
    index.add(path)
    assert_consistent(index, [TEXTS["museum"]])


def test_a_broken_line_does_not_take_its_old_article_away(index: Index, tmp_path: Path) -> None:
    path = write_articles(tmp_path / "a.jsonl", some("museum", "school"))
    index.add(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(lines[0] + "\n{broken\n", encoding="utf-8")
    report = index.add(path)
    assert len(report.failed) == 1
    assert_consistent(index, [TEXTS["museum"], TEXTS["school"]])


def test_a_file_that_is_gone_is_reported_and_kept(index: Index, tmp_path: Path) -> None:
    path = write_articles(tmp_path / "a.jsonl", some("museum"))
    index.add(path)
    path.unlink()
    report = index.add([path])
    assert report.failed[0].source == str(path)
    assert_consistent(index, [TEXTS["museum"]])


def test_unreadable_files_are_named_and_the_rest_goes_on(index: Index, tmp_path: Path) -> None:
    write_articles(tmp_path / "b.jsonl", some("museum"))
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "c.jsonl").write_text("nonsense\n")
    report = index.add(tmp_path)
    assert {Path(file.source.split("#")[0]).name for file in report.failed} >= {"a.txt", "c.jsonl"}
    assert all(file.error for file in report.failed)
    assert TEXTS["museum"] in bodies(index)


def test_searches_keep_to_the_given_days(index: Index, tmp_path: Path) -> None:
    for day in (1, 2, 3):
        write_articles(tmp_path / f"{day}.jsonl", {f"n{day}": f"第{day}天的新闻：江州大桥。"}, f"2024-01-0{day}")
    write_articles(tmp_path / "undated.jsonl", {"n0": "不知哪天的新闻：江州大桥。"}, None)
    index.add(tmp_path)
    assert index.newest_date == date(2024, 1, 3)
    with index.pin() as snapshot:
        vector = HashEmbedder().encode_queries(["江州大桥"])[0]
        from tests.rag.index.support import words_of

        for since, until, days in (
            (None, None, {None, 1, 2, 3}),
            (date(2024, 1, 2), None, {2, 3}),
            (None, date(2024, 1, 2), {1, 2}),
            (date(2024, 1, 2), date(2024, 1, 2), {2}),
            (date(2025, 1, 1), None, set()),
        ):
            dense = snapshot.vector_search(vector, 10, since=since, until=until)
            words = snapshot.lexical_search(words_of("江州大桥"), 10, since=since, until=until)
            for hits in (dense, words):
                found = snapshot.passages([(rowid, score, {}) for rowid, score in hits])
                assert {p.date.day if p.date else None for p in found} == days
        rows = [rowid for rowid, _ in snapshot.vector_search(vector, 10)]
        assert {r for r, _ in snapshot.vector_search(vector, 10, allowed=rows[1:3])} == set(rows[1:3])
        assert {r for r, _ in snapshot.lexical_search(words_of("江州大桥"), 10, allowed=rows[1:3])} == set(rows[1:3])
        assert snapshot.vector_search(vector, 10, allowed=[]) == []


def test_a_pinned_generation_outlives_what_a_writer_does(index: Index, tmp_path: Path) -> None:
    path = write_articles(tmp_path / "a.jsonl", some("bridge", "museum"))
    index.add(path)
    with index.pin() as old:
        generation = old.generation
        index.remove(path)
        index.add(write_articles(tmp_path / "b.jsonl", some("flood")))
        index.add(write_articles(tmp_path / "c.jsonl", some("school")))
        for find in (nearest, worded):
            passages = old.passages([(rowid, 0.0, {}) for rowid in find(old, TEXTS["bridge"], 10)])
            assert {p.text for p in passages} <= {TEXTS["bridge"], TEXTS["museum"]}
            assert passages[0].text == TEXTS["bridge"]
        assert old.generation == generation
    assert_consistent(index, [TEXTS["flood"], TEXTS["school"]])


def test_an_index_opened_again_holds_the_same(index: Index, embedder: CountingEmbedder, tmp_path: Path) -> None:
    index.add(write_articles(tmp_path / "a.jsonl", TEXTS))
    articles, count = index.articles(), embedder.passages
    index.close()
    with Index.open(tmp_path / "index", embedder) as again:
        assert again.articles() == articles
        assert_consistent(again, list(TEXTS.values()))
    assert embedder.passages == count
    with pytest.raises(StoreError, match="closed"):
        index.articles()


def test_what_a_search_needs_is_loaded_once_by_a_preload(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.add(write_articles(tmp_path / "a.jsonl", TEXTS))
    begun, may_end, loaded_in = threading.Event(), threading.Event(), []

    def load(name: str) -> CountingEmbedder:
        begun.set()
        may_end.wait(10)  # the search below has to wait for this, and must not load a second time
        loaded_in.append(threading.current_thread())
        return CountingEmbedder()

    monkeypatch.setattr("embeddings.load", load)
    with Index.open(index.path, readonly=True) as opened:
        opened.preload()
        assert begun.wait(10)
        threading.Timer(0.1, may_end.set).start()
        assert opened.search("大桥什么时候通车？")
        assert loaded_in != [threading.current_thread()]
    assert len(loaded_in) == 1


def test_a_preload_that_fails_is_reported_by_the_search(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.add(write_articles(tmp_path / "a.jsonl", TEXTS))

    def load(name: str) -> CountingEmbedder:
        raise ModelNotFoundError(f"there is no {name}")

    monkeypatch.setattr("embeddings.load", load)
    with Index.open(index.path, readonly=True) as opened:
        opened.preload()
        with pytest.raises(ModelNotFoundError, match="there is no hash-test"):
            opened.search("大桥什么时候通车？")


def test_a_preload_opens_the_derived_indexes(index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index.add(write_articles(tmp_path / "a.jsonl", TEXTS))
    monkeypatch.setattr("embeddings.load", lambda name: CountingEmbedder())
    opened = Index.open(index.path, readonly=True)
    kinds = []
    load = folders.load
    monkeypatch.setattr(folders, "load", lambda what, *rest: kinds.append(what) or load(what, *rest))
    opened.preload()
    opened.close()
    assert sorted(kinds) == sorted([folders.VECTORS, folders.WORDS])


def test_another_embedder_is_refused_by_name(index: Index, tmp_path: Path) -> None:
    class Other(HashEmbedder):
        name = "other-model"
        fingerprint = "other"

    with pytest.raises(EmbedderMismatchError, match=r"made with the embedder hash-test .*other-model"):
        Index.open(tmp_path / "index", Other())
    Index.open(tmp_path / "index", Other(), check_embedder=False).close()


def test_an_embedder_that_gives_nonsense_adds_nothing(tmp_path: Path) -> None:
    class Broken(HashEmbedder):
        def encode_passages(self, texts: list[str]) -> np.ndarray:
            return np.full((len(texts), self.dimension), np.nan, dtype=np.float32)

    with Index.create(tmp_path / "index", Broken()) as index:
        with pytest.raises(StoreError, match="hash-test gave vectors"):
            index.add(write_articles(tmp_path / "a.jsonl", TEXTS))
        assert_consistent(index, [])


def test_read_only_refuses_to_change(index: Index, embedder: CountingEmbedder, tmp_path: Path) -> None:
    path = write_articles(tmp_path / "a.jsonl", some("museum"))
    index.add(path)
    with Index.open(tmp_path / "index", embedder, readonly=True) as reader:
        for change in (lambda: reader.add(path), lambda: reader.remove(path)):
            with pytest.raises(StoreError, match="read-only"):
                change()
        assert_consistent(reader, [TEXTS["museum"]])


def test_progress_and_info_say_what_is_there(index: Index, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None, str]] = []
    index.add(write_articles(tmp_path / "a.jsonl", TEXTS), progress=lambda *step: seen.append(step))
    assert seen[-1][0] == len(TEXTS)
    info = index.info()
    assert info["articles"] == info["chunks"] == info["sources"] == len(TEXTS)
    assert (info["generation"], info["embedder"], info["newest"]) == (1, "hash-test", "2024-01-23")


def test_a_long_add_commits_as_it_goes(index: Index, tmp_path: Path) -> None:
    path = write_articles(tmp_path / "a.jsonl", TEXTS)
    held: list[int] = []
    report = index.add(path, commit_chunks=2, progress=lambda *_: held.append(len(index.articles())))
    assert report.generation == 3
    assert sorted(set(held)) == [0, 2, 4] or sorted(set(held)) == [0, 2, 4, 6]
    assert_consistent(index, list(TEXTS.values()))


def test_names_and_texts_of_any_characters_are_kept(index: Index, tmp_path: Path) -> None:
    odd = tmp_path / "页 面 #1 'quoted' \udcff.jsonl"
    texts = {"a": "正文里有\x00空字符和\u2028行分隔符，还有😀。", "b": "title; DROP TABLE articles; -- 100% OR *:*"}
    try:
        write_articles(odd, texts)
    except (OSError, UnicodeEncodeError):
        pytest.skip("this file system refuses such a name")
    index.add(odd)
    assert len(index.articles()) == 2
    for article in index.articles():
        assert article.source.startswith(str(odd))
        assert index.source_text(article.source)
    assert index.remove(odd) == 2


@pytest.mark.parametrize("occupied", ["a file", "other things"])
def test_create_refuses_a_place_that_is_taken(tmp_path: Path, occupied: str) -> None:
    place = tmp_path / "index"
    if occupied == "a file":
        place.write_text("mine")
    else:
        place.mkdir()
        (place / "thesis.doc").write_text("mine")
    with pytest.raises(StoreError, match=r"is a file|is not empty"):
        Index.create(place, HashEmbedder())


def test_create_refuses_an_index_that_is_there(index: Index, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"There is an index in .* already"):
        Index.create(tmp_path / "index", HashEmbedder())


def test_open_says_what_is_wrong_with_a_place(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"There is no index at .*newsrag index"):
        Index.open(tmp_path / "nowhere")
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="is a file"):
        Index.open(tmp_path / "file")
    with pytest.raises(StoreError, match="is not a newsrag index"):
        Index.open(tmp_path)
