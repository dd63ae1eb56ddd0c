"""Build the corpus that a set of news questions asks about, from news files that the project does not carry.

    python -m eval.gold.news --data ../shared/data/news --out out/news-gold --distractors 2000 [--gold FILE]

writes ``corpus.jsonl`` (one article a line: ``id``, ``title``, ``date``, ``text``) with every article the questions
name and N others drawn with a fixed seed, and ``gold.jsonl``: the questions with their evidence sentences filled in.
The gold file itself holds only article ids and character offsets, none of the news text. An id is the source file's
name and the first 12 hex digits of the SHA-1 of date + title + the first 200 characters of the text, so it needs no row
numbers and notices an edited text.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import itertools
import json
import random
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rag.errors import NewsragError

GOLD = Path(__file__).with_name("news_bilingual.jsonl")
FILES = ("xinwenlianbo", "crud_news")
SEED = 20240122
MIN_EVIDENCE = 20  # characters; shorter sentences are no sign of a reprint


def article_id(name: str, row: Mapping[str, str]) -> str:
    """The id of one news row of file ``name``: stable under reordering, changed by an edit of its head."""
    head = row["date"] + row.get("title", "") + row["text"][:200]
    return f"{name}-{hashlib.sha1(head.encode('utf-8')).hexdigest()[:12]}"


def read_news(data: Path) -> Iterator[dict[str, str]]:
    """Every news article under ``data``, with its ``id``, in file order.

    Raises NewsragError if a file is missing.
    """
    for name in FILES:
        path = data / f"{name}.jsonl.gz"
        if not path.is_file():
            raise NewsragError(f"{path} is not there; --data wants the folder that holds {name}.jsonl.gz")
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield {
                    "id": article_id(name, row),
                    "title": row.get("title", ""),
                    "date": row["date"],
                    "text": row["text"],
                }


def read_gold(path: Path = GOLD) -> list[dict[str, Any]]:
    """The questions as committed: offsets, no evidence text."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def fill_evidence(gold: Iterable[Mapping[str, Any]], texts: Mapping[str, str]) -> list[dict[str, Any]]:
    """The questions with ``evidence`` taken from the article's text at the committed offsets (characters).

    Raises NewsragError if an article is missing or an answer is not where the offsets say.
    """
    filled = []
    for row in gold:
        full = dict(row)
        if row["answerable"]:
            text = texts.get(row["article"])
            if text is None:
                raise NewsragError(f"{row['id']}: article {row['article']} is not in the news files")
            answer = text[row["answer_start"] : row["answer_end"]]
            if answer not in row["answers"]:
                raise NewsragError(f"{row['id']}: the text at its offsets is {answer!r}, none of {row['answers']}")
            full["evidence"] = text[row["evidence_start"] : row["evidence_end"]]
        filled.append(full)
    return filled


def build(data: Path, out: Path, distractors: int = 2000, seed: int = SEED, questions: Path = GOLD) -> tuple[int, int]:
    """Write ``corpus.jsonl`` and ``gold.jsonl`` under ``out``; returns (articles, questions).

    The same arguments give the same bytes. Articles are shuffled, so that gold ones are not the first.
    """
    gold = read_gold(questions)
    wanted = {row["article"] if row["answerable"] else row["near"] for row in gold}
    articles: dict[str, dict[str, str]] = {}
    for article in read_news(data):
        articles.setdefault(article["id"], article)
    filled = fill_evidence(gold, {key: article["text"] for key, article in articles.items()})
    evidence = [row["evidence"] for row in filled if len(row.get("evidence", "")) >= MIN_EVIDENCE]
    rng = random.Random(seed)
    # drawn from sorted ids, so that the draw does not depend on the order of rows in the files
    others = sorted(articles.keys() - wanted)
    rng.shuffle(others)
    # a reprint of a gold article would be a right answer counted as wrong
    drawn = (key for key in others if not any(sentence in articles[key]["text"] for sentence in evidence))
    chosen = sorted(wanted & articles.keys()) + list(itertools.islice(drawn, distractors))
    rng.shuffle(chosen)
    out.mkdir(parents=True, exist_ok=True)
    _write(out / "corpus.jsonl", (articles[key] for key in chosen))
    _write(out / "gold.jsonl", filled)
    return len(chosen), len(filled)


def _write(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the corpus for the bilingual news questions.")
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with " + ", ".join(f"{n}.jsonl.gz" for n in FILES)
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write corpus.jsonl and gold.jsonl into")
    parser.add_argument("--distractors", type=int, default=2000, help="articles besides those asked about")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--gold", type=Path, default=GOLD, help=f"the questions, as committed ({GOLD.name})")
    args = parser.parse_args()
    try:
        articles, questions = build(args.data, args.out, args.distractors, args.seed, args.gold)
    except NewsragError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{args.out}: {articles} articles, {questions} questions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
