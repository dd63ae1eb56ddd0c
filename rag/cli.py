"""The command line: newsrag index | ask | chat | serve | eval | info | remove | feedback.

Options can also be set by environment variables (``NEWSRAG_INDEX`` …) or in ``newsrag.toml`` in the
working directory (a table per command). The command line wins over the environment, that over the file.
Heavy modules are imported inside the commands: ``newsrag ask`` must answer in about a second.
"""

from __future__ import annotations

import gc
import json
import sys
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from rag.errors import NewsragError, QuestionError
from rag.types import AddReport, Answer

SETTINGS_FILE = Path("newsrag.toml")
EXIT_PARTIAL = 1  # something was done, something failed
EXIT_ABSTAINED = 3  # asked and understood, but the articles do not hold the answer

app = typer.Typer(
    help="Ask newspaper pages in Chinese or English: short answers with checked citations, offline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
feedback_app = typer.Typer(help="Likes and dislikes given in the chat window.", no_args_is_help=True)
app.add_typer(feedback_app, name="feedback")
# lines are left whole: a terminal wraps them itself, and what reads them through a pipe wants each in one piece
console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

IndexOption = Annotated[
    Path, typer.Option("--index", envvar="NEWSRAG_INDEX", help="The index folder.", show_default="./newsrag-index")
]
DEFAULT_INDEX = Path("newsrag-index")


def _day(text: str) -> date:
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date; write it as 2024-01-22") from None


DayOption = Annotated[date | None, typer.Option(parser=_day, metavar="YYYY-MM-DD")]
EmbedderOption = Annotated[
    str | None,
    typer.Option(envvar="NEWSRAG_EMBEDDER", help="A sentence-transformers model or folder instead of the bundled one."),
]
LlmOption = Annotated[
    str | None, typer.Option(envvar="NEWSRAG_LLM", help="A local transformers chat model, or the model a server runs.")
]
LlmUrlOption = Annotated[
    str | None,
    typer.Option(envvar="NEWSRAG_LLM_URL", help="An OpenAI-compatible server (Ollama, vLLM, llama.cpp, hosted)."),
]
RerankerOption = Annotated[
    str | None, typer.Option(envvar="NEWSRAG_RERANKER", help="To rerank with: maxsim, reader or a CrossEncoder.")
]


@app.command("index")
def index_command(
    paths: Annotated[list[str], typer.Argument(help="Files, folders or globs: text, Markdown, HTML, JSON Lines.")],
    index: IndexOption = DEFAULT_INDEX,
    given_date: Annotated[
        date | None, typer.Option("--date", parser=_day, metavar="YYYY-MM-DD", help="Their publication date.")
    ] = None,
    embedder: EmbedderOption = None,
) -> None:
    """Read articles and add them; files that did not change are skipped, edited ones replaced."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from rag.index import Index

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    opened = Index.open(index, embedder=embedder) if Index.exists(index) else Index.create(index, embedder=embedder)
    with opened as store, Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task("indexing", total=None)

        def progress(done: int, total: int | None, what: str) -> None:
            bar.update(task, completed=done, total=total, description=escape(what[-60:]))

        report = store.add(paths, given_date=given_date, progress=progress)
        info = store.info()
    _print_report(report)
    console.print(f"{info['articles']} articles, {info['chunks']} passages in {escape(str(index))}")
    if report.failed:
        raise typer.Exit(EXIT_PARTIAL)


def _print_report(report: AddReport) -> None:
    for file in report.files:
        if file.error:
            errors.print(f"[red]not read[/] {escape(_printable(file.source))}: {escape(_printable(file.error))}")
    total = {name: sum(getattr(f, name) for f in report.files) for name in ("added", "replaced", "unchanged")}
    counts = ", ".join(f"{count} {name}" for name, count in total.items() if count) or "nothing new"
    console.print(f"{counts}; {len(report.failed)} not read" if report.failed else counts)


def _printable(text: str) -> str:
    """Text that any terminal can take: no lone surrogates, no control sequences from file names or articles."""
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in clean)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in Chinese or English.")],
    index: IndexOption = DEFAULT_INDEX,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole Answer as JSON.")] = False,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="Passages to read.")] = 8,
    since: DayOption = None,
    until: DayOption = None,
    today: Annotated[
        date | None, typer.Option(parser=_day, metavar="YYYY-MM-DD", help="What 'yesterday' counts from.")
    ] = None,
    llm: LlmOption = None,
    llm_url: LlmUrlOption = None,
    embedder: EmbedderOption = None,
    reranker: RerankerOption = None,
) -> None:
    """Answer a question with citations, or say that the articles do not hold the answer (exit status 3)."""
    from rag.index import Index

    # one question and the end: of the many objects that starting makes, next to none can be collected
    gc.set_threshold(50_000)
    with Index.open(index, embedder=embedder, readonly=True) as store:
        store.preload()
        from rag.answering import ask_stream, make_answerer  # after that: importing it takes as long as the models

        answerer = make_answerer(llm=llm, llm_url=llm_url)
        stream = ask_stream(
            question, index=store, k=k, since=since, until=until, today=today, answerer=answerer, reranker=reranker
        )
        answer: Answer | None = None
        shown = False
        for event in stream:
            if event.answer is not None:
                answer = event.answer
            elif event.delta and llm and not as_json and console.is_terminal:
                console.print(escape(_printable(event.delta)), end="")
                shown = True
        if shown:
            console.print()
    if answer is None:
        raise QuestionError("the answer was cut off before it was complete; ask again")
    if as_json:
        typer.echo(json.dumps(answer_dict(answer), ensure_ascii=False, indent=2).encode("utf-8", "replace").decode())
    else:
        _print_answer(answer)
    if not answer.answered:
        raise typer.Exit(EXIT_ABSTAINED)


def answer_dict(answer: Answer) -> dict[str, Any]:
    """The Answer as JSON-ready data; offset maps stay out, they serve no reader of JSON."""
    from rag.answering import answer_to_dict

    return answer_to_dict(answer)


def _print_answer(answer: Answer) -> None:
    console.print(escape(_printable(answer.text)), style=None if answer.answered else "yellow")
    for citation in answer.citations:
        where = " · ".join(filter(None, [citation.title, str(citation.date or ""), citation.source]))
        console.print(f"[bold]\\[{citation.marker}][/] {escape(_printable(where))} {citation.start}-{citation.end}")
        console.print(f"    {escape(_printable(citation.quote))}", style="dim")
    for note in answer.notes:
        console.print(escape(_printable(note)), style="dim italic")
    if not answer.answered:
        for passage in answer.passages[:3]:
            console.print(f"  · {escape(_printable(passage.title))} {passage.date or ''}", style="dim")


@app.command()
def info(
    index: IndexOption = DEFAULT_INDEX,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Say what an index holds and which embedder it wants."""
    from rag.index import Index

    with Index.open(index, readonly=True, check_embedder=False) as store:
        facts = store.info()
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2, default=str))
        return
    for name, value in facts.items():
        console.print(f"{name:>18}  {escape(_printable(str(value)))}")


