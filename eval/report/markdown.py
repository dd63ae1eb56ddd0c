"""The report as Markdown."""

from __future__ import annotations

import re

from eval.misses import find_misses
from eval.report.tables import (
    Table,
    breakdown_tables,
    comparison_table,
    latency_table,
    metric_tables,
    run_table,
)
from eval.reporting import Report

MOST_MISSES = 20

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")


def render_markdown(report: Report) -> str:
    """The whole report."""
    run = report.run
    commit = plain(str(run["commit"] or "unknown"))
    parts = [
        f"# Evaluation: {plain(report.gold.name)}",
        f"{run['questions']} questions over {run['articles']} articles; commit {commit}.",
        *(f"> {plain(notice)}" for notice in report.notices),
        *(f"## {table.title}\n\n{markdown_table(table)}" for table in metric_tables(report)),
    ]
    comparisons, latency = comparison_table(report), latency_table(report)
    if comparisons:
        parts.append(f"## {comparisons.title}\n\n{markdown_table(comparisons)}")
    parts += [f"### {plain(table.title)}\n\n{markdown_table(table)}" for table in breakdown_tables(report)]
    if latency:
        parts.append(f"## {latency.title}\n\n{markdown_table(latency)}")
    parts += [_misses(report, name) for name in report.systems]
    parts.append(f"## Run\n\n{markdown_table(run_table(report))}")
    return "\n\n".join(filter(None, parts)) + "\n"


def markdown_table(table: Table) -> str:
    """The table in GitHub's syntax, its note below it."""
    rules = [":--" if column < table.text_columns else "--:" for column in range(len(table.header))]
    lines = [_row(table.header), "|" + "|".join(rules) + "|"]
    for number, row in enumerate(table.rows):
        cells = [
            f"**{plain(text)}**" if (number, column) in table.strong | table.flagged else plain(text)
            for column, text in enumerate(row)
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + (f"\n\n{plain(table.note)}" if table.note else "")


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(map(plain, cells)) + " |"


def plain(text: str) -> str:
    """``text`` on one line, with everything that Markdown or HTML would act on escaped."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _misses(report: Report, system: str) -> str:
    result = report.systems[system]
    misses = find_misses(report.judgements, result.outcomes, result.values, int(report.run["k"]))
    if not misses:
        return ""
    rows = []
    for miss in misses[:MOST_MISSES]:
        question, answer = miss.judgement.question, miss.outcome.answer
        gold = " / ".join(question.answers) or ", ".join(name for name, _ in question.relevant) or "no answer"
        given = "" if answer is None else (answer.span or answer.text if answer.answered else "none")
        found = miss.outcome.hits[0].title or miss.outcome.hits[0].snippet[:40] if miss.outcome.hits else "nothing"
        rows.append((question.text[:200], gold[:100], given[:100], found[:60], miss.reason))
    header = ("question", "gold", "answer given", "found first", "why it is a miss")
    table = Table("", header, tuple(rows), text_columns=5)
    return f"## Worst misses of {plain(system)}, {len(rows)} of {len(misses)}\n\n{markdown_table(table)}"
