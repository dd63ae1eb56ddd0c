"""Small articles on disk, and what an index should hold of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from rag.index import Index, Snapshot
from rag.index.lexical import Clause, LexicalQuery, Term
from rag.language.tokens import tokenize
from rag.types import Article
from tests.helpers import HashEmbedder

TEXTS = {
    "bridge": "江州大桥1月22日正式通车。市长李明华出席仪式并讲话。大桥全长1200米，总投资3.5亿元。",
    "harvest": "今年秋粮丰收在望。省农业厅厅长王建国表示，全省水稻产量预计增长百分之五。",
    "school": "A new primary school opened in Port Ellery on Monday. Mayor Anna Field cut the ribbon.",
    "flood": "暴雨引发洪水，三个乡镇的居民连夜转移。消防救援队出动了四十艘橡皮艇。",
    "museum": "The city museum will show forty bronze bells from March. Entry is free for students.",
    "railway": "高铁新线开工建设，设计时速350公里，预计2027年建成。铁路局局长赵海波介绍了情况。",
}


class CountingEmbedder(HashEmbedder):
    """Counts the passages it embeds: what heals must not embed again."""

    def __init__(self) -> None:
        self.passages = 0

    def encode_passages(self, texts: list[str]) -> np.ndarray:
        self.passages += len(texts)
        return super().encode_passages(texts)


def write_articles(path: Path, articles: Mapping[str, str], date: str | None = "2024-01-23") -> Path:
    """A JSON Lines file of articles, ``{name: text}``; the name is id and headline."""
    rows = [{"id": name, "title": f"{name} 报道", "text": text} for name, text in articles.items()]
    if date:
        rows = [{**row, "date": date} for row in rows]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def words_of(text: str) -> LexicalQuery:
    return LexicalQuery(tuple(Clause((Term("body", token),)) for token in dict.fromkeys(tokenize(text))))


def nearest(snapshot: Snapshot, text: str, k: int = 5) -> list[int]:
    vector = HashEmbedder().encode_queries([text])[0]
    return [rowid for rowid, _ in snapshot.vector_search(vector, k)]


def worded(snapshot: Snapshot, text: str, k: int = 5) -> list[int]:
    return [rowid for rowid, _ in snapshot.lexical_search(words_of(text), k)]


def bodies(index: Index) -> set[str]:
    return {article.text for article in index.articles()}


def assert_consistent(index: Index, texts: Sequence[str]) -> None:
    """The index holds exactly these one-chunk articles, and finds each by every route and nothing else by any."""
    with index.pin() as snapshot:
        held = snapshot.articles()
        assert sorted(article.text for article in held) == sorted(texts)
        assert snapshot.indexed_count == snapshot.chunk_count == len(texts)
        by_text = {article.text: article for article in held}
        for text in texts:
            for rowids in (nearest(snapshot, text, 50), worded(snapshot, text, 50)):
                found = snapshot.passages([(rowid, 0.0, {}) for rowid in rowids])
                assert text in {passage.text for passage in found}
                assert {passage.article_id for passage in found} <= {article.id for article in held}
            assert len(nearest(snapshot, text, 50)) == len(texts)
            _assert_cited(snapshot, by_text[text])
        if not texts:
            assert nearest(snapshot, "江州大桥") == []
            assert worded(snapshot, "江州大桥") == []


def _assert_cited(snapshot: Snapshot, article: Article) -> None:
    rowid = snapshot.rowid(f"{article.id}:0")
    assert rowid is not None
    passage = snapshot.passage(rowid)
    assert snapshot.source_text(passage.source)[passage.start : passage.end] == passage.text
    assert snapshot.article(article.id) == article
