"""Development sets from the public data in ../shared/data: gold questions over corpora that are hard to search.

Everything follows from the data by rules written here, so a set built twice is the same set:

- ``cmrc_trial``: CMRC 2018's trial split (simplified Chinese).
- ``drcd_holdout``: DRCD questions (traditional Chinese) whose article's title has an MD5 with a first byte below 26.
- ``en_zh``: English questions over Chinese passages (``embeddings/training/questions``), first byte below 32.
- ``qed_dev``: QED's development split (English).
- ``zh_en``: Chinese questions over English passages of that split (``embeddings/training/questions``).

Of the second, what has a first byte below 10 is of the split ``fit``, of the third below 12, of the last below 96: the
weights of retrieval and the confidence of answers are fitted on those questions, and only the others are reported.

The first three share one corpus: their passages, all other DRCD passages, and 2,000 news stories. The corpus of the
others holds 2,000 of QED's training passages and the same news stories beside its own. The trainers leave out by
the same rules what is asked here. The sets go into a git-ignored folder; nothing of the data is in the repository.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings.training.wordings import CHINESE, ENGLISH, read_wordings
from rag.errors import GoldError

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".newsrag" / "devsets"
OVER_ENGLISH = ("qed_dev", "zh_en")
NAMES = ("cmrc_trial", "drcd_holdout", "en_zh", *OVER_ENGLISH)
NEWS = 2_000  # stories that make retrieval hard: half of each news collection
PARAGRAPHS = 2_000  # of QED's training split, beside those of its development split
VERSION = 4  # raise when the same data gives other sets

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DevSet:
    """``gold`` is our gold JSONL, ``corpus`` the JSONL of articles that it is asked against."""

    name: str
    gold: Path
    corpus: Path


def data_folder() -> Path | None:
    """Where the data is: ``NEWSRAG_DATA``, else ``../shared/data`` beside the checkout; None where it is not."""
    named = os.environ.get("NEWSRAG_DATA")
    candidates = [Path(named), Path(named) / "data"] if named else [ROOT.parent / "shared" / "data"]
    return next((path for path in candidates if (path / "qa").is_dir()), None)


def held_out(key: str, below: int) -> bool:
    """Whether the first byte of ``key``'s MD5 is below ``below``: a share of ``below / 256`` of all keys."""
    return hashlib.md5(key.encode("utf-8"), usedforsecurity=False).digest()[0] < below


def build(name: str, folder: Path = FOLDER, data: Path | None = None) -> DevSet:
    """The set called ``name``, built if it is not there yet.

    Raises:
        GoldError: there is no such set, or the data is not here.
    """
    if name not in NAMES:
        raise GoldError(f'"{name}": the development sets are {", ".join(NAMES)}.')
    data = data or data_folder()
    if data is None:
        raise GoldError("The development data is not here: set NEWSRAG_DATA to its folder or use ../shared/data.")
    folder.mkdir(parents=True, exist_ok=True)
    corpus = folder / ("english.jsonl" if name in OVER_ENGLISH else "chinese.jsonl")
    built = DevSet(name, folder / f"{name}.jsonl", corpus)
    stamp = folder / f"{corpus.stem}.stamp"
    key = _key(data)
    if not (stamp.is_file() and stamp.read_text(encoding="utf-8") == key and built.gold.is_file() and corpus.is_file()):
        stamp.unlink(missing_ok=True)
        golds, passages = _english(data) if name in OVER_ENGLISH else _chinese(data)
        numbers = _write_corpus(corpus, passages, _news(data))
        for gold, rows in golds.items():
            _write_gold(folder / f"{gold}.jsonl", rows, numbers)
        stamp.write_text(key, encoding="utf-8")
    return built


def _key(data: Path) -> str:
    files = sorted([*(data / "qa").iterdir(), *(data / "news").iterdir(), ENGLISH, CHINESE])
    return f"{VERSION} " + " ".join(f"{file.name}:{file.stat().st_size}" for file in files if file.is_file())


