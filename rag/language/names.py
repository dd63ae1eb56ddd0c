"""Names across scripts: 景俊海, Jing Junhai, Junhai Jing and JING Jun-hai give the same index term."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator

from rag.language.chinese_names import find_chinese_names, pinyin_places
from rag.language.english_names import english_name_keys, find_english_names
from rag.language.gazetteer import gazetteer
from rag.language.lexicon import dictionary
from rag.language.mentions import NameMention
from rag.language.pinyin import (
    character_readings,
    pinyin_reading,
    pinyin_readings,
    plain_reading,
    split_pinyin,
    surnames,
)
from rag.language.scripts import is_han, simplify

__all__ = ["NameMention", "find_names", "name_keys", "pinyin_reading", "pinyin_readings", "sounding", "surnames"]


def find_names(text: str) -> list[NameMention]:
    """People, places, organisations and 《titles》 in ``text``, in either script, in order, not overlapping.

    Offsets count in ``text``. Precision comes first: a word that may or may not be a name is left out.
    """
    mentions = find_chinese_names(text)
    taken = [(m.start, m.end) for m in mentions]
    for mention in find_english_names(text):
        if not any(mention.start < end and mention.end > start for start, end in taken):
            mentions.append(mention)
    return sorted(mentions, key=lambda m: m.start)


def name_keys(text: str) -> list[str]:
    """Index terms for the names in ``text``, each once, the same for a page and for a question in either script.

    People give ``jing_junhai``, known places and bodies ``@harbin``, other places ``%linhe``.
    """
    keys: dict[str, None] = {}
    if any(map(is_han, text)):
        for mention in find_chinese_names(text, liberal=True):
            plain = simplify(mention.text)
            if mention.kind == "person" and plain not in gazetteer():
                keys.update(dict.fromkeys(f"{a}_{b}" for a, b in pinyin_readings(plain) if a and b))
            else:
                keys.update(dict.fromkeys("@" + name.replace(" ", "_") for name in gazetteer().get(plain, ())))
        for place in pinyin_places(text):
            options = [[plain_reading(r) for r in character_readings().get(ch, [""])][:2] for ch in place]
            keys.update(dict.fromkeys("%" + "".join(parts) for parts in itertools.product(*options)))
    keys.update(dict.fromkeys(english_name_keys(text)))
    return list(keys)


def sounding(text: str, keys: Collection[str]) -> list[tuple[int, int]]:
    """Spans of Chinese ``text`` that sound like the keys of people and places: 陵波 for ``%lingbo``, and 韩石匠 for
    ``han_shijiang``, though 石匠 is a word.

    A person's first character must be a surname of that reading. A span of two characters must be no word besides: two
    syllables coincide more easily than three.
    """
    plain = simplify(text)
    out: set[tuple[int, int]] = set()
    for key in keys:
        if key.startswith("%"):
            out.update(_places_sounding(plain, key[1:]))
        elif "_" in key and key[0] != "@":
            out.update(_people_sounding(plain, *key.split("_", 1)))
    return sorted(span for span in out if span[1] - span[0] > 2 or plain[slice(*span)] not in dictionary())


def _people_sounding(text: str, head: str, tail: str) -> Iterator[tuple[int, int]]:
    for start in range(len(text) - 1):
        for size in (2, 1):
            surname = text[start : start + size]
            if surname not in surnames() or head not in map(plain_reading, surnames()[surname]):
                continue
            for end in (start + size + 2, start + size + 1):
                if end <= len(text) and (head, tail) in _spoken(text[start:end], size):
                    yield start, end


def _places_sounding(text: str, said: str) -> Iterator[tuple[int, int]]:
    size = len(split_pinyin(said) or ())
    for start in range(len(text) - size + 1 if size > 1 else 0):
        options = [[plain_reading(r) for r in character_readings().get(c, [])][:2] for c in text[start : start + size]]
        if any(map(said.startswith, options[0])) and said in map("".join, itertools.product(*options)):
            yield start, start + size


def _spoken(name: str, size: int) -> set[tuple[str, str]]:
    """The readings of a name whose surname takes ``size`` characters, all of them."""
    options = [[plain_reading(r) for r in character_readings().get(ch, [])][:3] for ch in name[size:]]
    return {
        (plain_reading(head), "".join(parts))
        for head in surnames()[name[:size]]
        for parts in itertools.product(*options)
    }
