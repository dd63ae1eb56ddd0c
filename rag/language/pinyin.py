"""Chinese names in pinyin: readings of characters, surnames with theirs, syllables."""

from __future__ import annotations

import gzip
import itertools
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from rag.errors import StoreError
from rag.language.scripts import is_han, simplify

_DATA = Path(__file__).parent / "data" / "names.json.gz"
_MAX_READINGS = 4


@cache
def names_data() -> dict[str, Any]:
    """The packed data: ``surnames``, ``readings``, ``gazetteer`` and ``people``."""
    try:
        with gzip.open(_DATA, "rt", encoding="utf-8") as file:
            data: dict[str, Any] = json.load(file)
            return data
    except (OSError, ValueError) as error:
        raise StoreError(f"{_DATA} cannot be read ({error}); reinstall newsrag") from error


_ALSO_SURNAMES = {
    "郗": ["xi", "chi"], "覃": ["qin", "tan"], "谌": ["chen", "shen"], "隗": ["wei", "kui"], "宓": ["mi", "fu"],
    "牟": ["mou", "mu"], "仝": ["tong"], "冼": ["xian"],
}  # fmt: skip
"""Readings of surnames that the dictionary lacks or has one of, commonest first."""
_ALSO_READ = {"郗": ["xi"], "翛": ["xiao"]}
"""Readings of characters that the dictionary lacks."""


@cache
def surnames() -> dict[str, list[str]]:
    """Chinese surnames, of one or two characters, with their toneless readings as surnames, commonest first."""
    found: dict[str, list[str]] = names_data()["surnames"]
    return {**found, **{ch: list(dict.fromkeys([*said, *found.get(ch, ())])) for ch, said in _ALSO_SURNAMES.items()}}


@cache
def character_readings() -> dict[str, list[str]]:
    """Toneless readings of characters, commonest first."""
    found: dict[str, list[str]] = names_data()["readings"]
    return {**found, **{ch: [*found.get(ch, ()), *said] for ch, said in _ALSO_READ.items()}}


@cache
def _syllables() -> frozenset[str]:
    return frozenset(
        plain_reading(r) for found in character_readings().values() for r in found if re.search("[aeiouv]", r)
    )


@cache
def surname_readings() -> frozenset[str]:
    """Every toneless reading a surname has."""
    return frozenset(plain_reading(r) for found in surnames().values() for r in found)


def plain_reading(reading: str) -> str:
    """One spelling for ü: lü, lyu, lv and lu all count as lu."""
    return reading.replace("ü", "v").replace("lyu", "lv").replace("nyu", "nv").replace("v", "u")


@cache
def split_pinyin(word: str) -> tuple[str, ...] | None:
    """The syllables of a toneless pinyin word of up to three, the fewest there can be; None where it is not pinyin."""
    word = plain_reading(word)
    if not word or len(word) > 18:
        return None
    syllables = _syllables()
    if word in syllables:
        return (word,)
    for size in range(min(6, len(word) - 1), 0, -1):
        if word[:size] in syllables:
            rest = split_pinyin(word[size:])
            if rest is not None and len(rest) <= 2:
                return (word[:size], *rest)
    return None


def split_surname(name: str) -> tuple[str, str]:
    """A Chinese name as surname and given name; the surname is "" where the first characters are none."""
    known = surnames()
    if len(name) > 2 and name[:2] in known:
        return name[:2], name[2:]
    return (name[:1], name[1:]) if name[:1] in known else ("", name)


def pinyin_readings(name: str) -> list[tuple[str, str]]:
    """Likely toneless readings (surname, given name) of a Chinese person's name, the likeliest first.

    The surname is read as a surname (单 shan, not dan); a given name's polyphones give further readings.
    """
    surname, given = split_surname(simplify(name))
    heads = [plain_reading(r) for r in surnames()[surname]] if surname else [""]
    options = [[plain_reading(r) for r in character_readings().get(ch, [""])] for ch in given]
    tails = ["".join(parts) for parts in itertools.islice(itertools.product(*options), _MAX_READINGS)]
    return list(dict.fromkeys((head, tail) for tail in tails for head in heads))[:_MAX_READINGS]


def pinyin_reading(name: str) -> str:
    """A Chinese name in pinyin, as English papers print it: 景俊海 → ``Jing Junhai``; what is not Han stays."""
    plain = simplify(name)
    surname, given = split_surname(plain) if len(plain) <= 4 and all(map(is_han, plain)) else ("", plain)
    if surname and given:
        head, tail = surnames()[surname][0], "".join(character_readings().get(ch, [ch])[0] for ch in given)
        return f"{_display(head)} {_display(tail)}"
    return (
        "".join(character_readings().get(ch, [ch])[0] for ch in plain).replace("v", "ü").capitalize() if plain else ""
    )


def _display(reading: str) -> str:
    return reading.replace("v", "ü").capitalize()
