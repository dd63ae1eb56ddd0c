"""Which words of parallel text translate which: counts of word links, learned by eflomal in both directions.

Östling and Tiedemann (2016), "Efficient word alignment with Markov Chain Monte Carlo".
"""

from __future__ import annotations

import gzip
import json
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rag.errors import ReadError
from rag.language.scripts import is_han, simplify
from rag.language.segmentation import Segmenter
from rag.language.tokens import stem, words

LEFT_OUT = ("wmt", "python_docs")
"""Beginnings of sources that are not learned from: public test sets, which stay for evaluation, and markup."""

BULK = "jiyu"
"""The source that is thinned where there are more pairs than are asked for: the largest and plainest."""

LONGEST = 80
"""Words of a sentence: longer ones align badly."""

ONE_WAY = 0.5
"""What a link counts that only one direction makes, beside 1 for a link of both."""

FEWEST = 1.5
"""Word pairs that count less are left out: most of them are chance."""

Sentence = tuple[str, ...]
Pair = tuple[Sentence, Sentence]
Links = dict[tuple[str, str], float]


def read_pairs(path: Path, most: int) -> Iterator[tuple[str, str]]:
    """English and Chinese sentences of a JSON Lines file, about ``most``, thinned to fit, the bulk source first.

    Raises:
        ReadError: the file cannot be read.
    """
    sizes: Counter[bool] = Counter(row["source"] == BULK for row in _rows(path))
    # of the bulk source, of the others
    shares = {True: (most - sizes[False]) / max(1, sizes[True]), False: most / max(1, sizes[False])}
    chance = random.Random(0)
    for row in _rows(path):
        if chance.random() < shares[row["source"] == BULK]:
            yield row["en"], row["zh"]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if not row["source"].startswith(LEFT_OUT):
                    yield row
    except (OSError, ValueError, KeyError) as error:
        raise ReadError(f"{path} cannot be read as sentence pairs, one JSON object a line ({error!r})") from error


def tokenised(pairs: Iterable[tuple[str, str]], weight: Mapping[str, int]) -> list[Pair]:
    """English stems and Chinese words of each pair, without pairs that lack either or are very long."""
    cut = Segmenter(weight)
    out: list[Pair] = []
    for english, chinese in pairs:
        stems = tuple(stem(word) for word in words(english))
        runs = "".join(ch if is_han(ch) else " " for ch in simplify(chinese)).split()
        found = tuple(word for run in runs for word in cut.split(run))
        if 0 < len(stems) <= LONGEST and 0 < len(found) <= LONGEST:
            out.append((stems, found))
    return out


def align(pairs: Sequence[Pair], *, length: float = 1.0) -> Links:
    """Links of English stems to Chinese words over all pairs, with their symmetrised counts.

    ``length``: how long eflomal samples, beside what it holds right for so many sentences.

    Raises:
        ImportError: eflomal is not installed (extra ``train``).
    """
    from eflomal import Aligner

    with tempfile.TemporaryDirectory() as folder:
        forward, reverse = Path(folder, "forward"), Path(folder, "reverse")
        Aligner(rel_iterations=length).align(
            [" ".join(english) for english, _ in pairs],
            [" ".join(chinese) for _, chinese in pairs],
            links_filename_fwd=str(forward),
            links_filename_rev=str(reverse),
        )
        links: Links = defaultdict(float)
        with forward.open() as first, reverse.open() as second:
            for (english, chinese), ahead, back in zip(pairs, first, second, strict=True):
                one, other = set(ahead.split()), set(back.split())
                for link in one | other:
                    source, target = map(int, link.split("-"))
                    links[english[source], chinese[target]] += 1 if link in one and link in other else ONE_WAY
    return {pair: count for pair, count in links.items() if count >= FEWEST}