@app.command()
def remove(
    items: Annotated[list[str], typer.Argument(help="Article ids (or their first characters), or source paths.")],
    index: IndexOption = DEFAULT_INDEX,
) -> None:
    """Remove articles by id or by the file they came from; they never answer again."""
    from rag.index import Index

    with Index.open(index, check_embedder=False) as store:
        count = store.remove(items)
    console.print(f"removed {count} article{'s' if count != 1 else ''}")


def _mount_commands() -> None:
    """Commands that live beside what they run: chat, serve and feedback in rag.serving, eval in eval."""
    import eval.command
    import rag.serving.command

    rag.serving.command.register(app, feedback_app)
    eval.command.register(app)


def main() -> None:
    """Run the command line; errors of ours are one line on standard error and exit status 2."""
    _mount_commands()
    try:
        app(default_map=_settings(), standalone_mode=True)
    except NewsragError as error:
        errors.print(f"[red]newsrag:[/] {escape(_printable(str(error)))}")
        sys.exit(2)
    except KeyboardInterrupt:
        errors.print("stopped")
        sys.exit(130)


def _settings() -> dict[str, Any]:
    if not SETTINGS_FILE.is_file():
        return {}
    try:
        return dict(tomllib.loads(SETTINGS_FILE.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise NewsragError(f"{SETTINGS_FILE} cannot be read: {error}") from None


if __name__ == "__main__":
    main()
