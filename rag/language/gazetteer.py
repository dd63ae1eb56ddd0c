"""Places, bodies and people whose English names are no pinyin: Harbin, Inner Mongolia, CPPCC, Putin. From CC-CEDICT."""

from __future__ import annotations

from functools import cache

from rag.language.pinyin import names_data


@cache
def gazetteer() -> dict[str, list[str]]:
    """Chinese places and bodies to their English names, folded; abbreviations (WHO) in capitals."""
    found: dict[str, list[str]] = names_data()["gazetteer"]
    return found


@cache
def people() -> frozenset[str]:
    """The well-known people among the gazetteer's entries."""
    return frozenset(names_data()["people"])


@cache
def english_gazetteer() -> dict[str, list[str]]:
    """English names, as the gazetteer writes them, to the Chinese ones."""
    out: dict[str, list[str]] = {}
    for word, names in gazetteer().items():
        for name in names:
            out.setdefault(name, []).append(word)
    return out


def gazetteer_kind(word: str) -> str:
    """What a known Chinese proper name is: a person, or by its last character an organisation or a place."""
    if word in people():
        return "person"
    return "organisation" if word[-1] in "社部会局院委党学司盟行军织报台团协队厅" else "place"
