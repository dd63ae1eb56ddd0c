"""Gathering what questions are asked about: files, distractors, the gold set's own documents, or an index."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eval import fingerprints
from eval.corpus import Corpus, part_name
from eval.embedding_cache import CachingEmbedder
from eval.text import clean
from eval.types import Document, GoldSet
from rag.errors import GoldError
from rag.reading import read_paths
from rag.reading.paths import find_files
from rag.types import Article

if TYPE_CHECKING:
    from embeddings.base import Embedder
    from rag.index import Index

Notice = Callable[[str], None]
Progress = Callable[[int, int | None, str], None]


@dataclass(frozen=True, slots=True)
class Collection:
    """The articles of a run. ``index`` is open where a system needs one, else None; it is closed if opened here."""

    corpus: Corpus
    digest: str
    index: Index | None = None
    borrowed: bool = False

    def close(self) -> None:
        if self.index is not None and not self.borrowed:
            self.index.close()


def collect(
    gold: GoldSet,
    *,
    corpus: Sequence[str | Path],
    distractors: Sequence[str | Path],
    index: str | Path | Index | None,
    folder: Path,
    embedder: str | Embedder | None,
    need_index: bool,
    notice: Notice,
    progress: Progress | None = None,
) -> Collection:
    """Open the given index, or read the files, building an index of them below ``folder`` where one is needed.

    An index that an earlier run built of the same files with the same embedder is used again.

    Raises:
        GoldError: there is nothing to ask about, or a named path does not exist.
    """
    if index is not None:
        if corpus or distractors:
            raise GoldError("Give either an index or a corpus, not both.")
        return _open(index, gold, embedder)
    paths = [str(path) for path in corpus] + [str(path) for path in distractors]
    files = []
    for path, problem in find_files(paths):
        if problem is not None:
            raise GoldError(f"{path}: {problem}.")
        files.append(path)
    if gold.documents:
        own = folder / f"{gold.name}-{gold.digest[:12]}.jsonl"
        _write_documents(own, gold.documents)
        files = [str(own), *files]
    if not files:
        raise GoldError("Nothing to ask about: name the articles with --corpus PATH or an index with --index DIR.")
    digest = fingerprints.digest(fingerprints.file_digest(path) for path in files)
    if not need_index:
        return Collection(_read(files, gold.documents, notice), digest)
    return _build(files, digest, gold, folder, embedder, notice, progress)


def _write_documents(path: Path, documents: Sequence[Document]) -> None:
    """The gold set's own documents as a JSONL that rag.reading reads, one article each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = []
    for number, document in enumerate(documents):
        record = {"id": part_name(number), "title": document.title, "date": document.date, "text": document.text}
        lines.append(clean(json.dumps({k: v for k, v in record.items() if v}, ensure_ascii=False)) + "\n")
    path.write_text("".join(lines), encoding="utf-8")


def _read(files: Sequence[str], documents: Sequence[Document], notice: Notice) -> Corpus:
    articles: list[Article] = []
    texts: dict[str, str] = {}
    for result in read_paths(files):
        if result.error:
            notice(f"not read: {result.source}: {result.error}")
            continue
        texts[result.source] = result.text
        articles.extend(result.articles)
    return Corpus(articles, texts.__getitem__, documents)


def _open(index: str | Path | Index, gold: GoldSet, embedder: str | Embedder | None) -> Collection:
    from rag.index import Index

    borrowed = isinstance(index, Index)
    store = index if isinstance(index, Index) else Index.open(index, embedder=embedder, readonly=True)
    articles = store.articles()
    digest = fingerprints.digest(sorted(article.id for article in articles))
    return Collection(Corpus(articles, store.source_text, gold.documents), digest, store, borrowed)


def _build(
    files: Sequence[str],
    digest: str,
    gold: GoldSet,
    folder: Path,
    embedder: str | Embedder | None,
    notice: Notice,
    progress: Progress | None,
) -> Collection:
    import embeddings
    from rag.index import Index

    plain = embeddings.load(embedder) if embedder is None or isinstance(embedder, str) else embedder
    model = CachingEmbedder(plain, folder / "vectors.sqlite")
    code = fingerprints.code_digest(fingerprints.READING, ())
    path = folder / f"index-{fingerprints.digest([digest, model.fingerprint, code])[:16]}"
    finished = path.with_suffix(".complete")
    if not finished.is_file():
        # adding is idempotent by content, so an index that was cut short is gone on with
        store = Index.open(path, embedder=model) if Index.exists(path) else Index.create(path, embedder=model)
        with store:
            report = store.add(files, progress=progress)
        for failed in report.failed:
            notice(f"not read: {failed.source}: {failed.error}")
        finished.touch()
    store = Index.open(path, embedder=model, readonly=True)
    return Collection(Corpus(store.articles(), store.source_text, gold.documents), digest, store)
