"""The one tokenisation, for indexing and for asking."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.language.scripts import HAN, fold

MAX_TOKEN = 64
"""Longer runs (base64, URLs) are cut: no one asks for them and they bloat the index."""

_PIECE = re.compile(
    rf"(?P<han>[{HAN}]+)"
    r"|(?P<number>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)"
)
# Folded already: a word that mixes scripts ("5g", "covid19") comes out as its letters and its digits.
_HAN_SPLIT = re.compile(rf"[{HAN}]+|[^{HAN}]+")
_HAN_FIRST = re.compile(rf"[{HAN}]")
_KEPT = frozenset(
    [
        "news",
        "this",
        "does",
        "thus",
        "gas",
        "bus",
        "always",
        "perhaps",
        "during",
        "nothing",
        "something",
        "anything",
        "everything",
    ]
)
_VOWEL = re.compile(r"[aeiouy]")


def tokenize(text: str) -> list[str]:
    """Index terms of ``text``: Han characters and bigrams of neighbours, Latin words folded and stemmed, digits.

    >>> tokenize("景俊海2,000 Meetings")
    ['景', '景俊', '俊', '俊海', '海', '2000', 'meet']
    """
    out: list[str] = []
    for match in _PIECE.finditer(fold(text)):
        kind = match.lastgroup
        piece = match.group()
        if kind == "han":
            _han(piece, out)
        elif kind == "number":
            out.append(piece.replace(",", "")[:MAX_TOKEN])
        else:
            for part in _HAN_SPLIT.findall(piece):
                if _HAN_FIRST.match(part):
                    _han(part, out)
                else:
                    out.append(stem(part[:MAX_TOKEN]))
    return out


def _han(run: str, out: list[str]) -> None:
    last = len(run) - 1
    for i, ch in enumerate(run):
        out.append(ch)
        if i < last:
            out.append(run[i : i + 2])


def words(text: str) -> list[str]:
    """The Latin words of ``text``, folded, not stemmed, in order."""
    found = (m.group() for m in _PIECE.finditer(fold(text)) if m.lastgroup == "word")
    return [part for word in found for part in _HAN_SPLIT.findall(word) if not _HAN_FIRST.match(part)]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Light English stemming: step 1 of Porter (1980), which takes off plurals, -ed and -ing and nothing else."""
    word = re.sub("['’]s?$", "", word).replace("'", "").replace("’", "")
    if len(word) <= 3 or word in _KEPT or not word.isascii():
        return word
    if word.endswith("sses") or (word.endswith("ies") and len(word) > 4):
        word = word[:-2]
    elif word.endswith("s") and word[-2] not in "su":
        word = word[:-1]
    if word.endswith("eed"):
        return word[:-1] if _VOWEL.search(word[:-3]) else word
    for suffix in ("ed", "ing"):
        head = word[: -len(suffix)]
        if word.endswith(suffix) and len(head) > 1 and _VOWEL.search(head):
            word = head
            if word.endswith(("at", "bl", "iz")):
                word += "e"
            elif len(word) > 2 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            elif _short(word):
                word += "e"
            break
    if word.endswith("y") and len(word) > 2 and _VOWEL.search(word[:-1]):
        word = word[:-1] + "i"
    elif word.endswith("e") and len(word) > 4:
        word = word[:-1]  # so that "chaire-d" and "chair", "leav-e" and "leav-ing" agree
    return word


def _short(word: str) -> bool:
    """Porter's *o with measure 1: one vowel group, ending consonant-vowel-consonant (fil-ing → file)."""
    return bool(re.fullmatch(r"[^aeiouy]*[aeiouy][^aeiouwxy]", word))
