"""How fast an index adds, searches, opens and heals, beside plain baselines measured in the same run.

``python -m eval.benchmarks.index --chunks 100000`` fills an index with articles made of real sentences and random
vectors, and prints each time with its ratio to a baseline: numpy for vectors, SQLite's FTS5 for words. A ratio holds
on a busy machine; a millisecond does not. ``python -m eval.benchmarks.index --vectors 400000`` compares the kinds of
FAISS index that ``rag.index.vectors.kind_for`` chooses from.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.base import Vectors, with_tokens
from rag.index import Index, writes
from rag.index import vectors as kinds
from rag.index.folders import Delta
from rag.index.lexical import Clause, LexicalQuery, Term
from rag.index.writing import open_writer
from rag.language.sentences import split_sentences
from rag.language.tokens import tokenize
from rag.offsets import OffsetMap
from rag.types import Article, Chunk

Row = tuple[str, float, str]

SENTENCES_A_CHUNK = 7
BATCH = 10_000  # chunks a generation while filling
QUERIES = 100
FTS_CHUNKS = 20_000
SAMPLES = Path(__file__).parents[2] / "samples" / "articles"


class RandomEmbedder:
    """Vectors drawn by the text's digest: search takes as long whatever they mean."""

    name = "random"

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self.fingerprint = f"random-{dimension}"

    def encode_passages(self, texts: list[str]) -> Vectors:
        return np.stack([self._one(text) for text in texts]) if texts else np.empty((0, self.dimension), np.float32)

    encode_queries = encode_passages

    def _one(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
        drawn = np.random.default_rng(seed).standard_normal(self.dimension, dtype=np.float32)
        return np.asarray(drawn / np.linalg.norm(drawn), dtype=np.float32)


def sentences() -> list[str]:
    """The sentences of the sample articles, in both languages."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.rglob("*.txt"))]
    return [text[a:b].strip() for text in texts for a, b in split_sentences(text) if len(text[a:b].strip()) > 8]


def articles(chunks: int, seed: int = 0) -> Iterator[Article]:
    """One-chunk articles of random sentences, each word now and then replaced by a number, over two years."""
    chooser = random.Random(seed)
    pool = sentences()
    for at in range(chunks):
        text = "".join(chooser.choices(pool, k=SENTENCES_A_CHUNK))[:240] + f"编号{at}。"
        title = chooser.choice(pool)[:20]
        day = date(2023, 1, 1) + timedelta(days=chooser.randrange(730))
        offsets = OffsetMap.identity(len(text))
        yield Article(f"{at:024x}", title, text, f"/bench/{at // 1000}.txt", 0, len(text), offsets, date=day)


def fill(index: Index, embedder: RandomEmbedder, chunks: int) -> float:
    """Add that many one-chunk articles, generation by generation; seconds a chunk, without reading and embedding."""
    spent = 0.0
    with open_writer(index.path, index._derived) as writer:
        batch: list[Article] = []
        for article in articles(chunks):
            batch.append(article)
            if len(batch) == BATCH:
                spent += _commit(writer, batch, embedder)
                batch = []
        if batch:
            spent += _commit(writer, batch, embedder)
    return spent / chunks


def _commit(writer: Any, batch: Sequence[Article], embedder: RandomEmbedder) -> float:
    texts, model = [article.text for article in batch], with_tokens(embedder)
    vectors, tokens = model.encode_passages_and_tokens(texts) if model else (embedder.encode_passages(texts), None)
    start = time.perf_counter()
    with writer.transaction() as commit:
        connection = writer.connection
        rowids: list[int] = []
        for at, article in enumerate(batch):
            chunk = Chunk(
                id=f"{article.id}:0",
                article_id=article.id,
                ordinal=0,
                text=article.text,
                text_start=0,
                text_end=len(article.text),
                source=article.source,
                start=0,
                end=article.end,
                offsets=article.offsets,
            )
            own = slice(at, at + 1)
            rowids += writes.put_article(connection, article, [chunk], vectors[own], tokens and tokens[own])
            row = writes.known_articles(connection, [article.id])[article.id]
            source = writes.put_source(
                connection, f"{article.source}#{article.id}", article.source, article.text, "", None
            )
            writes.put_occurrence(connection, source, 0, row, article)
        days = np.array([article.date.toordinal() if article.date else kinds.NO_DAY for article in batch], np.int32)
        terms = [{"title": tokenize(article.title), "body": tokenize(article.text)} for article in batch]
        commit(Delta(np.array(rowids, np.int64), days, vectors, terms, np.empty(0, np.int64)))
    return time.perf_counter() - start


def median_ms(calls: Sequence[Callable[[], Any]]) -> tuple[float, float]:
    """p50 and p95 of single calls, in milliseconds."""
    times = []
    for call in calls:
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return float(np.percentile(times, 50)), float(np.percentile(times, 95))


def searches(index: Index, embedder: RandomEmbedder) -> Iterator[Row]:
    """Each primitive against its baseline, then all of one question together."""
    chooser = random.Random(1)
    pool = sentences()
    texts = ["".join(chooser.sample(pool, 2))[:40] for _ in range(QUERIES)]
    queries = [_query(text) for text in texts]
    vectors = embedder.encode_queries(texts)
    with index.pin() as snapshot:
        snapshot.vector_search(vectors[0], 1)
        snapshot.lexical_search(queries[0], 1)
        rowids = np.concatenate([part.rowids for part in snapshot._vector_index().parts])
        matrix = snapshot.vectors(rowids)
        table = _fts(snapshot._connection)

        dense = median_ms([lambda v=v: snapshot.vector_search(v, 100) for v in vectors])  # type: ignore[misc]
        numpy = median_ms([lambda v=v: np.argpartition(-(matrix @ v), 100)[:100] for v in vectors])  # type: ignore[misc]
        yield "dense top 100", dense[0], _against(dense[0], numpy[0], "numpy")
        filtered = median_ms(
            [lambda v=v: snapshot.vector_search(v, 100, since=date(2024, 1, 1)) for v in vectors]  # type: ignore[misc]
        )
        yield "dense top 100 with since=", filtered[0], _against(filtered[0], numpy[0], "numpy")
        words = median_ms([lambda q=q: snapshot.lexical_search(q, 100) for q in queries])  # type: ignore[misc]
        fts = median_ms([lambda t=t: _fts_search(table, t) for t in texts[:10]])  # type: ignore[misc]
        yield (
            "words top 100, scored exactly",
            words[0],
            _against(words[0], fts[0], f"FTS5 over at most {FTS_CHUNKS} chunks"),
        )
        rows = [[row for row, _ in snapshot.vector_search(v, 100)] for v in vectors]
        passages = median_ms([lambda r=r: snapshot.passages([(x, 0.0, {}) for x in r[:10]]) for r in rows])  # type: ignore[misc]
        yield "10 passages", passages[0], ""
        stored = median_ms([lambda r=r: snapshot.vectors(r) for r in rows])  # type: ignore[misc]
        yield "100 stored vectors", stored[0], ""
        frequencies = median_ms(
            [lambda q=q, r=r: snapshot.term_frequencies(r * 3, q.terms()) for q, r in zip(queries, rows, strict=True)]  # type: ignore[misc]
        )
        yield "term frequencies of 300 candidates", frequencies[0], f"{len(queries[0].terms())} terms"

    def whole(vector: Vectors, query: LexicalQuery) -> None:
        with index.pin() as held:
            found = dict(held.vector_search(vector, 100)) | dict(held.lexical_search(query, 100))
            best = sorted(found, key=lambda row: (-found[row], row))[:10]
            held.passages([(row, found[row], {}) for row in best])

    all_of_it = median_ms([lambda v=v, q=q: whole(v, q) for v, q in zip(vectors, queries, strict=True)])  # type: ignore[misc]
    yield "all of one question: p50", all_of_it[0], _against(all_of_it[0], numpy[0] + fts[0], "numpy + FTS5")
    yield "all of one question: p95", all_of_it[1], ""


def _against(ours: float, theirs: float, name: str) -> str:
    return f"{theirs / ours:.1f} times as fast as {name} ({theirs:.1f} ms)"


def _query(text: str) -> LexicalQuery:
    tokens = dict.fromkeys(tokenize(text))
    clauses = tuple(Clause((Term("body", token), Term("title", token))) for token in tokens)
    return LexicalQuery(clauses, {"title": 1.5})


def _fts(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The same tokens in SQLite's own full-text index, of the first chunks only: it takes long to fill."""
    from rag.index import codec

    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE words USING fts5 (body, tokenize = 'unicode61')")
    rows = connection.execute("SELECT id, text FROM chunks LIMIT ?", (FTS_CHUNKS,))
    table.executemany(
        "INSERT INTO words (rowid, body) VALUES (?, ?)",
        ((row, " ".join(tokenize(codec.unpack_text(text)))) for row, text in rows),
    )
    return table


def _fts_search(table: sqlite3.Connection, text: str) -> list[Any]:
    match = " OR ".join(f'"{token}"' for token in dict.fromkeys(tokenize(text)))
    return table.execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT 100", (match,)).fetchall()


_OPEN = """
import sys, time
import numpy
start = time.perf_counter()
from rag.index import Index
imported = time.perf_counter()
index = Index.open(sys.argv[1], readonly=True)
opened = time.perf_counter()
with index.pin() as snapshot:
    snapshot.vector_search(numpy.ones(snapshot.state.dimension, numpy.float32), 1)
    dense = time.perf_counter()
    snapshot._lexical_index()
    words = time.perf_counter()
# not getrusage: a new process's peak there begins with that of the process it was started from
peak = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
memory = int(peak[0].split()[1]) / 1024
times = [imported - start, opened - imported, dense - opened, words - dense]
print(*[1000 * t for t in times], memory)
"""


def cold(folder: Path) -> Iterator[Row]:
    """A new process: import, open, first use of each derived index, and its memory (peak resident)."""
    runs = []
    for _ in range(5):
        done = subprocess.run([sys.executable, "-c", _OPEN, str(folder)], capture_output=True, text=True, check=True)
        runs.append([float(part) for part in done.stdout.split()])
    imported, opened, dense, words, memory = np.median(np.array(runs), axis=0)
    yield "import rag.index", float(imported), "numpy imported before"
    yield "open", float(opened), ""
    yield "first vector search (loads and verifies FAISS)", float(dense), ""
    yield "first use of words (loads and verifies Tantivy)", float(words), ""
    yield "peak memory, MB", float(memory), "the new process, everything loaded"


def changes(index: Index, embedder: RandomEmbedder) -> Iterator[Row]:
    """One more article, and one less, in an index of this size."""
    start = time.perf_counter()
    with open_writer(index.path, index._derived) as writer:
        (article,) = articles(1, seed=99)
        extra = Article(
            "f" * 24, article.title, article.text, "/bench/extra.txt", 0, len(article.text), article.offsets
        )
        _commit(writer, [extra], embedder)
    yield "add one article", (time.perf_counter() - start) * 1000, ""
    start = time.perf_counter()
    index.remove("f" * 24)
    yield "remove it", (time.perf_counter() - start) * 1000, ""


def compare_kinds(rows: int, dimension: int) -> Iterator[tuple[str, float, float, float]]:
    """Kind, milliseconds a search (top 100), recall of the exact top 10, megabytes; on clustered vectors."""
    import faiss

    draw = np.random.default_rng(0)
    centres = draw.standard_normal((max(64, rows // 200), dimension), dtype=np.float32)
    data = centres[draw.integers(0, len(centres), rows)]
    data += 0.8 * draw.standard_normal(data.shape, dtype=np.float32)
    data /= np.linalg.norm(data, axis=1, keepdims=True)
    data = data.astype(np.float16).astype(np.float32)
    queries = data[draw.integers(0, rows, 50)] + 0.05 * draw.standard_normal((50, dimension), dtype=np.float32)
    rowids, days = np.arange(rows, dtype=np.int64), np.zeros(rows, np.int32)
    truth: list[set[int]] = []
    real = kinds.kind_for
    names = ["IDMap2,Flat", "IDMap2,SQfp16", "IDMap2,SQfp16+rough", real(max(rows, kinds.EXACT_ROWS))]
    try:
        for kind in names:
            kinds.kind_for = lambda _, kind=kind: kind  # type: ignore[misc]
            part = kinds.VectorPart.build("p", rowids, days, data)
            index = kinds.VectorIndex([part], np.empty(0, np.int64))
            found = [{row for row, _ in index.search(query, 10, lambda rows: data[rows])} for query in queries]
            truth = truth or found
            recall = float(np.mean([len(a & b) / 10 for a, b in zip(truth, found, strict=True)]))
            took = _search_ms(index, queries, data)
            held = [part.index] if part.rough is None else [part.index, part.rough.index]
            yield kind, took, recall, sum(len(faiss.serialize_index(one)) for one in held) / 1e6
    finally:
        kinds.kind_for = real


def _search_ms(index: kinds.VectorIndex, queries: Vectors, data: Vectors) -> float:
    return median_ms([lambda q=q: index.search(q, 100, lambda rows: data[rows]) for q in queries])[0]  # type: ignore[misc]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--chunks", type=int, default=10_000)
    parser.add_argument("--dimension", type=int, default=384)
    parser.add_argument("--vectors", type=int, metavar="ROWS", help="only compare kinds of FAISS index")
    parser.add_argument("--keep", type=Path, help="fill this folder, or use what it holds")
    options = parser.parse_args(arguments)
    if options.vectors:
        for kind, took, recall, size in compare_kinds(options.vectors, options.dimension):
            print(f"{options.vectors:>9} {kind:<20} {took:8.2f} ms  recall@10 {recall:.3f}  {size:8.0f} MB")
        return
    embedder = RandomEmbedder(options.dimension)
    with tempfile.TemporaryDirectory() as place:
        folder = options.keep or Path(place) / "index"
        with Index.open(folder, embedder) if Index.exists(folder) else Index.create(folder, embedder) as index:
            if not index.info()["chunks"]:
                _print("add a chunk, without reading and embedding", 1000 * fill(index, embedder, options.chunks), "")
            size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
            _print(f"{index.info()['chunks']} chunks on disk, MB", size / 1e6, "")
            for row in searches(index, embedder):
                _print(*row)
            for row in changes(index, embedder):
                _print(*row)
        for row in cold(folder):
            _print(*row)
    _print("peak memory of this run, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "")


def _print(name: str, value: float, note: str) -> None:
    print(f"{name:<50} {value:10.2f}  {note}", flush=True)


if __name__ == "__main__":
    main()
