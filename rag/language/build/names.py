"""names.json.gz: readings of characters, surnames with theirs, and proper names with their English forms."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rag.language.build.cedict import Entry, plain_syllables
from rag.language.build.english_names import english_names
from rag.language.build.newspaper import Term
from rag.language.scripts import is_han

_SURNAME = re.compile(r"(?:two-character )?surname [A-Z]")
_PERSON = re.compile(
    r"\((?:\w+ )?(?:sur)?name\)|surname |given name|\((?:c\.? |born )?[\d ?BC]*-?\d{2,4}(?: BC)?[-–),?]"
)
_ERA = re.compile(r"[^(]*(?:[Dd]ynast|[Pp]eriod|Warring|War\b|School|Empire|Incident|Revolution|Reform)")
_FOREIGN = 3
"""Characters: longer surnames are foreign ones, whose bearers have no Chinese given name."""

NOT_SURNAMES = frozenset("中南海国后")
"""Surnames in the dictionary that in news are nearly always the word."""

MORE_SURNAMES = {
    **{"代": ["dai"], "员": ["yun"], "战": ["zhan"], "折": ["she"], "洗": ["xian"], "种": ["chong"], "繁": ["po"]},
    **{"黑": ["he"], "鄂": ["e"], "朴": ["piao", "pu"], "盖": ["ge", "gai"], "翟": ["zhai"], "那": ["na"]},
    **{"万俟": ["moqi"], "呼延": ["huyan"], "夏侯": ["xiahou"], "拓跋": ["tuoba"], "澹台": ["tantai"]},
    **{"濮阳": ["puyang"], "独孤": ["dugu"], "钟离": ["zhongli"], "闾丘": ["lvqiu"]},
}
"""Surnames, and readings as surnames, that the dictionary lacks or has otherwise."""

_RARE = 0.12
"""A reading that has less of a character's uses than this is left out."""

_SHARED = 8
"""A name of more Chinese words than this tells nothing."""

_ALONE = 0.5
"""What an entry of the character alone counts, beside the words that it is in."""


def surnames(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """Surnames to their toneless readings as such."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if any(map(_SURNAME.match, entry.senses)) and len(entry.simplified) < _FOREIGN:
            reading = "".join(plain_syllables(entry.pinyin))
            if reading not in found[entry.simplified]:
                found[entry.simplified].append(reading)
    return {name: read for name, read in (found | MORE_SURNAMES).items() if name not in NOT_SURNAMES}


def readings(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """Characters, traditional ones too, to their toneless readings, by the number of words that have each."""
    uses: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for entry in entries:
        syllables = plain_syllables(entry.pinyin)
        if len(syllables) != len(entry.simplified):
            continue
        for form in dict.fromkeys((entry.simplified, entry.traditional)):
            for character, syllable in zip(form, syllables, strict=False):
                if is_han(character):
                    uses[character][syllable] += _ALONE if len(form) == 1 else 1
    return {character: _commonest(uses[character]) for character in sorted(uses)}


def _commonest(uses: Mapping[str, float]) -> list[str]:
    least = _RARE * sum(uses.values())
    return [reading for reading in sorted(uses, key=lambda reading: -uses[reading]) if uses[reading] >= least]


def is_person(entry: Entry) -> bool:
    """Whether an entry is a person's or a family's name: it says so, or gives years of birth and death."""
    return entry.is_name and any(_PERSON.search(sense) and not _ERA.match(sense) for sense in entry.senses)


def gazetteer(words: Mapping[str, list[Entry]], terms: Iterable[Term] = ()) -> dict[str, list[str]]:
    """Proper names to their English names: folded, abbreviations in capitals.

    Left out: Chinese that is a common word too (东北), English that many names share, and pinyin of one syllable.
    """
    syllables = {s for entries in words.values() for e in entries for s in plain_syllables(e.pinyin)}
    found: dict[str, list[str]] = {}
    for word, entries in words.items():
        if len(word) > 1 and all(map(is_han, word)) and all(entry.is_name for entry in entries):
            names = [_fold(n) for entry in entries for n in english_names(entry, person=is_person(entry))]
            found[word] = [name for name in names if name not in syllables]
    for term in terms:
        if term.is_name:
            found[term.chinese] = [*found.get(term.chinese, ()), _fold(term.english)]
    shared = Counter(name for names in found.values() for name in set(names))
    kept = {w: list(dict.fromkeys(n for n in names if shared[n] <= _SHARED)) for w, names in found.items()}
    return {word: names for word, names in sorted(kept.items()) if names}


def _fold(name: str) -> str:
    return name if name.isupper() or (name[1:].isdigit() and name[0].isupper()) else name.casefold()


def write_names(path: Path, words: Mapping[str, list[Entry]], names: Mapping[str, list[str]]) -> dict[str, int]:
    """Write ``names`` (the gazetteer) and the other three tables as JSON; returns the size of each."""
    entries = [entry for same in words.values() for entry in same]
    tables: dict[str, Any] = {
        "gazetteer": names,
        "people": sorted({entry.simplified for entry in entries if is_person(entry)}),
        "readings": readings(entries),
        "surnames": dict(sorted(surnames(entries).items())),
    }
    text = json.dumps(tables, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    return {name: len(table) for name, table in tables.items()}
