"""English names out of a dictionary entry's senses: ``Harbin, subprovincial city and capital of …`` gives Harbin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.language.build.cedict import Entry, plain_sense, plain_syllables

_REFERENCE = re.compile(r"abbr\.? (?:for|of|to) |see |variant |old |CL:|also |same as|refers to|surname ")
_NO_NAME = re.compile(
    r"[Dd]ynasty|constellation|dialect|geological period|\bDay\b|Festival|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)(?:$| ?\()"
)
_LEAD = re.compile(r"^(?:\([^)]*\) |the |PRC |[\"“])+")
_WORD = r"[A-Z][\w'’.&-]*+"
_NAME = rf"{_WORD}(?:(?: (?:of|the|and|for|on|de|la|von|van|der|al))* (?:{_WORD}|[1-9]\d*+))*+"
_FIRST = re.compile(
    rf"({_NAME})(?=$|[\"”]|,| ?[(:;]| (?:or|in|at|county|district|prefecture|prefecture-level|subprovincial|autonomous|"
    r"province|city|town|township|region|state|mountains?|river|islands?|sea|newspaper|group)\b)"
)
_OTHER = re.compile(rf"\bor ({_NAME})|\(({_NAME})\)")
_COUNTRIES = frozenset(["PRC", "USA", "US", "UK", "ROC", "Tw", "BC", "AD"])
_SHORT = 4
"""Characters: a longer rendering is of the whole name, or of a last name that has a sense of its own."""


def english_names(entry: Entry, *, person: bool) -> list[str]:
    """English names of a proper name's entry, as they are written; none where it gives only pinyin.

    A person's last name is a name too. What spells the Chinese name of a person in pinyin is left out: the readings of
    characters give it.
    """
    reading = "".join(plain_syllables(entry.pinyin)).replace("v", "u")
    out: list[str] = []
    for sense in map(plain_sense, entry.senses):
        if _REFERENCE.match(sense) or _NO_NAME.search(sense):
            continue
        for name in _names(sense):
            if not person:
                out.append(name)
            elif re.sub(r"\W", "", name.casefold()).replace("ü", "u") != reading:
                out.append(name)
                if " " in name and len(entry.simplified) <= _SHORT and re.search(r"\d", sense):
                    out.append(name.rpartition(" ")[2])
    return out


def _names(sense: str) -> Iterator[str]:
    sense = _LEAD.sub("", sense)
    first = _FIRST.match(sense)
    if first:
        found = [first[1]] + [a or b for a, b in _OTHER.findall(sense)]
        yield from (name for name in found if name not in _COUNTRIES and len(name) > 1)
