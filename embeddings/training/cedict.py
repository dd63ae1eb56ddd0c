"""CC-CEDICT as training data: each word's English glosses, cleaned of the dictionary's own notation."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

ENTRY = re.compile(r"(\S+) (\S+) \[([^\]]*)\] /(.*)/\s*$")
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


def read(path: Path) -> Dictionary:
    """The dictionary in CC-CEDICT's text format, gzip or plain. Lines that are not entries are passed over."""
    glosses: dict[str, list[str]] = defaultdict(list)
    simplified: dict[str, str] = {}
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            entry = ENTRY.match(line)
            if line.startswith("#") or not entry or not HAN_WORD.fullmatch(entry[2]):
                continue
            glosses[entry[2]].extend(g for g in map(clean_gloss, entry[4].split("/")) if g)
            if entry[1] != entry[2]:
                simplified.setdefault(entry[1], entry[2])
    return Dictionary({w: tuple(g) for w, g in glosses.items()}, simplified)
