"""``make ablation``: what each kind of evidence adds to retrieval, by question language.

``python -m eval.ablation`` asks the sets of ``make eval`` of retrievers that differ in one thing each, and writes
``eval/ABLATION.md``. Only retrieval is measured: nothing is answered.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval import devsets
from eval.evaluation import evaluate
from eval.metrics.ranx_scores import require_ranx
from eval.progress import TerminalProgress
from eval.report.markdown import markdown_table, plain
from eval.report.results import provenance
from eval.report.tables import Table, percent
from eval.report.writing import write_text
from eval.reporting import Report
from eval.significance import ALPHA, holm, randomisation_test
from eval.suite import OUT, ROOT, SuiteSet, own_sets, public_sets
from rag.errors import NewsragError
from rag.language.scripts import question_language

LIMIT = 150  # questions of a public set: the reader as a reranker takes about a second a question
METRIC = "mrr@10"
SHOWN = (("recall@1", "R@1"), ("recall@5", "R@5"), (METRIC, "MRR@10"))
LANGUAGES = {"en": "English", "zh": "Chinese"}


@dataclass(frozen=True, slots=True)
class Rung:
    """A retriever, and the one before it that it is compared with: they differ in one thing."""

    system: str
    what: str
    base: str | None = None


LADDER = (
    Rung("lexical", "words (BM25), no translations"),
    Rung("bridge", "words and their translations", "lexical"),
    Rung("dense", "vectors"),
    Rung("dense+lexical", "vectors, + words", "dense"),
    Rung("dense+bridge", "+ translations", "dense+lexical"),
    Rung("dense+bridge+names", "+ names", "dense+bridge"),
    Rung("dense+bridge+names+dates", "+ dates, numbers", "dense+bridge+names"),
    Rung("hybrid-without-tokens", "+ language of the passage", "dense+bridge+names+dates"),
    Rung("hybrid", "+ token vectors (late interaction): what ask uses", "hybrid-without-tokens"),
    Rung("hybrid-rrf", "reciprocal rank fusion, not fitted weights", "dense+bridge+names+dates"),
    Rung("hybrid+maxsim", "hybrid, reranked by MaxSim of whole token vectors", "hybrid"),
    Rung("hybrid+reader", "hybrid, reranked by the reader", "hybrid"),
)


def ablation_table(report: Report, ladder: Sequence[Rung] = LADDER) -> Table:
    """One row a rung, for each question language its scores and its difference from its base.

    The p value is of a paired randomisation test on the reciprocal rank, questions of one article swapped together,
    with Holm's correction over the table.
    """
    languages = {q: question_language(j.question.text) for q, j in report.judgements.items() if j.grades}
    spoken = [code for code in LANGUAGES if code in languages.values()]
    tests: dict[tuple[str, str], tuple[float, float]] = {}
    for code in spoken:
        asked = [q for q, language in languages.items() if language == code]
        paragraphs = [tuple(sorted(report.judgements[q].grades)) for q in asked]
        for rung in ladder:
            if rung.base is None or rung.system not in report.systems:
                continue
            before, after = (_scores(report, name, asked, METRIC) for name in (rung.base, rung.system))
            p, _, _ = randomisation_test(before, after, groups=paragraphs)
            tests[rung.system, code] = (float(np.mean(after) - np.mean(before)), p)
    corrected = dict(zip(tests, holm([p for _, p in tests.values()]), strict=True))
    header = ["system", "what it is"]
    for code in spoken:
        count = sum(language == code for language in languages.values())
        header += [f"{LANGUAGES[code]} ({count}): {SHOWN[0][1]}", *(label for _, label in SHOWN[1:]), "against", "p"]
    rows: list[tuple[str, ...]] = []
    flagged: set[tuple[int, int]] = set()
    for rung in ladder:
        if rung.system not in report.systems:
            continue
        row = [rung.system, rung.what]
        for code in spoken:
            asked = [q for q, language in languages.items() if language == code]
            row += [percent(float(np.mean(_scores(report, rung.system, asked, metric)))) for metric, _ in SHOWN]
            if (key := (rung.system, code)) in tests:
                if corrected[key] < ALPHA:
                    flagged.add((len(rows), len(row) + 1))
                row += [f"{100 * tests[key][0]:+.1f} {rung.base}", f"{corrected[key]:.4f}"]
            else:
                row += ["–", "–"]
        rows.append(tuple(row))
    return Table("Ablation", tuple(header), tuple(rows), flagged=frozenset(flagged), text_columns=2)


def _scores(report: Report, system: str, questions: Sequence[str], metric: str) -> list[float]:
    values = report.systems[system].values
    return [values[question][metric] for question in questions]


def write_ablation(path: Path, results: Sequence[tuple[str, Report]], absent: Sequence[str], command: str) -> None:
    """Every set's table, and what was not asked."""
    parts = [
        "# What each kind of evidence adds",
        "Written by `make ablation`; changes by hand are lost at its next run.",
        provenance(results, command),
        "Percent. `against` is the difference in MRR@10 from the row named; p is of a paired randomisation test, "
        "questions of one article together, Holm's correction over the table, and stands out below 0.05. Systems "
        "without some kind of evidence use the weights fitted with all of it.",
        *absent,
    ]
    for title, report in results:
        parts.append(f"## {plain(title)}")
        parts.append(f"{report.run['questions']} questions, {report.run['articles']} articles.")
        parts.append(markdown_table(ablation_table(report)))
    write_text(path, "\n\n".join(parts) + "\n")


def _reports(chosen: Sequence[SuiteSet], limit: int, seed: int, command: str) -> Iterator[tuple[str, Report]]:
    for one in chosen:
        assert one.gold is not None
        assert one.corpus is not None
        with TerminalProgress() as progress:
            report = evaluate(
                one.gold,
                corpus=[one.corpus],
                systems=[rung.system for rung in LADDER],
                answers=False,
                split=one.split,
                limit=None if one.own else limit,
                seed=seed,
                out=OUT / "ablation" / one.name,
                cache=OUT / "cache",
                command=command,
                progress=progress,
            )
        print(f"{one.title}\n\n{markdown_table(ablation_table(report))}\n", flush=True)
        yield one.title, report


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the ablation."""
    parser = argparse.ArgumentParser(prog="python -m eval.ablation", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--limit", type=int, default=LIMIT, help=f"questions of each public set (default {LIMIT})")
    parser.add_argument("--sets", default="", help="only these, between commas; the documentation is left as it is")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    command = shlex.join(["python", "-m", "eval.ablation", *(sys.argv[1:] if arguments is None else arguments)])
    wanted = {name.strip() for name in options.sets.split(",") if name.strip()}
    # follow-up questions need the turns before them, which a retriever alone does not see
    known = [one for one in (*own_sets(), *public_sets(devsets.data_folder())) if len(one.systems) > 1 or one.reason]
    chosen = [one for one in known if not one.reason and (not wanted or one.name in wanted)]
    absent = [f"Not asked: {plain(one.title)}, because {plain(one.reason)}." for one in known if one.reason]
    for line in absent:
        print(line, flush=True)
    try:
        require_ranx()
        if unknown := wanted - {one.name for one in known}:
            raise NewsragError(f"no sets {', '.join(sorted(unknown))}; there are {', '.join(s.name for s in known)}")
        results = list(_reports(chosen, options.limit, options.seed, command))
    except NewsragError as error:
        sys.exit(f"ablation: {error}")
    if not wanted:
        write_ablation(ROOT / "eval" / "ABLATION.md", results, absent, command)
        print("wrote eval/ABLATION.md")


if __name__ == "__main__":
    main()
