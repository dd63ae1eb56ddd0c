"""Development sets, made the same way every time from the public data; nothing in them is trained on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings.training.sources import QUESTION_HOLDOUT, first_byte, is_held_out, read_jsonl
from embeddings.training.wordings import ENGLISH, read_wordings

WINDOW = 150  # characters of a Chinese window; of several windows of one text the best counts
STORY = 600  # characters of a distractor story that are used


@dataclass(frozen=True)
class Search:
    """Queries, texts cut in windows, and for each query the text that answers it."""

    name: str
    queries: list[str]
    targets: list[int]
    windows: list[str]
    owners: list[int]  # the text that each window was cut from


def windows_of(text: str, length: int = WINDOW) -> list[str]:
    """Consecutive windows; a last one shorter than a third is joined to the one before."""
    cuts = list(range(0, max(1, len(text)), length))
    if len(cuts) > 1 and len(text) - cuts[-1] < length // 3:
        cuts.pop()
    return [text[a:b] for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def sentence_pairs(data: Path, limit: int = 2_000) -> dict[str, list[tuple[str, str]]]:
    """NTREX, and an even sample of the WMT test sets: (English, Chinese)."""
    ntrex = [(str(r["en"]), str(r["zh"])) for r in read_jsonl(data / "parallel" / "ntrex_dev.jsonl.gz")]
    rows = read_jsonl(data / "parallel" / "train.jsonl.gz")
    wmt = [(str(r["en"]), str(r["zh"])) for r in rows if str(r["source"]).startswith("wmt")]
    step = max(1, len(wmt) // limit)
    return {"ntrex": ntrex[:limit], "wmt": list(dict(wmt[::step]).items())[:limit]}


def distractors(data: Path, stories: int) -> list[str]:
    """An even sample of news stories, half from each collection, their first 600 characters."""
    found = []
    for name in ("xinwenlianbo", "crud_news"):
        texts = [str(r["text"])[:STORY] for r in read_jsonl(data / "news" / f"{name}.jsonl.gz")]
        found += texts[:: max(1, len(texts) * 2 // max(1, stories))][: stories // 2]
    return found


def chinese_searches(data: Path, stories: int) -> list[Search]:
    """Questions over Chinese passages among news stories, all against one pool of windows.

    Chinese questions of CMRC's trial part and of DRCD's held-out articles, and English questions held out of training.
    """
    qa = data / "qa"
    drcd = [r for name in ("drcd_dev", "drcd_test") for r in read_jsonl(qa / f"{name}.jsonl.gz")]
    trained = {str(r["id"]): r for r in [*read_jsonl(qa / "cmrc2018_train.jsonl.gz"), *drcd]}
    english = {
        key: asked
        for key, asked in read_wordings(ENGLISH).items()
        if key in trained and first_byte(key) < QUESTION_HOLDOUT
    }
    sets: dict[str, list[dict[str, Any]]] = {
        "cmrc_trial": list(read_jsonl(qa / "cmrc2018_trial.jsonl.gz")),
        "drcd_holdout": [r for r in drcd if is_held_out(r)],
        "english_to_chinese": [{**trained[key], "question": asked} for key, asked in english.items()],
    }
    texts: dict[str, int] = {}
    for rows in sets.values():
        for row in rows:
            texts.setdefault(str(row["context"]), len(texts))
    for story in distractors(data, stories):
        texts.setdefault(story, len(texts))
    cut = [(w, owner) for text, owner in texts.items() for w in windows_of(text)]
    windows, owners = [w for w, _ in cut], [o for _, o in cut]
    return [
        Search(name, [str(r["question"]) for r in rows], [texts[str(r["context"])] for r in rows], windows, owners)
        for name, rows in sets.items()
        if rows
    ]


def english_search(data: Path) -> Search:
    """QED's development questions over all its development paragraphs."""
    rows = list(read_jsonl(data / "qa" / "qed_nq_dev.jsonl.gz"))
    texts: dict[str, int] = {}
    for row in rows:
        texts.setdefault(str(row["context"]), len(texts))
    targets = [texts[str(r["context"])] for r in rows]
    return Search("english_to_english", [str(r["question"]) for r in rows], targets, list(texts), list(texts.values()))
