"""dictionary.bin: CC-CEDICT's words with readings, senses and how common they are in news."""

from __future__ import annotations

import gzip
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rag.errors import ReadError
from rag.language.build.cedict import Entry, short_senses, tone_marks
from rag.language.packed import write_packed
from rag.language.scripts import HAN, simplify
from rag.language.segmentation import Segmenter

READINGS, SENSES = 4, 6
"""At most so many readings of a word, and senses of a reading."""

STEPS = 12
"""Steps of a weight to a factor of e."""

_LESSER = re.compile(r"(?:old )?variant of|see |surname ")
_HAN_RUN = re.compile(rf"[{HAN}]+")


def by_word(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Each simplified word's entries: cross-references and surnames last, proper names behind words."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.simplified].append(entry)
    for same in found.values():
        same.sort(key=lambda entry: (bool(_LESSER.match(entry.senses[0])), entry.is_name))
    return dict(found)


def news_runs(folder: Path, every: int) -> Iterator[str]:
    """The runs of Han characters, simplified, in every so-manieth story of the folder's JSON Lines.

    Raises:
        ReadError: there is no story.
    """
    empty = True
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                if number % every == 0:
                    empty = False
                    yield from _HAN_RUN.findall(simplify(json.loads(line)["text"]))
    if empty:
        raise ReadError(f"{folder} has no news to count words in; put JSON Lines with a `text` there (*.jsonl.gz)")


def count_words(words: Iterable[str], runs: Iterable[str]) -> Counter[str]:
    """How often each word runs in text: counted by longest match, then on the likeliest cuts by those counts."""
    kept, known = list(runs), list(words)
    first: Counter[str] = Counter()
    # Equal weights and a cost for each word: the cut into the fewest words.
    cut = Segmenter(dict.fromkeys(known, 0))
    for run in kept:
        first.update(cut.split(run))
    cut = Segmenter(weights(known, first))
    second: Counter[str] = Counter()
    for run in kept:
        second.update(cut.split(run))
    return second


def weights(words: Iterable[str], counts: Mapping[str, int]) -> dict[str, int]:
    """Counts as the small numbers that the segmenter adds up: 0 for a word that is not met."""
    return {word: round(STEPS * math.log(counts.get(word, 0) + 1)) for word in words}


def write_dictionary(path: Path, words: Mapping[str, list[Entry]], weight: Mapping[str, int]) -> int:
    """Write the packed table: ``pinyin TAB sense/sense TAB pinyin TAB …``; returns how many words."""
    rows = []
    for word, entries in words.items():
        fields: list[str] = []
        for entry in entries[:READINGS]:
            if senses := short_senses(entry):
                fields += [tone_marks(entry.pinyin), "/".join(senses[:SENSES])]
        rows.append((word, "\t".join(fields), weight[word]))
    return write_packed(path, rows)
