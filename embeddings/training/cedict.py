"""CC-CEDICT as training data: each word's English glosses, cleaned of the dictionary's own notation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.language.build import cedict

NOT_A_GLOSS = re.compile(
    r"(old |erhua |Japanese |archaic )?variant of|erhua|CL:|also written|also pr\.|see |surname |used in |Taiwan pr"
    r"|abbr\. for .*\|"
)
NOTE = re.compile(r"\([^)]*\)|\[[^\]]*\]|[\u3400-\u9fff|]+")
ARTICLE = re.compile(r"^(to be |to |a |an |the )")
HAN_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Dictionary:
    """``glosses``: simplified word to its cleaned senses; ``simplified``: traditional form to simplified form."""

    glosses: dict[str, tuple[str, ...]]
    simplified: dict[str, str]


def clean_gloss(sense: str) -> str:
    """A sense as a bare English phrase, or the empty string where it is only a cross-reference."""
    if NOT_A_GLOSS.match(sense):
        return ""
    phrase = ARTICLE.sub("", NOTE.sub("", sense).strip()).strip(" ;,")
    return phrase if len(phrase) < 60 else ""


def longest_matches(run: str, words: Collection[str], longest: int) -> Iterator[str]:
    """A run of Han cut from the left into the longest of ``words`` of up to ``longest`` characters, or else into single
    characters."""
    start = 0
    while start < len(run):
        for end in range(min(len(run), start + longest), start, -1):
            if end == start + 1 or run[start:end] in words:
                yield run[start:end]
                start = end
                break


def read(path: Path) -> Dictionary:
    """The dictionary in CC-CEDICT's text format, gzip or plain. Lines that are not entries are passed over.

    Raises:
        ReadError: the file cannot be read, or has no entry.
    """
    glosses: dict[str, list[str]] = defaultdict(list)
    simplified: dict[str, str] = {}
    for entry in cedict.read(path):
        if not HAN_WORD.fullmatch(entry.simplified):
            continue
        glosses[entry.simplified].extend(g for g in map(clean_gloss, entry.senses) if g)
        if entry.traditional != entry.simplified:
            simplified.setdefault(entry.traditional, entry.simplified)
    return Dictionary({w: tuple(g) for w, g in glosses.items()}, simplified)
