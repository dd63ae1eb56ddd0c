"""How likely a surname and one or two characters behind it are a person, by a model learned from parallel text.

A logistic model over the characters of the name, those before and behind it and the words it cuts through. It was
learned where English spells the names (``python -m embeddings.training.people``): the surname and given-name characters
of Chinese names are telling by themselves (Sproat, Shih, Gale & Chang 1996), and so is what stands beside them.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

from rag.errors import StoreError
from rag.language.lexicon import dictionary
from rag.language.name_parts import (
    ASKED_AFTER,
    CHOOSING,
    COMMON_SURNAMES,
    LAST_GIVEN,
    MAKES,
    MAYBE_GIVEN,
    RARELY_GIVEN,
    ROLE_END,
    STRONG_AFTER,
    SURNAMES_ALSO_WORDS,
    THING_END,
    TITLE_BEFORE,
    WORD_AFTER,
)
from rag.language.pinyin import surnames

WEIGHTS = Path(__file__).with_name("data") / "people.json.gz"
_COMMON = 15  # steps of a word's weight to one level of it


@cache
def weights() -> Mapping[str, float]:
    """The learned log-odds by feature; "" is the bias.

    Raises:
        StoreError: the file is missing or damaged.
    """
    try:
        return {str(k): v / 100 for k, v in json.loads(gzip.decompress(WEIGHTS.read_bytes())).items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise StoreError(f"{WEIGHTS} cannot be read ({error}); reinstall newsrag") from error


@cache
def _first_characters() -> frozenset[str]:
    return frozenset(surname[0] for surname in surnames())


def may_begin(ch: str) -> bool:
    """Whether any surname begins with a character."""
    return ch in _first_characters()


def candidates(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The surname's length and the end of whatever begins at ``start``, ends by ``stop`` and may be a name."""
    for size in (2, 1):
        if text[start : start + size] in surnames():
            for given in (1, 2):
                if start + size + given <= stop:
                    yield size, start + size + given


def features(text: str, start: int, end: int, size: int, starts: Mapping[int, int], inside: bytearray) -> list[str]:
    """What tells whether ``text[start:end]``, whose surname takes ``size`` characters, is a name.

    ``starts`` are the beginnings of the text's words, ``inside`` marks the characters of words of two and more.
    """
    table = dictionary()
    given, name = text[start + size : end], text[start:end]
    before, after = _plain(text[start - 1 : start]), _plain(text[end : end + 1])
    out = [f"S{text[start : start + size]}", f"L{size}{len(given)}", f"B{before}", f"A{after}"]
    out += [f"1{given[0]}", f"2{given[1]}"] if len(given) == 2 else [f"0{given}"]
    out += [f"b{text[max(0, start - 2) : start]}", f"a{text[end : end + 2]}"]
    within = "".join("i" if inside[i] else "." for i in range(start, end))
    whole = end in starts or end >= len(text) or not inside[end]
    out.append(f"P{within}{'s' if start in starts else '-'}{'e' if whole else '-'}")
    out += [f"G{_level(table.get(given))}{len(given)}", f"N{_level(table.get(name))}{len(name)}"]
    lead = text[max(0, start - 8) : start]
    told = {"T": _titled(lead), "C": _chosen(lead), "M": text[end - 1] == "作" and MAKES.match(text, end)}
    out += [mark for mark, found in told.items() if found]
    if STRONG_AFTER.match(text, end):
        out.append("X")
    elif WORD_AFTER.match(text, end):
        out.append("W")
    if table.get(text[max(0, start - 2) : start]):
        out.append("w")
    if text.count(name) > 1:
        out.append("R")
    form = _form(text, start, end, size, starts, inside)
    out.append("V" if form is None else f"V{round(2 * form)}")
    return out


def log_odds(text: str, start: int, end: int, size: int, starts: Mapping[int, int], inside: bytearray) -> float:
    """The log-odds that ``text[start:end]`` is a person; arguments as of :func:`features`."""
    known = weights()
    return known[""] + sum(known.get(f, 0.0) for f in features(text, start, end, size, starts, inside))


@lru_cache(maxsize=1 << 14)
def _titled(lead: str) -> bool:
    return bool(TITLE_BEFORE.search(lead))


@lru_cache(maxsize=1 << 14)
def _chosen(lead: str) -> bool:
    return bool(CHOOSING.search(lead))


def _plain(ch: str) -> str:
    """A neighbouring character; digits are one, and the text's end is one."""
    return "0" if ch.isdigit() else ch or "^"


def _level(weight: int | None) -> int:
    return 0 if not weight else 1 + weight // _COMMON


def _form(text: str, start: int, end: int, size: int, starts: Mapping[int, int], inside: bytearray) -> float | None:
    """How far form and context say by hand-made rules that ``text[start:end]`` is a name; None where it hardly is."""
    table, surname = dictionary(), text[start : start + size]
    given = text[start + len(surname) : end]
    name = text[start:end]
    weight = table.get(name, 0)
    if weight > 20 or (len(given) == 1 and name in table):
        return None
    before = text[max(0, start - 8) : start]
    titled = _titled(before)
    chosen = _chosen(before) or role_before(text, start, starts, inside, name)
    maybe = sum(ch in MAYBE_GIVEN for ch in given)
    rare = sum(ch in RARELY_GIVEN for ch in given)
    if maybe + rare == len(given) or (maybe + rare and given[-1] in (MAYBE_GIVEN | RARELY_GIVEN) - LAST_GIVEN):
        return None
    if rare and not (titled or chosen):
        return None
    # 副司令员于建国: a title right before settles what 于 is, unless what follows is the commonest of words.
    sure = titled and surname not in "和从向会将" and table.get(given, 0) <= 50
    if (
        surname in SURNAMES_ALSO_WORDS
        and not sure
        and start
        and ("\u3400" <= text[start - 1] <= "\u9fff" or text[start - 1].isalnum())
    ):
        score = -0.7
    else:
        score = 0.5 if surname in COMMON_SURNAMES or len(surname) > 1 else 0.0
    score -= 0.6 * (rare + maybe) + 1.0 * (start > 0 and text[start - 1] in "“‘《")
    if titled:
        score += 2.0
    elif chosen:
        score += 1.6
    elif start == 0 or not "\u3400" <= text[start - 1] <= "\u9fff":
        score += 0.5
    elif inside[start] and start not in starts:
        return None  # begins in the middle of a word
    after = text[end : end + 6]
    if start == 0 and ASKED_AFTER.match(text, end):
        score += 2.5
    elif STRONG_AFTER.match(after):
        score += 1.5
    elif WORD_AFTER.match(after):
        score += 0.8
    elif len(name) == 2:
        score -= 1.0
    if end < len(text) and inside[end] and end not in starts:
        score -= 1.5  # ends in the middle of a word
    loose = [not inside[i] for i in range(start, end)]
    if all(loose):
        score += 0.9
    elif given in table and len(given) == 2 and not sure:
        score -= 0.5 if loose[0] else 1.0
    if len(name) >= 3:
        score += 0.4
    return score


def formed(name: str) -> bool:
    """Whether three characters or more have the form of a name: a common surname, and no end that things have."""
    return len(name) >= 3 and (name[0] in COMMON_SURNAMES or name[:2] in surnames()) and name[-1] not in THING_END


def role_before(text: str, start: int, starts: Mapping[int, int], inside: bytearray, name: str) -> bool:
    """Whether the word before a name says what somebody is: 船工, 木匠, 水文学家."""
    return text[start - 1 : start] in ROLE_END and start in starts and bool(inside[start - 1]) and formed(name)
