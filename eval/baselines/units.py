"""What a baseline ranks: whole articles, or the same chunks that our own index holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from eval.corpus import Corpus
from rag.chunking import chunk_article, chunk_spans
from rag.errors import GoldError
from rag.types import Article, Chunk, Passage

UNITS = ("chunk", "article")


@dataclass(frozen=True, slots=True)
class Unit:
    """An article, or the chunk of it that starts at ``text_start``. ``text`` is what is ranked.

    ``chunks`` gives an article's chunks in full, which takes long (their dates are found) and so waits for a hit.
    """

    article: Article
    text: str
    chunks: Callable[[Article], tuple[Chunk, ...]]
    text_start: int | None = None

    def passage(self, score: float, kind: str) -> Passage:
        article = self.article
        chunk = None
        if self.text_start is not None:
            chunk = next((c for c in self.chunks(article) if c.text_start == self.text_start), None)
        return Passage(
            chunk_id=chunk.id if chunk else f"{article.id}:all",
            article_id=article.id,
            title=article.title,
            date=article.date,
            text=chunk.text if chunk else article.text,
            source=article.source,
            start=chunk.start if chunk else article.start,
            end=chunk.end if chunk else article.end,
            score=score,
            scores={kind: score},
            offsets=chunk.offsets if chunk else article.offsets,
            page=article.page,
            partial_date=article.partial_date,
            mentions=chunk.mentions if chunk else (),
        )


def units_of(corpus: Corpus, kind: str = "chunk") -> list[Unit]:
    """All units of the corpus, article by article.

    Raises:
        GoldError: ``kind`` is neither ``chunk`` nor ``article``.
    """
    if kind not in UNITS:
        raise GoldError(f'"{kind}": a baseline ranks {" or ".join(UNITS)}.')
    made: dict[str, tuple[Chunk, ...]] = {}

    def chunks(article: Article) -> tuple[Chunk, ...]:
        if article.id not in made:
            made[article.id] = chunk_article(article)
        return made[article.id]

    units: list[Unit] = []
    for article in corpus.articles.values():
        if kind == "article":
            units.append(Unit(article, "\n".join(filter(None, (article.title, article.text))), chunks))
            continue
        head = [article.title.strip(), article.date.isoformat() if article.date else ""]
        for start, end in chunk_spans(article.text):
            units.append(Unit(article, "\n".join(filter(None, (*head, article.text[start:end]))), chunks, start))
    return units
