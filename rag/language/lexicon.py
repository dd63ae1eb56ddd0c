"""The dictionary and the bilingual bridge: words, glosses and translation probabilities, from packed files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.language.packed import PackedTable
from rag.language.scripts import HAN, fold, is_han, simplify
from rag.language.segmentation import Segmenter
from rag.language.tokens import stem, words

DATA = Path(__file__).parent / "data"
_PIECE = re.compile(rf"[{HAN}]+|[^{HAN}]+")


@dataclass(frozen=True, slots=True)
class Gloss:
    """One reading of a Chinese word: pinyin with tone marks, and English senses."""

    pinyin: str
    senses: tuple[str, ...]


@cache
def _table() -> PackedTable:
    return PackedTable(DATA / "dictionary.bin")


@cache
def dictionary() -> dict[str, int]:
    """The dictionary's words, and how common each is in news (12 steps to a factor of e)."""
    return dict(zip(_table().keys, _table().weights, strict=True))


@cache
def segmenter() -> Segmenter:
    return Segmenter(dictionary())


def segment(text: str) -> list[str]:
    """``text`` cut into words, in order, nothing left out: Chinese by the dictionary, the rest whole.

    Traditional text is cut as its simplified form would be and keeps its characters.
    """
    out: list[str] = []
    for match in _PIECE.finditer(text):
        run = match.group()
        if not is_han(run[0]):
            out.append(run)
            continue
        at = 0
        for word in segmenter().split(simplify(run)):
            out.append(run[at : at + len(word)])
            at += len(word)
    return out


@cache
def _bridge(name: str) -> PackedTable:
    return PackedTable(DATA / f"bridge.{name}.bin")


def translations(term: str) -> list[tuple[str, float]]:
    """Translations of a word with their probabilities, likeliest first; empty where the bridge has none.

    English words and phrases ("chaired", "standing committee") give Chinese words; Chinese words give English stems, as
    rag.language.tokens makes them.
    """
    term = fold(term.strip())
    if not term:
        return []
    if is_han(term[0]):
        value = _bridge("zh-en").get(term)
    else:
        value = _bridge("en-zh").get(" ".join(stem(word) for word in words(term)))
    pairs = (pair.rpartition(":") for pair in value.split(" ")) if value else ()
    return [(target.replace("_", " "), int(share) / 1000) for target, _, share in pairs]


def glosses(word: str) -> list[Gloss]:
    """Readings and senses of a Chinese word (CC-CEDICT), commonest first; empty where the dictionary has none."""
    value = _table().get(simplify(word.strip()))
    if value is None:
        return []
    fields = value.split("\t")
    return [Gloss(fields[i], tuple(fields[i + 1].split("/"))) for i in range(0, len(fields) - 1, 2)]
