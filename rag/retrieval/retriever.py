"""``Retriever``: the passages of an index that best answer a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from embeddings.base import with_tokens
from rag.errors import QuestionError
from rag.index.lexical import LexicalQuery
from rag.index.snapshot import Snapshot
from rag.retrieval import fusion
from rag.retrieval.clauses import date_clauses, day_terms, name_clauses, number_clauses, word_clauses
from rag.retrieval.config import RetrievalConfig
from rag.retrieval.duplicates import Distinct, collapse
from rag.retrieval.evidence import HAN_TERMS, Candidates, best_match, crossing, late_interaction, presence, structured
from rag.retrieval.query import Query, analyse
from rag.types import Passage

if TYPE_CHECKING:
    from rag.index import Index
    from rag.retrieval.rerank import Reranker

Scores = npt.NDArray[np.floating[Any]]

MAX_K = 1000
_SPARE = 2  # passages read beyond the k asked for, so that a duplicate or two can fall out
_RECENT_DAYS = 30.0


class Retriever:
    """Search over one index; keeps no state of its own, so one may serve any number of threads.

    >>> Retriever(index).search("Who chaired the Jan 22 meeting?", k=8)  # doctest: +SKIP
    """

    def __init__(self, index: Index, config: RetrievalConfig | None = None, reranker: Reranker | None = None) -> None:
        self.index = index
        self.config = config or RetrievalConfig()
        self.reranker = reranker

    def search(
        self,
        question: str,
        k: int = 8,
        since: date | None = None,
        until: date | None = None,
        today: date | None = None,
        history_hint: str | None = None,
    ) -> list[Passage]:
        """The k best passages, best first; ``scores`` says what spoke for each.

        Args:
            since, until: only articles published on these days or between (inclusive).
            today: what "yesterday" counts from; None: the newest issue in the index.
            history_hint: text of earlier turns whose words count a little too.

        Raises:
            QuestionError: the question holds no word or is too long, k is not positive, or since is after until.
        """
        if k < 1:
            raise QuestionError(f"k is {k}; ask for at least one passage")
        since, until = _day(since), _day(until)
        if since is not None and until is not None and since > until:
            raise QuestionError(f"since ({since}) is after until ({until}); no article can be between them")
        k = min(k, MAX_K)
        with self.index.pin() as snapshot:
            query = analyse(question, today=today or snapshot.newest_date)
            rows, evidence = self.evidence(snapshot, query, k, since, until)
            if not len(rows):
                return []
            if self.config.fusion == "rrf":
                scores = fusion.reciprocal_rank(evidence)
            else:
                weights = self.config.weights if "tokens" in evidence else self.config.without_tokens
                scores = fusion.linear(evidence, weights[query.language])
            order = np.lexsort((rows, -np.round(scores, 9)))

            def passages(low: int, high: int) -> list[Passage]:
                """Those of ranks ``low`` to ``high``."""
                return snapshot.passages(
                    [
                        (int(rows[i]), float(scores[i]), {kind: round(float(e[i]), 6) for kind, e in evidence.items()})
                        for i in order[low:high]
                    ]
                )

            if self.reranker is not None:
                reranked = self.reranker.rerank(query, passages(0, max(k, self.config.rerank)))
                return collapse(reranked, k) if self.config.collapse else reranked[:k]
            return self._take(passages, len(order), k)

    def _take(self, passages: Callable[[int, int], list[Passage]], count: int, k: int) -> list[Passage]:
        """The first k passages that are not near-duplicates of a better one; no more are read than that takes."""
        if not self.config.collapse:
            return passages(0, k)
        distinct = Distinct()
        low, high = 0, k + _SPARE
        while len(distinct) < k and low < count:
            distinct.add(passages(low, high))
            low, high = high, high + k
        return distinct.first(k)

    def evidence(
        self, snapshot: Snapshot, query: Query, k: int, since: date | None, until: date | None
    ) -> tuple[npt.NDArray[np.int64], Mapping[str, Scores]]:
        """Candidate rows int64[n] and each kind of evidence for them, float64[n]."""
        config = self.config
        kinds = config.evidence
        pool = max(config.pool, k + k // 2)
        words = word_clauses(query, bridge=config.bridge, unigram=config.unigram) if "words" in kinds else []
        names = name_clauses(query) if "names" in kinds else []
        numbers = number_clauses(query) if "numbers" in kinds else []
        mentions = day_terms(query) if "dates" in kinds else []
        days = date_clauses(mentions)
        found: set[int] = set()
        vector = tokens = None
        model = with_tokens(self.index.embedder) if "tokens" in kinds else None
        if model is not None:
            vector, tokens = model.encode_query_and_tokens(query.text)
        elif "dense" in kinds:
            vector = self.index.embedder.encode_queries([query.text])[0]
        if vector is not None and "dense" in kinds:
            found.update(row for row, _ in snapshot.vector_search(vector, pool, since, until))
        if clauses := (*words, *names, *numbers, *days):
            found.update(_lexical(snapshot, LexicalQuery(clauses, config.boosts), pool, since, until))
        terms = [term for clause in (*words, *names, *numbers) for term in clause.terms]
        terms += [term for group in mentions for term in group]
        candidates = Candidates(snapshot, found, [*terms, *HAN_TERMS] if "crossing" in kinds else terms)
        rows = candidates.rows
        out: dict[str, Scores] = {}
        if vector is not None and "dense" in kinds:
            out["dense"] = snapshot.cosines(vector, rows)
        if "words" in kinds:
            out["words"] = structured(words, config.boosts, candidates)
        if "names" in kinds:
            out["names"] = presence(names, candidates)
        if "dates" in kinds:
            out["dates"] = best_match(mentions, candidates)
        if "numbers" in kinds:
            out["numbers"] = presence(numbers, candidates)
        if "crossing" in kinds:
            out["crossing"] = crossing(query.language, candidates)
        if "recency" in kinds and query.latest:
            out["recency"] = _recency(query, snapshot, rows)
        if tokens is not None and model is not None and len(rows):
            before = fusion.linear(out, config.without_tokens[query.language])
            best = np.argsort(-np.round(before, 9), kind="stable")[: max(config.compared, k + k // 2)]
            if (found_tokens := late_interaction(snapshot, model, tokens, rows, best)) is not None:
                out["tokens"] = found_tokens
        return rows, out


def _lexical(snapshot: Snapshot, query: LexicalQuery, pool: int, since: date | None, until: date | None) -> list[int]:
    return [int(row) for row in snapshot.lexical_candidates(query, 2 * pool, since, until)]


def _recency(query: Query, snapshot: Snapshot, rows: npt.NDArray[np.int64]) -> Scores:
    """1 for the newest issue, less by a factor of e a month, for a question about the latest report."""
    if not len(rows):
        return np.zeros(0)
    passages = snapshot.passages([(int(row), 0.0, {}) for row in rows])
    ages = [(query.today - p.date).days if p.date else 3650 for p in passages]
    return np.exp(-np.maximum(np.array(ages, dtype=np.float64), 0.0) / _RECENT_DAYS)


def _day(value: date | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value
