"""The report as one HTML page: no scripts, no network, every text escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from eval.misses import Miss, find_misses
from eval.report.definitions import DEFINITIONS
from eval.report.svg import legend, line_chart
from eval.report.tables import (
    Table,
    breakdown_tables,
    comparison_table,
    latency_table,
    metric_tables,
    run_table,
)
from eval.reporting import Report
from eval.types import Hit

MOST_MISSES = 40  # shown of each system
FOUND = 4  # passages shown of a miss
STYLE = Path(__file__).with_name("style.css")
# even if a text slipped through unescaped, nothing of it could run or be fetched
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def render_html(report: Report) -> str:
    """The whole page."""
    run = report.run
    comparisons, latency = comparison_table(report), latency_table(report)
    sections = [
        ("results", "Results", "".join(map(_table, metric_tables(report)))),
        ("curves", "Curves", _charts(report)),
        ("comparisons", "Comparisons", _table(comparisons, titled=False) if comparisons else ""),
        ("breakdowns", "Breakdowns", "".join(map(_table, breakdown_tables(report)))),
        ("latency", "Latency", _table(latency, titled=False) if latency else ""),
        ("misses", "Worst misses", "".join(_misses(report, name) for name in report.systems)),
        ("definitions", "What the numbers mean", _definitions()),
        ("run", "The run", _table(run_table(report), titled=False)),
    ]
    shown = [section for section in sections if section[2]]
    links = "".join(f'<a href="#{anchor}">{escape(title)}</a>' for anchor, title, _ in shown)
    body = "".join(f'<section id="{anchor}"><h2>{escape(title)}</h2>{html}</section>' for anchor, title, html in shown)
    items = "".join(f"<li>{escape(notice)}</li>" for notice in report.notices)
    notices = f'<ul class="notices">{items}</ul>' if items else ""
    title = f"newsrag evaluation: {report.gold.name}"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY, quote=True)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE.read_text(encoding='utf-8')}</style></head><body>"
        f"<header><h1>{escape(title)}</h1>"
        f'<p class="lead">{run["questions"]} questions over {run["articles"]} articles, '
        f"{len(report.systems)} systems, commit {escape(str(run['commit'] or 'unknown'))}</p>"
        f"<nav>{links}</nav></header>"
        f"<main>{notices}{body}</main></body></html>\n"
    )


def _table(table: Table, titled: bool = True) -> str:
    def cell(tag: str, text: str, column: int, row: int = -1) -> str:
        at = (row, column)
        states = {"text": column < table.text_columns, "strong": at in table.strong, "flagged": at in table.flagged}
        kinds = [kind for kind, on in states.items() if on]
        marked = f' class="{" ".join(kinds)}"' if kinds else ""
        scope = ' scope="col"' if tag == "th" else ""
        return f"<{tag}{marked}{scope}>{escape(text)}</{tag}>"

    head = "".join(cell("th", text, column) for column, text in enumerate(table.header))
    rows = "".join(
        "<tr>" + "".join(cell("td", text, column, number) for column, text in enumerate(row)) + "</tr>"
        for number, row in enumerate(table.rows)
    )
    title = f"<h3>{escape(table.title)}</h3>" if titled else ""
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    top = f"<thead><tr>{head}</tr></thead>" if any(table.header) else ""
    return f'{title}<div class="wide"><table>{top}<tbody>{rows}</tbody></table></div>{note}'


def _charts(report: Report) -> str:
    depth = int(report.run["depth"])
    figures = []
    for criterion, words in (("article", "a gold article"), ("passage", "the evidence or an answer")):
        lines = {
            name: list(enumerate(result.recall_curve[criterion], 1))
            for name, result in report.systems.items()
            if criterion in result.recall_curve
        }
        if lines and depth > 1:
            what = "articles" if criterion == "article" else "passages"
            chart = line_chart(
                lines,
                title=f"Questions with {words} among the first k {what}",
                x_label=f"k, {what}",
                y_label="questions, percent",
                x_range=(1, depth),
            )
            figures.append(
                f"<figure>{chart}<figcaption>Questions with {words} among the first k.</figcaption></figure>"
            )
    risks: dict[str, Sequence[tuple[float, float]]] = {
        name: list(zip(result.risk.coverage, result.risk.risk, strict=True))
        for name, result in report.systems.items()
        if result.risk is not None
    }
    if risks:
        chart = line_chart(
            risks,
            title="Risk against coverage",
            x_label="coverage, percent of questions answered, most confident first",
            y_label="risk: mean of 1 − F1, percent",
            x_range=(0.0, 1.0),
            x_percent=True,
        )
        figures.append(f"<figure>{chart}<figcaption>Risk against coverage; lower is better.</figcaption></figure>")
    if not figures:
        return ""
    return f'{legend(list(report.systems))}<div class="charts">{"".join(figures)}</div>'


def _misses(report: Report, system: str) -> str:
    result = report.systems[system]
    misses = find_misses(report.judgements, result.outcomes, result.values, int(report.run["k"]))
    shown = "".join(map(_miss, misses[:MOST_MISSES]))
    first = " open" if system == list(report.systems)[-1] else ""
    count = f"{len(misses)} misses" + (f", the worst {MOST_MISSES} shown" if len(misses) > MOST_MISSES else "")
    return f"<details{first}><summary>{escape(system)}: {count}</summary>{shown}</details>"


def _miss(miss: Miss) -> str:
    question, outcome = miss.judgement.question, miss.outcome
    gold = [name for name, _ in question.relevant]
    facts: Mapping[str, str] = {
        "Gold answer": " / ".join(question.answers) or ("" if question.answerable else "none: not in the articles"),
        "Gold article": ", ".join(gold),
        "Evidence": " / ".join(question.evidence),
        "Answer given": _given(miss),
    }
    lines = "".join(
        f'<p><span class="soft">{label}:</span> {escape(text[:500])}</p>' for label, text in facts.items() if text
    )
    found = "".join(_hit(hit) for hit in outcome.hits[:FOUND])
    later = next((r for r, hit in enumerate(outcome.hits, 1) if r > FOUND and hit.supports), 0)
    if later:
        found += f'<li class="gold" value="{later}">{_inner(outcome.hits[later - 1])}</li>'
    return (
        f'<article class="miss"><p class="question">{escape(question.text[:500])}</p>'
        f'<p class="soft">{escape(question.id)}</p><p class="why">{escape(miss.reason)}</p>{lines}'
        f"{f'<ol>{found}</ol>' if found else ''}</article>"
    )


def _given(miss: Miss) -> str:
    answer = miss.outcome.answer
    if answer is None:
        return ""
    return (answer.span or answer.text) if answer.answered else "none"


def _hit(hit: Hit) -> str:
    marked = ' class="gold"' if hit.supports or hit.relevant else ""
    return f"<li{marked}>{_inner(hit)}</li>"


def _inner(hit: Hit) -> str:
    why = " · ".join(f"{name} {value:.3g}" for name, value in hit.scores.items()) or f"score {hit.score:.3g}"
    head = " ".join(filter(None, (hit.title or "untitled", hit.date)))
    return f'<b>{escape(head)}</b> <span class="soft">{escape(why)}</span><br>{escape(hit.snippet[:180])}'


def _definitions() -> str:
    return f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{escape(text)}</dd>' for name, text in DEFINITIONS)}</dl>"
