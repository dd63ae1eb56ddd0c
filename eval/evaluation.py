"""``eval.evaluate``: gold questions in, a report out."""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.collection import collect
from eval.datasets import read_gold
from eval.metrics.ranx_scores import require_ranx
from eval.naming import DEFAULT, needs_index, parse_systems
from eval.progress import Progress, SilentProgress
from eval.reporting import Report
from eval.run import Run
from eval.systems import FunctionSystem, System
from eval.types import GoldSet, Question
from rag.errors import GoldError

if TYPE_CHECKING:
    from embeddings.base import Embedder
    from rag.index import Index

DEPTH = 20  # passages retrieved for the ranking metrics
K = 8  # passages read for an answer: ask's own default

AnySystem = System | Callable[[str, int], Sequence[Any]]


def evaluate(
    gold: str | Path | GoldSet,
    *,
    corpus: Sequence[str | Path] = (),
    index: str | Path | Index | None = None,
    systems: Sequence[str] | Mapping[str, AnySystem] = DEFAULT,
    out: str | Path | None = None,
    cache: str | Path | None = None,
    against: str | Path | None = None,
    distractors: Sequence[str | Path] = (),
    contexts: str | Path | None = None,
    qrels: str | Path | None = None,
    split: str | None = None,
    depth: int = DEPTH,
    k: int = K,
    limit: int | None = None,
    seed: int = 0,
    answers: bool | Iterable[str] = True,
    answerer: Any = None,
    embedder: str | Embedder | None = None,
    today: date | None = None,
    command: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Ask every gold question of every system, and measure what comes back.

    ``systems`` are names (see :func:`eval.naming.parse_systems`) or a mapping from names to systems or to functions
    ``(question, k) -> passages``. ``corpus`` and ``distractors`` are files and folders as ``newsrag index`` takes them;
    a gold set that brings its documents along needs neither. With ``out`` the outcomes are kept in that folder as the
    run goes, a second call goes on where the first one stopped, and the reports are written there.
    ``limit`` draws that many questions with ``seed``. ``answers=False`` measures retrieval alone and reads nothing;
    a collection of names has only those systems answer. ``cache`` is where indexes and vectors are kept, for several
    runs over one corpus to share; by default a folder within ``out``. ``against`` is the ``out`` of an earlier run of
    the same questions over the same articles: its systems are put beside these, as ``NAME (before)``.
    ``today`` is what "yesterday" counts from: by default the day of the newest article.

    Raises:
        GoldError: the gold set or the corpus cannot be used.
        NewsragError: a model, a system or the ``eval`` extra is missing.
    """
    require_ranx()
    if depth < 1 or k < 1:
        raise GoldError(f"depth and k must be at least 1, not {depth} and {k}.")
    read = gold if isinstance(gold, GoldSet) else read_gold(gold, qrels=qrels, contexts=contexts)
    questions = choose(read, split=split, limit=limit, seed=seed)
    specs = [] if isinstance(systems, Mapping) else parse_systems(systems)
    show = progress or SilentProgress()
    reads = answers if isinstance(answers, bool) else frozenset(answers)
    with tempfile.TemporaryDirectory(prefix="newsrag-eval-") as scratch:
        folder = Path(out) if out is not None else Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        cache = Path(cache) if cache is not None else folder / "corpus"
        found = collect(
            read,
            corpus=corpus,
            distractors=distractors,
            index=index,
            folder=cache,
            embedder=embedder,
            need_index=needs_index(specs),
            notice=show.notice,
            progress=show.indexing,
        )
        try:
            run = Run(
                read,
                questions,
                found,
                folder,
                cache,
                depth=depth,
                k=k,
                seed=seed,
                answers=reads,
                today=today,
                show=show,
            )
            if isinstance(systems, Mapping):
                built = {name: _as_system(system) for name, system in systems.items()}
                outcomes = {name: run.ask(name, name, system) for name, system in built.items()}
            else:
                outcomes = run.ask_all(specs, embedder, answerer)
            if against is not None:
                outcomes = run.earlier(Path(against), outcomes)
            report = run.report(outcomes, command or " ".join(sys.argv), limit, split)
        finally:
            found.close()
        if out is not None:
            from eval.report import write_report

            write_report(report, folder)
    return report


def choose(gold: GoldSet, *, split: str | None, limit: int | None, seed: int) -> tuple[Question, ...]:
    """The questions of a split, or a sample of them in the file's order that depends on ``seed`` alone.

    Raises:
        GoldError: nothing is left.
    """
    questions = [q for q in gold.questions if split is None or q.split == split]
    if not questions:
        raise GoldError(f'{gold.name}: no questions of the split "{split}".')
    if limit is not None and limit < 1:
        raise GoldError(f"The limit must be at least 1, not {limit}.")
    if limit is not None and limit < len(questions):
        chosen = sorted(random.Random(seed).sample(range(len(questions)), limit))
        questions = [questions[at] for at in chosen]
    return tuple(questions)


def _as_system(system: AnySystem) -> System:
    return system if isinstance(system, System) else FunctionSystem(system)
