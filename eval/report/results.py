"""The results in the documentation, written from the reports of a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eval.report.definitions import DEFINITIONS
from eval.report.markdown import markdown_table, plain
from eval.report.tables import (
    Table,
    breakdown_tables,
    comparison_table,
    latency_table,
    metric_tables,
    percent,
)
from eval.report.writing import write_text
from eval.reporting import Report
from rag.errors import NewsragError

START, END = "<!-- results:start -->", "<!-- results:end -->"
README_COLUMNS = (
    ("recall@1", "recall@1"),
    ("recall@5", "recall@5"),
    ("mrr@10", "MRR@10"),
    ("em", "EM"),
    ("f1", "F1"),
    ("citation_precision", "citation precision"),
    ("abstained_unanswerable", "refused when not answerable"),
    ("auroc", "AUROC"),
)
BRIEF = ("bm25-bigram", "hybrid")  # the baseline and what ask uses: the README's rows

Results = Sequence[tuple[str, Report]]


def readme_table(results: Results, command: str) -> str:
    """The README's table: the baseline and the default system on each set."""
    rows = []
    for title, report in results:
        shown = [name for name in report.systems if name in BRIEF] or list(report.systems)
        for number, name in enumerate(shown):
            metrics = report.systems[name].metrics
            label = "" if number else f"{title} ({len(report.judgements)} questions, {report.run['articles']} articles)"
            rows.append((label, name, *(percent(metrics.get(metric)) for metric, _ in README_COLUMNS)))
    header = ("set", "system", *(label for _, label in README_COLUMNS))
    table = markdown_table(Table("", header, tuple(rows), text_columns=2))
    note = (
        f"Percent; {provenance(results, command)} `bm25-bigram` is BM25 over Han bigrams, its passages read by the "
        "same reader. All systems, breakdowns and significance: [eval/RESULTS.md](eval/RESULTS.md)."
    )
    return f"{table}\n\n{note}"


def provenance(results: Results, command: str) -> str:
    """The command, the commit and the versions that the figures come from."""
    if not results:
        return f"`{command}` found nothing to ask."
    run = results[0][1].run
    versions = ", ".join(f"{name} {version}" for name, version in run["versions"].items())
    return f"`{command}`, commit {run['commit'] or 'unknown'}, seed {run['seed']}; {versions}."


def write_results(path: Path, results: Results, absent: Sequence[tuple[str, str]], command: str) -> None:
    """Every table of every set, what was not asked, and what the numbers mean."""
    parts = [
        "# Results",
        "Written by `make eval`; changes by hand are lost at its next run.",
        provenance(results, command),
        *(f"Not asked: {plain(title)}, because {plain(reason)}." for title, reason in absent),
    ]
    for title, report in results:
        parts.append(f"## {plain(title)}")
        run = report.run
        sample = f", a sample of {run['limit']}" if run["limit"] and run["questions"] == run["limit"] else ""
        split = f", split {run['split']}" if run["split"] else ""
        parts.append(f"{run['questions']} questions{sample}{split}, {run['articles']} articles.")
        parts += [f"> {plain(notice)}" for notice in report.notices]
        parts += [f"### {plain(table.title)}\n\n{markdown_table(table)}" for table in metric_tables(report)]
        parts += _real_differences(report)
        parts += [f"### {plain(table.title)}\n\n{markdown_table(table)}" for table in breakdown_tables(report)]
        latency = latency_table(report)
        if latency:
            parts.append(f"### {latency.title}\n\n{markdown_table(latency)}")
    parts.append("## What the numbers mean")
    parts += [f"**{plain(name)}**: {plain(text)}" for name, text in DEFINITIONS]
    write_text(path, "\n\n".join(parts) + "\n")


def _real_differences(report: Report) -> list[str]:
    """The comparisons that survive the correction; how many did not."""
    table = comparison_table(report)
    if table is None:
        return []
    kept = [row for row, c in zip(table.rows, report.comparisons, strict=True) if c.real]
    rest = f"{len(table.rows) - len(kept)} of {len(table.rows)} comparisons are not shown to differ."
    if not kept:
        return [f"### Differences that are real\n\n{rest}"]
    real = Table(table.title, table.header, tuple(kept), f"{table.note} {rest}", text_columns=3)
    return [f"### Differences that are real\n\n{markdown_table(real)}"]


def rewrite_block(path: Path, text: str) -> None:
    """Put ``text`` between the two markers of a file and leave everything else as it is.

    Raises:
        NewsragError: the file lacks the markers, or has them more than once or the wrong way round.
    """
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    if before.count(START) != 1 or before.count(END) != 1 or before.index(START) > before.index(END):
        raise NewsragError(f"{path.name} needs one {START} and after it one {END}; the table was not written.")
    head, _, rest = before.partition(START)
    _, _, tail = rest.partition(END)
    write_text(path, f"{head}{START}\n{text.strip()}\n{END}{tail}")
