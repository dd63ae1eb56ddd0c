"""What counts as found: the two criteria of relevance, decided from the gold set and the corpus alone.

*Article*: a passage counts when it comes from a gold article (or, for SQuAD-like sets, from the gold paragraph, which
is an article here). Recall, MRR and nDCG are computed on the ranking of articles by their best passage (MaxP: Dai and
Callan, SIGIR 2019), so systems that cut articles differently can stand side by side.

*Passage*: it also holds at least half of a piece of gold evidence or, where the gold set states no evidence that can
be located, one of the answers. ``answer_recall@k`` is computed on the passages as they are ranked.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.corpus import Corpus
from eval.text import find_spans, squash
from eval.types import Hit, Question
from rag.types import Passage

Span = tuple[str, int, int]  # source, start, end

ENOUGH = 0.5  # share of a piece of evidence that a passage or a citation must cover to hold it
SNIPPET = 400  # characters of a passage kept with an outcome


@dataclass(frozen=True, slots=True)
class Judgement:
    """A question's gold, located: article ids with grades, evidence spans in their sources, and what was not found."""

    question: Question
    grades: dict[str, int]
    evidence: tuple[Span, ...]
    answers: tuple[str, ...]  # squashed
    missing: tuple[str, ...]

    @property
    def judgeable(self) -> bool:
        """Whether the passage criterion can be decided at all: there is evidence, or an answer to look for."""
        return self.question.answerable and bool(self.evidence or self.answers)


def locate(question: Question, corpus: Corpus) -> Judgement:
    """Find a question's gold articles and evidence in the corpus.

    A title that several articles bear means those among them that contain the evidence or an answer. Gold articles
    that are not found stay in ``grades`` under a name of their own, so that they count as misses.
    """
    grades: dict[str, int] = {}
    missing: list[str] = []
    for name, grade in question.relevant:
        found = corpus.named(name)
        if len(found) > 1:
            found = corpus.narrowed(found, [*question.evidence, *question.answers])
        if not found:
            found = [i for text in question.evidence for i in corpus.containing(text)]
        for identifier in found:
            grades[identifier] = max(grade, grades.get(identifier, 0))
        if not found:
            missing.append(name)
            grades[f"missing:{name}"] = grade
    if not question.relevant:
        for text in question.evidence:
            grades.update(dict.fromkeys(corpus.containing(text), 1))
    evidence = [span for text in question.evidence for span in _evidence(text, grades, corpus)]
    answers = tuple(dict.fromkeys(filter(None, map(squash, question.answers))))
    return Judgement(question, grades, tuple(evidence), answers, tuple(missing))


def _evidence(wanted: str, gold: Iterable[str], corpus: Corpus) -> list[Span]:
    """Where the text stands in the gold articles, or else in whichever article holds it (a page cut otherwise)."""
    found = [span for i in gold if i in corpus.articles for span in _occurrences(wanted, i, corpus)]
    return found or [span for i in corpus.containing(wanted) for span in _occurrences(wanted, i, corpus)]


def _occurrences(wanted: str, identifier: str, corpus: Corpus) -> list[Span]:
    article = corpus.articles[identifier]
    window = corpus.source_text(article.source)[article.start : article.end]
    spans = find_spans(window, wanted)
    return [(article.source, article.start + start, article.start + end) for start, end in spans]


def judge(passage: Passage, judgement: Judgement, corpus: Corpus) -> Hit:
    """The passage as a hit with both verdicts. A near-duplicate that the passage stands for counts like itself."""
    spans = [(passage.source, passage.start, passage.end), *passage.duplicates]
    gold = judgement.grades
    relevant = passage.article_id in gold or any(_inside(span, gold, corpus) for span in passage.duplicates)
    return Hit(
        article_id=passage.article_id,
        chunk_id=passage.chunk_id,
        title=passage.title,
        source=passage.source,
        start=passage.start,
        end=passage.end,
        score=finite(passage.score),
        snippet=passage.text[:SNIPPET],
        relevant=relevant,
        supports=_supports(passage, spans, relevant, judgement),
        scores={name: finite(value) for name, value in passage.scores.items()},
        date=passage.date.isoformat() if passage.date else "",
    )


def _supports(passage: Passage, spans: Sequence[Span], relevant: bool, judgement: Judgement) -> bool:
    if judgement.evidence:
        return covers(spans, judgement.evidence)
    if judgement.grades and not relevant:
        return False  # the same word in another article is not the answer
    text = squash(passage.text)
    return any(answer in text for answer in judgement.answers)


def _inside(span: Span, gold: dict[str, int], corpus: Corpus) -> bool:
    source, start, end = span
    articles = (corpus.articles[i] for i in gold if i in corpus.articles)
    return any(a.source == source and a.start < end and start < a.end for a in articles)


def finite(value: float) -> float:
    """``value`` as JSON can hold it: NaN and infinities become 0."""
    return float(value) if math.isfinite(value) else 0.0


def covers(spans: Sequence[Span], evidence: Sequence[Span]) -> bool:
    """Whether the spans together hold at least half of one piece of evidence."""
    for source, start, end in evidence:
        held = {at for s, low, high in spans if s == source for at in range(max(low, start), min(high, end))}
        if end > start and len(held) >= ENOUGH * (end - start):
            return True
    return False


def article_ranking(hits: Sequence[Hit], judgement: Judgement, corpus: Corpus) -> list[str]:
    """Article ids in the order of their best passage. A duplicate of a gold article ranks as that article."""
    ranked: list[str] = []
    for hit in hits:
        identifier = hit.article_id
        if hit.relevant and identifier not in judgement.grades:
            identifier = next((i for i in judgement.grades if i in corpus.articles and i not in ranked), identifier)
        if identifier not in ranked:
            ranked.append(identifier)
    return ranked