def _chinese(data: Path) -> tuple[dict[str, list[Row]], list[Row]]:
    trial = _rows(data, "cmrc2018_trial")
    drcd = [*_rows(data, "drcd_dev"), *_rows(data, "drcd_test")]
    train = _rows(data, "cmrc2018_train")
    asked = {key: question for key, question in read_wordings(ENGLISH).items() if held_out(key, 32)}
    crossed = [
        {**row, "id": f"en-{row['id']}", "question": asked[row["id"]], "question_lang": "en"}
        for row in [*train, *drcd]
        if row["id"] in asked
    ]
    golds = {
        "cmrc_trial": trial,
        "drcd_holdout": [_split(row, row["title"], 10) for row in drcd if held_out(row["title"], 26)],
        "en_zh": [_split(row, row["id"].removeprefix("en-"), 12) for row in crossed],
    }
    return golds, [*trial, *drcd, *crossed]


def _split(row: Row, key: str, below: int) -> Row:
    return {**row, "split": "fit" if held_out(key, below) else "report"}


def _english(data: Path) -> tuple[dict[str, list[Row]], list[Row]]:
    asked = _rows(data, "qed_nq_dev")
    others = sorted(_rows(data, "qed_nq_train"), key=lambda row: _md5(row["context"]))
    written = read_wordings(CHINESE)
    crossed = [
        _split({**row, "id": f"zh-{row['id']}", "question": written[row["id"]], "question_lang": "zh"}, row["id"], 96)
        for row in asked
        if row["id"] in written
    ]
    return {"qed_dev": asked, "zh_en": crossed}, [*asked, *others[:PARAGRAPHS]]


def _rows(data: Path, name: str) -> list[Row]:
    return [row for row in _lines(data / "qa" / f"{name}.jsonl.gz") if row["question"].strip()]


def _lines(path: Path) -> Iterator[Row]:
    if not path.is_file():
        raise GoldError(f"{path}: the development data lacks this file.")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _news(data: Path) -> list[Row]:
    """The same stories each time, spread over the whole collections: those with the lowest MD5."""
    chosen: list[Row] = []
    for name in ("xinwenlianbo", "crud_news"):
        stories = [
            (_md5(row["text"]), row) for row in _lines(data / "news" / f"{name}.jsonl.gz") if row["text"].strip()
        ]
        stories.sort(key=lambda pair: pair[0])
        chosen.extend(row for _, row in stories[: NEWS // 2])
    return chosen


def _md5(text: str) -> str:
    return hashlib.md5(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _write_corpus(path: Path, passages: Iterable[Row], news: Iterable[Row]) -> dict[tuple[str, str], str]:
    """(title, context) → id of the line that holds it."""
    numbers: dict[tuple[str, str], str] = {}
    with path.open("w", encoding="utf-8") as file:
        for row in passages:
            key = (row["title"], row["context"])
            if key not in numbers:
                numbers[key] = f"passage-{len(numbers)}"
                record = {"id": numbers[key], "title": row["title"], "text": row["context"]}
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
        for at, story in enumerate(news):
            record = {"id": f"news-{at}", **{k: story[k] for k in ("title", "date", "text") if story.get(k)}}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return numbers


def _write_gold(path: Path, rows: Iterable[Row], numbers: dict[tuple[str, str], str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            record = {
                "id": row["id"],
                "question": row["question"],
                "answers": list(dict.fromkeys(answer["text"] for answer in row["answers"])),
                "article": numbers[row["title"], row["context"]],
                "answerable": bool(row["answers"]),
                "lang": row["question_lang"],
                "split": row.get("split", "report"),
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def main() -> None:
    """Build every set and say where it is, or why it cannot be."""
    for name in NAMES:
        try:
            built = build(name)
            print(f"{name}: {built.gold} over {built.corpus}")
        except GoldError as error:
            print(f"{name}: not built. {error}")


if __name__ == "__main__":
    main()
