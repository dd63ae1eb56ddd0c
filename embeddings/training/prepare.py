"""``prepare``: the translation pairs that training sees, cleaned, deduplicated and written once, in a fixed order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from embeddings.training import cedict, clean
from embeddings.training.config import Config
from embeddings.training.sources import read_jsonl, source_of


@dataclass(frozen=True)
class Pair:
    """A translation pair; ``weight`` is how often an epoch repeats it, ``follows`` whether it continues the last."""

    english: str
    chinese: str
    weight: int
    follows: bool


ORDERED = ("news_commentary", "gov_reports", "tico19")  # sources whose pairs come in document order


def pairs_path(config: Config) -> Path:
    return config.work / "pairs.jsonl"


def prepare(config: Config) -> dict[str, int]:
    """Write the cleaned pairs; returns how many were kept and why others were left out."""
    counts: Counter[str] = Counter()
    seen: set[int] = set()
    config.work.mkdir(parents=True, exist_ok=True)
    part = pairs_path(config).with_suffix(".part")
    with part.open("w", encoding="utf-8") as out:
        last = ("", -1)
        for number, row in enumerate(read_jsonl(config.data / "parallel" / "train.jsonl.gz")):
            english, chinese, name = str(row["en"]), str(row["zh"]), str(row["source"])
            source = source_of(name)
            if number % config.sample:
                continue
            if not source.weight:
                counts["source left out"] += 1
                continue
            if not clean.is_translation(english, chinese):
                counts["script or length"] += 1
                continue
            keys = {hash(clean.fingerprint(english)), hash(clean.fingerprint(chinese))}
            if keys & seen:
                counts["near-duplicate"] += 1
                continue
            seen |= keys
            follows = name.startswith(ORDERED) and last == (name, number - 1)
            last = (name, number)
            counts[f"kept {name}"] += 1
            out.write(json.dumps([english, chinese, source.weight, follows], ensure_ascii=False) + "\n")
    part.replace(pairs_path(config))
    (config.work / "pairs.json").write_text(json.dumps(counts, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return dict(counts)


def read_pairs(config: Config) -> list[Pair]:
    """The pairs that :func:`prepare` wrote, in its order."""
    with pairs_path(config).open(encoding="utf-8") as lines:
        return [Pair(*json.loads(line)) for line in lines]


def dictionary_pairs(config: Config) -> Iterator[Pair]:
    """Dictionary entries as short pairs: the word and its first two senses."""
    for word, glosses in cedict.read(config.data / "cedict.txt.gz").glosses.items():
        if len(word) > 1 and glosses:
            yield Pair("; ".join(glosses[:2]), word, 1, False)
