"""Names that stand in a row with a name that is certain: 方志远、陶一鸣、葛文博."""

from __future__ import annotations

import re

from rag.language.names import NameMention, surnames
from rag.language.scripts import is_han

_AFTER = re.compile(
    r"[、，,。；）)]|和|与|及|等|出席|参加|列席|主持|陪同|分别|也|在|参与|获|说|表示|为|共同|三人|两人|二人|$"
)


def with_neighbours(text: str, names: list[NameMention]) -> list[NameMention]:
    """``names`` and the people joined to them by 、 whom the name finder, careful as it is, left out.

    Beside a certain name, a surname and one or two characters more are a name too.
    """
    found = sorted(names, key=lambda n: n.start)
    queue = [n for n in found if n.kind == "person" and is_han(n.text[0])]
    while queue:
        name = queue.pop()
        for span in (_before(text, name.start), _after(text, name.end)):
            if span is None or any(span[0] < n.end and n.start < span[1] for n in found if n.kind == "person"):
                continue
            fresh = NameMention(span[0], span[1], text[span[0] : span[1]], "person")
            found = [n for n in found if not (span[0] < n.end and n.start < span[1])] + [fresh]
            queue.append(fresh)
    return sorted(found, key=lambda n: n.start)


def _before(text: str, at: int) -> tuple[int, int] | None:
    if text[at - 1 : at] != "、":
        return None
    for size in (4, 3, 2):
        start = at - 1 - size
        piece = text[max(0, start) : at - 1]
        two = piece[:2] in surnames() and size >= 3
        if start >= 0 and all(map(is_han, piece)) and (two or (size < 4 and piece[:1] in surnames())):
            return start, at - 1
    return None


def _after(text: str, at: int) -> tuple[int, int] | None:
    if text[at : at + 1] != "、":
        return None
    for size in (3, 2, 4):
        piece = text[at + 1 : at + 1 + size]
        two = piece[:2] in surnames() and size >= 3
        named = len(piece) == size and all(map(is_han, piece)) and (two or (size < 4 and piece[:1] in surnames()))
        if named and _AFTER.match(text, at + 1 + size):
            return at + 1, at + 1 + size
    return None
