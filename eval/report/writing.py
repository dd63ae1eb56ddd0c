"""Writing everything that a run leaves behind into its folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from eval.report.html import render_html
from eval.report.markdown import render_markdown
from eval.reporting import Report
from eval.text import clean
from eval.trec_output import token, write_qrels, write_run


def write_report(report: Report, folder: Path) -> None:
    """``report.json``, ``details.json``, ``report.html``, ``report.md`` and ``trec/`` beside ``outcomes/``."""
    write_json(folder / "report.json", report.to_json())
    write_json(folder / "details.json", report.details())
    write_text(folder / "report.html", render_html(report))
    write_text(folder / "report.md", render_markdown(report))
    write_trec(report, folder / "trec")


def write_json(path: Path, value: Any) -> None:
    """``value`` as UTF-8 JSON, whole or not at all; NaN is refused, because no other reader takes it."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """``text`` as UTF-8, whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(clean(text), encoding="utf-8")
    part.replace(path)


def write_trec(report: Report, folder: Path) -> None:
    """One run file a system and the qrels they are judged by, at article level, under the articles' outside ids."""
    folder.mkdir(parents=True, exist_ok=True)
    names = report.external_ids
    graded = {q: j for q, j in report.judgements.items() if j.grades}
    write_qrels(folder / "qrels.txt", {q: {names.get(d, d): g for d, g in j.grades.items()} for q, j in graded.items()})
    for system, result in report.systems.items():
        rankings = {q: [names.get(d, d) for d in result.rankings[q]] for q in report.judgements if q in result.rankings}
        write_run(folder / f"{token(system).replace('/', '_')}.run", rankings, system)
