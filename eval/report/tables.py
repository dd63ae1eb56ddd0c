"""The report's tables, without a format: Markdown and HTML are two ways of writing them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from eval.reporting import Report

GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Retrieval",
        (
            ("recall@1", "recall@1"),
            ("recall@5", "recall@5"),
            ("recall@10", "recall@10"),
            ("recall@20", "recall@20"),
            ("mrr@10", "MRR@10"),
            ("ndcg@10", "nDCG@10"),
            ("answer_recall@1", "evidence in 1"),
            ("answer_recall@5", "evidence in 5"),
            ("answer_recall@10", "evidence in 10"),
        ),
    ),
    (
        "Answers",
        (
            ("em", "EM"),
            ("f1", "F1"),
            ("cmrc_em", "CMRC EM"),
            ("cmrc_f1", "CMRC F1"),
            ("squad_em", "SQuAD EM"),
            ("squad_f1", "SQuAD F1"),
        ),
    ),
    (
        "Citations",
        (
            ("citation_recall", "recall"),
            ("citation_precision", "precision"),
            ("citation_overlap_recall", "overlap recall"),
            ("citation_overlap_precision", "overlap precision"),
            ("citation_exact", "quote exact"),
        ),
    ),
    (
        "Abstention",
        (
            ("answered_answerable", "answered when answerable"),
            ("abstained_unanswerable", "refused when not"),
            ("auroc", "AUROC"),
            ("aurc", "AURC"),
        ),
    ),
)
LABELS = {metric: label for _, columns in GROUPS for metric, label in columns} | {"correct": "correct"}
BREAKDOWN = ("recall@1", "recall@5", "f1", "correct")


@dataclass(frozen=True, slots=True)
class Table:
    """The first ``text_columns`` are text, the others numbers. ``strong`` holds (row, column) of the best cells
    of each column, ``flagged`` of those that say that a difference is real.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    strong: frozenset[tuple[int, int]] = frozenset()
    flagged: frozenset[tuple[int, int]] = frozenset()
    text_columns: int = 1


def percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


def metric_tables(report: Report) -> list[Table]:
    """One table a group of metrics, systems in rows; the best of each column stands out."""
    tables = []
    for title, columns in GROUPS:
        shown = [(m, label) for m, label in columns if any(m in s.metrics for s in report.systems.values())]
        if not shown:
            continue
        # a system that was not asked for answers has no row among them
        systems = {n: s.metrics for n, s in report.systems.items() if any(m in s.metrics for m, _ in shown)}
        rows = [(name, *(percent(metrics.get(metric)) for metric, _ in shown)) for name, metrics in systems.items()]
        strong = set()
        for column, (metric, _) in enumerate(shown, 1):
            found = [metrics.get(metric) for metrics in systems.values()]
            known = {value for value in found if value is not None}
            best = min(known) if metric == "aurc" else max(known)
            if len(known) > 1:
                strong |= {(row, column) for row, value in enumerate(found) if value == best}
        header = ("system", *(label for _, label in shown))
        tables.append(Table(title, header, tuple(rows), "Percent.", frozenset(strong)))
    return tables


def comparison_table(report: Report) -> Table | None:
    """Every pair of systems; only differences that survive the correction are called real."""
    if not report.comparisons:
        return None
    rows: list[tuple[str, ...]] = []
    flagged = set()
    for c in report.comparisons:
        if c.real:
            flagged.add((len(rows), 5))
        verdict = ("better" if c.difference > 0 else "worse") if c.real else "not shown to differ"
        interval = f"{100 * c.difference:+.1f} [{100 * c.low:+.1f}, {100 * c.high:+.1f}]"
        p = f"{c.p_adjusted:.4f}" if c.p_adjusted >= 0.0001 else "<0.0001"
        rows.append((LABELS.get(c.metric, c.metric), c.first, c.second, interval, p, verdict, str(c.questions)))
    header = ("metric", "from", "to", "difference, points [95 %]", "p, corrected", "verdict", "questions")
    note = (
        "Paired randomisation test, two-sided, questions of one gold article together; Holm's correction over the "
        "whole table; a difference is called better or worse where the corrected p is below 0.05."
    )
    return Table("Comparisons", header, tuple(rows), note, flagged=frozenset(flagged), text_columns=3)


def breakdown_tables(report: Report) -> list[Table]:
    """One table a breakdown: for each value a row a system, with the metrics that matter."""
    names = list(dict.fromkeys(name for result in report.systems.values() for name in result.breakdown))
    tables = []
    for name in names:
        cells = {system: result.breakdown.get(name, {}) for system, result in report.systems.items()}
        values = sorted({value for found in cells.values() for value in found})
        shown = [m for m in BREAKDOWN if any(m in cell for found in cells.values() for cell in found.values())]
        if len(values) < 2 or not shown:
            continue  # a breakdown with one value says what the tables above say
        rows = []
        for value in values:
            for number, (system, found) in enumerate(cells.items()):
                cell = found.get(value, {})
                label, count = ("", "") if number else (value, f"{cell.get('questions', 0):.0f}")
                rows.append((label, system, count, *(percent(cell.get(metric)) for metric in shown)))
        header = (name, "system", "questions", *(LABELS[metric] for metric in shown))
        tables.append(Table(f"By {name}", header, tuple(rows), "Percent.", text_columns=2))
    return tables


def latency_table(report: Report) -> Table | None:
    """p50 and p95 of each stage in milliseconds."""
    stages = list(dict.fromkeys(stage for s in report.systems.values() for stage in s.latency))
    rows = []
    for name, result in report.systems.items():
        for stage in stages:
            found = result.latency.get(stage)
            if found:
                rows.append((name, stage, f"{1000 * found['p50']:.1f}", f"{1000 * found['p95']:.1f}"))
    if not rows:
        return None
    return Table("Latency", ("system", "stage", "p50, ms", "p95, ms"), tuple(rows), text_columns=2)


def run_table(report: Report) -> Table:
    """How the run was made."""
    rows: list[tuple[str, str]] = []
    for name, value in report.run.items():
        if isinstance(value, dict):
            rows.extend(_flat(name, value.items()))
        elif value not in (None, ""):
            rows.append((name.replace("_", " "), str(value)))
    return Table("Run", ("", ""), tuple(rows), text_columns=2)


def _flat(name: str, items: Iterable[tuple[str, object]]) -> list[tuple[str, str]]:
    return [(f"{name.rstrip('s')}: {key}", str(value)) for key, value in items]
