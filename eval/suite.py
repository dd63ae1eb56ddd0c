"""``make eval``: the project's own gold sets and the development sets, and the results written into the documentation.

``python -m eval.suite`` asks every set that is there, says which are not and why, and rewrites ``eval/RESULTS.md`` and
the table between the two markers in the README from what it measured. Nothing in either is typed by hand.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval import devsets
from eval.evaluation import evaluate
from eval.metrics.ranx_scores import require_ranx
from eval.progress import TerminalProgress
from eval.report.results import readme_table, rewrite_block, write_results
from eval.reporting import Report
from rag.errors import NewsragError

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / ".newsrag" / "eval"
GOLD = ROOT / "eval" / "gold"
SAMPLES = ROOT / "samples" / "pages"
SYSTEMS = ("bm25-bigram", "bm25", "dense", "hybrid")
ANSWERING = ("bm25-bigram", "hybrid")  # the baseline's passages read by the same reader, and ask itself
LIMIT = 300  # questions of a public set: enough to tell systems 5 points apart, and a run stays within minutes


@dataclass(frozen=True, slots=True)
class SuiteSet:
    """A gold set of the suite; ``reason`` says why it cannot be asked here, where it cannot."""

    name: str
    title: str
    gold: Path | None = None
    corpus: Path | None = None
    split: str | None = None
    systems: tuple[str, ...] = SYSTEMS
    answering: tuple[str, ...] = ANSWERING
    own: bool = False
    reason: str = ""


def own_sets() -> Iterator[SuiteSet]:
    """The project's gold sets over invented pages. Only the split that nothing is fitted on is reported."""
    sets = (
        ("sample", "Sample pages, both languages", SAMPLES, SYSTEMS, ANSWERING),
        ("sample_conversations", "Sample pages, follow-up questions", SAMPLES, ("hybrid",), ("hybrid",)),
        ("dates_names", "Sample pages, dates and names across scripts", SAMPLES, SYSTEMS, ANSWERING),
        ("pages", "Pages of eleven papers, questions written without the system", GOLD / "pages", SYSTEMS, ANSWERING),
        ("page_conversations", "The same pages, follow-up questions", GOLD / "pages", ("hybrid",), ("hybrid",)),
    )
    for name, title, corpus, systems, answering in sets:
        gold = GOLD / f"{name}.jsonl"
        if gold.is_file() and corpus.is_dir():
            yield SuiteSet(name, title, gold, corpus, "report", systems, answering, own=True)
        else:
            yield SuiteSet(name, title, reason=f"{gold.name} or {corpus.name} is not in this checkout")


def public_sets(data: Path | None) -> Iterator[SuiteSet]:
    """The sets that are made from the data outside the project."""
    titles = {
        "news_bilingual": "Real Chinese news, asked in both languages",
        "cmrc_trial": "CMRC 2018 trial, simplified Chinese",
        "drcd_holdout": "DRCD held out, traditional Chinese",
        "en_zh": "English questions, Chinese passages",
        "qed_dev": "QED development, English",
        "zh_en": "Chinese questions, English passages",
    }
    for name, title in titles.items():
        if data is None:
            yield SuiteSet(name, title, reason="the data is not here: set NEWSRAG_DATA or use ../shared/data")
            continue
        try:
            gold, corpus = _news(data) if name == "news_bilingual" else _devset(name, data)
        except NewsragError as error:
            yield SuiteSet(name, title, reason=str(error))
            continue
        yield SuiteSet(name, title, gold, corpus, "report")


def _devset(name: str, data: Path) -> tuple[Path, Path]:
    built = devsets.build(name, data=data)
    return built.gold, built.corpus


def _news(data: Path) -> tuple[Path, Path]:
    from eval.gold import news

    folder = devsets.FOLDER / "news_bilingual"
    gold, corpus = folder / "gold.jsonl", folder / "corpus.jsonl"
    stamp = folder / "stamp"
    key = f"{news.GOLD.stat().st_size} {news.GOLD.stat().st_mtime_ns}"
    if not (stamp.is_file() and stamp.read_text(encoding="utf-8") == key):
        folder.mkdir(parents=True, exist_ok=True)
        news.build(data / "news", folder, devsets.NEWS)
        stamp.write_text(key, encoding="utf-8")
    return gold, corpus


def run_set(chosen: SuiteSet, *, limit: int | None, seed: int, also: Sequence[str], command: str) -> Report:
    """Ask one set of its systems and of those named besides."""
    assert chosen.gold is not None
    assert chosen.corpus is not None
    with TerminalProgress() as progress:
        return evaluate(
            chosen.gold,
            corpus=[chosen.corpus],
            systems=[*chosen.systems, *also] if len(chosen.systems) > 1 else list(chosen.systems),
            answers=chosen.answering,
            split=chosen.split,
            limit=None if chosen.own else limit,
            seed=seed,
            out=OUT / chosen.name,
            cache=OUT / "cache",
            command=command,
            progress=progress,
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the suite."""
    parser = argparse.ArgumentParser(prog="python -m eval.suite", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--limit", type=int, default=LIMIT, help=f"questions of each public set (default {LIMIT})")
    parser.add_argument("--all", action="store_true", help="every question of the public sets")
    parser.add_argument("--sets", default="", help="only these, between commas; the documentation is left as it is")
    parser.add_argument("--also", action="append", default=[], help="a further system, such as e5=st:MODEL")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    command = shlex.join(["python", "-m", "eval.suite", *(sys.argv[1:] if arguments is None else arguments)])
    wanted = {name.strip() for name in options.sets.split(",") if name.strip()}
    try:
        require_ranx()
        reports = list(_run(options, wanted, command))
    except NewsragError as error:
        sys.exit(f"eval: {error}")
    if wanted:
        return
    done = [(chosen.title, report) for chosen, report in reports if report is not None]
    absent = [(chosen.title, chosen.reason) for chosen, report in reports if report is None]
    write_results(ROOT / "eval" / "RESULTS.md", done, absent, command)
    try:
        rewrite_block(ROOT / "README.md", readme_table(done, command))
    except NewsragError as error:
        sys.exit(f"eval: {error}")
    print("wrote eval/RESULTS.md and the table in README.md")


def _run(options: argparse.Namespace, wanted: set[str], command: str) -> Iterator[tuple[SuiteSet, Report | None]]:
    known = [*own_sets(), *public_sets(devsets.data_folder())]
    unknown = wanted - {chosen.name for chosen in known}
    if unknown:
        raise NewsragError(f"no sets {', '.join(sorted(unknown))}; there are {', '.join(s.name for s in known)}")
    for chosen in known:
        if wanted and chosen.name not in wanted:
            continue
        if chosen.reason:
            print(f"{chosen.name}: not asked, {chosen.reason}", flush=True)
            yield chosen, None
            continue
        limit = None if options.all else options.limit
        report = run_set(chosen, limit=limit, seed=options.seed, also=options.also, command=command)
        for name, result in report.systems.items():
            figures = ", ".join(f"{m} {result.metrics[m]:.3f}" for m in ("recall@1", "f1") if m in result.metrics)
            print(f"{chosen.name} ({len(report.judgements)} questions): {name}: {figures}", flush=True)
        yield chosen, report


if __name__ == "__main__":
    main()
