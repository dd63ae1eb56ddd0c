"""Short translations out of a dictionary's senses: ``to work; to operate (a machine)`` gives *work* and *operate*."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.language.build.cedict import Entry, plain_sense
from rag.language.scripts import HAN
from rag.language.tokens import stem, words

MOST_WORDS = 4
"""Words: what is longer describes and is no translation; as many as retrieval looks up together."""

_REFERENCE = re.compile(
    r"(?:\w+ )?variant of|see |CL:|also |same as|abbr\.? |surname |used in |Taiwan pr|erhua|old form"
)
_NOTE = re.compile(r"\([^)]*\)?")
_LABEL = re.compile(r"^(?:lit|fig|esp|cf|e\.g|i\.e)\.? ")
_OPENING = re.compile(r"^(?:to be |to |an? |the |one's )")
_HAN = re.compile(rf"[{HAN}]+")
_PIECES = re.compile(r"[,;/:]")

STOP = frozenset(
    words(
        "a abbr an and are as at be but by for from had has he her his i if in is it its me my not of on or our she so "
        "sth than that the their them then there these this those to us was we were which with you your"
    )
)
"""English stems that stand for no Chinese word."""


def translations(entries: Iterable[Entry]) -> Iterator[tuple[str, ...]]:
    """The entries' short translations, as stems."""
    for entry in entries:
        for sense in entry.senses:
            if not _REFERENCE.match(sense):
                yield from _short(sense)


def _short(sense: str) -> Iterator[tuple[str, ...]]:
    for piece in _PIECES.split(_HAN.sub(" ", _NOTE.sub(" ", plain_sense(sense)))):
        phrase = _OPENING.sub("", _LABEL.sub("", " ".join(piece.split())))
        stems = tuple(stem(word) for word in words(phrase))
        if 0 < len(stems) <= MOST_WORDS:
            yield stems
