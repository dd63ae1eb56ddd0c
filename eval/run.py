"""One run of an evaluation: every system asked every question, and what came back made into a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval import fingerprints
from eval.breakdown import break_down, groups_of
from eval.collection import Collection
from eval.earlier import earlier_outcomes
from eval.judging import article_ranking, locate
from eval.latencies import stage_latencies
from eval.metrics.answer_recall import answer_recall
from eval.naming import Builder, Spec
from eval.outcomes import OutcomeLog, file_name
from eval.own import ReadingSystem, own_system
from eval.progress import Progress
from eval.reporting import Report, SystemResult
from eval.running import run_system
from eval.scoring import question_values, risk_curve, summary
from eval.significance import compare
from eval.systems import AnsweringSystem, System
from eval.types import GoldSet, Outcome, Question
from rag.errors import GoldError

if TYPE_CHECKING:
    from embeddings.base import Embedder

COMPARED = ("recall@1", "recall@5", "mrr@10", "ndcg@10", "answer_recall@5", "em", "f1", "correct")


def name_of(part: Any) -> str:
    """What to call an embedder or an answerer that is given by name, as an object, or not at all."""
    return str(part if isinstance(part, str | Path) else getattr(part, "name", "") if part is not None else "")


class Run:
    """One call of ``evaluate``: its settings and what it has gathered."""

    def __init__(
        self,
        gold: GoldSet,
        questions: Sequence[Question],
        collection: Collection,
        folder: Path,
        cache: Path,
        *,
        depth: int,
        k: int,
        seed: int,
        answers: bool | frozenset[str],
        today: date | None,
        show: Progress,
    ) -> None:
        self.gold, self.collection, self.folder, self.cache, self.show = gold, collection, folder, cache, show
        self.depth, self.k, self.seed, self.answers = depth, k, seed, answers
        # "yesterday" must not mean another day whenever the run is repeated
        self.today = today or max((a.date for a in collection.corpus.articles.values() if a.date), default=None)
        self.judgements = [locate(question, collection.corpus) for question in questions]
        self.notices: list[str] = []
        for notice in gold.notices:
            self._note(notice)
        lost = [j.question.id for j in self.judgements if j.missing]
        if lost:
            self._note(
                f"{len(lost)} of {len(questions)} questions name an article that is not in the corpus; they count as "
                f"missed: {', '.join(lost[:5])}{' …' if len(lost) > 5 else ''}"
            )

    def _note(self, text: str) -> None:
        self.notices.append(text)
        self.show.notice(text)

    def _answers(self, system: str) -> bool:
        return self.answers if isinstance(self.answers, bool) else system in self.answers

    def ask_all(
        self, specs: Sequence[Spec], embedder: str | Embedder | None, answerer: Any
    ) -> dict[str, dict[str, Outcome]]:

        def own(name: str, index: Any) -> System:
            return own_system(name, index, answerer=answerer, today=self.today)

        builder = Builder(self.collection, self.cache, own, self.show.embedding)
        outcomes = {}
        for spec in specs:
            system = builder.build(spec)
            if self._answers(spec.label) and not isinstance(system, AnsweringSystem):
                system = ReadingSystem(system, self.collection.corpus.source_text, answerer, self.today)
            settings = (
                f"{spec.kind}@{spec.unit}:{spec.rest} {embedder or ''} {getattr(answerer, 'name', answerer) or ''}"
            )
            outcomes[spec.label] = self.ask(spec.label, settings, system)
        return outcomes

    def ask(self, name: str, settings: str, system: System) -> dict[str, Outcome]:
        """The outcomes of one system, those of an earlier run with the same key among them."""
        key = {
            "system": settings,
            "gold": self.gold.digest,
            "corpus": self.collection.digest,
            "depth": self.depth,
            "k": self.k,
            "answers": self._answers(name),
            "today": str(self.today or ""),
            "code": fingerprints.code_digest(),
        }
        with OutcomeLog(self.folder / "outcomes" / file_name(name), key) as log:
            if log.restarted:
                self.show.notice(f"{name}: started again, because {log.restarted}")
            with self.show.asking(name, len(self.judgements)) as tick:
                return run_system(
                    system,
                    self.judgements,
                    self.collection.corpus,
                    log,
                    depth=self.depth,
                    k=self.k,
                    answers=self._answers(name),
                    tick=tick,
                )

    def earlier(self, folder: Path, outcomes: dict[str, dict[str, Outcome]]) -> dict[str, dict[str, Outcome]]:
        """The outcomes with those of an earlier run before them."""
        if folder.resolve() == self.folder.resolve():
            raise GoldError(f"{folder} is this run's own folder; compare with the folder of an earlier one.")
        key = {"gold": self.gold.digest, "corpus": self.collection.digest}
        questions = [j.question.id for j in self.judgements]
        return {**earlier_outcomes(folder, outcomes, questions, key), **outcomes}

    def report(
        self, outcomes: Mapping[str, Mapping[str, Outcome]], command: str, limit: int | None, split: str | None
    ) -> Report:
        corpus = self.collection.corpus
        groups = {j.question.id: groups_of(j, corpus) for j in self.judgements}
        results = {name: self._result(found, groups) for name, found in outcomes.items()}
        paragraphs = {j.question.id: tuple(sorted(j.grades)) or (j.question.id,) for j in self.judgements}
        values = {name: result.values for name, result in results.items()}
        shared = [m for m in COMPARED if any(m in own for result in values.values() for own in result.values())]
        run = {
            "command": command,
            "commit": fingerprints.commit(),
            "versions": fingerprints.versions(),
            "seed": self.seed,
            "gold": self.gold.name,
            "format": self.gold.format,
            "gold_digest": self.gold.digest,
            "corpus_digest": self.collection.digest,
            "questions": len(self.judgements),
            "articles": len(corpus),
            "depth": self.depth,
            "k": self.k,
            "limit": limit,
            "split": split,
            "answers": self.answers if isinstance(self.answers, bool) else sorted(self.answers),
            "today": str(self.today or ""),
        }
        return Report(
            gold=self.gold,
            systems=results,
            comparisons=tuple(compare(values, shared, groups=paragraphs, seed=self.seed)),
            judgements={j.question.id: j for j in self.judgements},
            run=run,
            notices=tuple(self.notices),
            external_ids=corpus.external_ids,
        )

    def _result(self, found: Mapping[str, Outcome], groups: Mapping[str, Mapping[str, str]]) -> SystemResult:
        corpus = self.collection.corpus
        values = question_values(self.judgements, found, corpus, self.depth)
        metrics = summary(self.judgements, found, values)
        rankings = {j.question.id: article_ranking(found[j.question.id].hits, j, corpus) for j in self.judgements}
        marks = {
            "article": [[d in j.grades for d in rankings[j.question.id]] for j in self.judgements if j.grades],
            "passage": [[h.supports for h in found[j.question.id].hits] for j in self.judgements if j.judgeable],
        }
        return SystemResult(
            metrics=metrics,
            values=values,
            outcomes=dict(found),
            rankings=rankings,
            recall_curve={
                criterion: [sum(answer_recall(row, n) for row in rows) / len(rows) for n in range(1, self.depth + 1)]
                for criterion, rows in marks.items()
                if rows
            },
            latency=stage_latencies(found.values()),
            breakdown=break_down(groups, values, [m for m in COMPARED if m in metrics or m == "correct"]),
            risk=risk_curve(self.judgements, found, values),
        )
