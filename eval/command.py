"""``newsrag eval``."""

from __future__ import annotations

import shlex
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from eval.reporting import Report

SHOWN = ("recall@1", "recall@5", "mrr@10", "ndcg@10", "em", "f1", "citation_recall", "citation_precision", "auroc")


def _day(text: str) -> date:
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date; write it as 2024-01-22") from None


def eval_command(
    gold: Annotated[Path, typer.Argument(help="Questions: our JSONL, SQuAD-like JSON, a BEIR folder, TREC topics.")],
    more: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
    corpus: Annotated[
        list[str] | None, typer.Option("--corpus", help="Files or folders of articles: --corpus a b --corpus c.")
    ] = None,
    index: Annotated[Path | None, typer.Option("--index", help="An index, instead of --corpus.")] = None,
    systems: Annotated[
        str,
        typer.Option(
            help="What to compare, between commas: hybrid, dense, bm25 …, bm25-bigram, st:MODEL, rrf:A+B; LABEL=NAME."
        ),
    ] = "bm25-bigram,hybrid",
    out: Annotated[Path, typer.Option("--out", help="Folder for the reports; a run cut short goes on there.")] = Path(
        "out/eval"
    ),
    against: Annotated[
        Path | None, typer.Option("--against", help="The --out of an earlier run, to see what changed since.")
    ] = None,
    distractors: Annotated[
        list[str] | None, typer.Option("--distractors", help="More articles, to make retrieval hard.")
    ] = None,
    contexts: Annotated[
        Path | None, typer.Option("--contexts", help="A parallel SQuAD-like file whose passages are asked instead.")
    ] = None,
    qrels: Annotated[Path | None, typer.Option("--qrels", help="Judgements of TREC topics, or of BEIR.")] = None,
    split: Annotated[str | None, typer.Option("--split", help="Only the questions of this split.")] = None,
    depth: Annotated[int, typer.Option("--depth", min=1, max=1000, help="Passages retrieved for the ranking.")] = 20,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="Passages read for an answer.")] = 8,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Ask a sample of this many questions.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Of the sample and of the significance tests.")] = 0,
    answers: Annotated[bool, typer.Option("--answers/--no-answers", help="Read and answer, or only retrieve.")] = True,
    embedder: Annotated[
        str | None, typer.Option(envvar="NEWSRAG_EMBEDDER", help="A model or folder instead of the bundled embedder.")
    ] = None,
    llm: Annotated[str | None, typer.Option(envvar="NEWSRAG_LLM", help="A language model that writes answers.")] = None,
    llm_url: Annotated[str | None, typer.Option(envvar="NEWSRAG_LLM_URL", help="The server that runs it.")] = None,
    today: Annotated[
        date | None, typer.Option(parser=_day, metavar="YYYY-MM-DD", help="What 'yesterday' counts from.")
    ] = None,
) -> None:
    """Measure retrieval, answers, citations and abstention on a gold set, several systems side by side."""
    from eval.evaluation import evaluate
    from eval.progress import TerminalProgress

    if more and (not corpus or distractors):
        raise typer.BadParameter(f"{more[0]}: give each path an option of its own, --corpus or --distractors")
    answerer = None
    if answers and (llm or llm_url):
        from rag.answering import make_answerer

        answerer = make_answerer(llm=llm, llm_url=llm_url)
    with TerminalProgress() as progress:
        report = evaluate(
            gold,
            corpus=[*(corpus or ()), *(more or ())],  # what a shell makes of --corpus pages/*.txt
            index=index,
            systems=[systems],
            out=out,
            against=against,
            distractors=distractors or (),
            contexts=contexts,
            qrels=qrels,
            split=split,
            depth=depth,
            k=k,
            limit=limit,
            seed=seed,
            answers=answers,
            answerer=answerer,
            embedder=embedder,
            today=today,
            command=shlex.join(["newsrag", *sys.argv[1:]]),
            progress=progress,
        )
    print_report(report, out)


def print_report(report: Report, out: Path) -> None:
    """The main figures as a table on standard output, and where the rest is."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    shown = [metric for metric in SHOWN if any(metric in result.metrics for result in report.systems.values())]
    table = Table("", *shown)
    for name, result in report.systems.items():
        cells = (f"{result.metrics[metric]:.3f}" if metric in result.metrics else "" for metric in shown)
        table.add_row(Text(name), *cells)
    console.print(table)
    real = [c for c in report.comparisons if c.real]
    for c in real:
        line = f"{c.metric}: {c.second} {c.difference:+.3f} against {c.first} (p {c.p_adjusted:.4f}, corrected)"
        console.print(line, markup=False)
    if report.comparisons and not real:
        console.print("No difference between the systems is shown to be real.")
    console.print(f"Report: {out / 'report.html'}", markup=False, soft_wrap=True)


def register(app: typer.Typer) -> None:
    """Add ``eval`` to a command line."""
    app.command("eval")(eval_command)
