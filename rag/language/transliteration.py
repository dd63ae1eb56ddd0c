"""Foreign names by their sound: where a Chinese text writes *Rodrigo* or *Barlas* (罗德里哥, 巴鲁剌思).

Both are reduced to classes of consonants (b and p, d and t, l and r …), and the name is aligned with the text, as in
the phonetic matching of transliterated names (Kuo, Li & Yang 2007; Levenshtein 1966 for the alignment). What the
dictionary knows needs no such guess.
"""

from __future__ import annotations

import re
from functools import cache

from rag.language.lexicon import dictionary, segment
from rag.language.name_parts import SOUNDS
from rag.language.pinyin import character_readings, plain_reading
from rag.language.scripts import simplify

LEAST = 3  # consonants of a name: shorter ones sound like too many words
SURE = 0.8  # of 1: how alike name and text must sound
SURE_OF_TWO = 0.95  # the same for two characters

_LETTERS = (
    ("tch", "S"), ("sch", "S"), ("ph", "F"), ("th", "T"), ("sh", "S"), ("ch", "S"), ("ck", "K"), ("qu", "KW"),
    ("ng", "N"), ("gh", "K"), ("kh", "K"), ("wh", "W"), ("wr", "L"), ("kn", "N"), ("ts", "S"), ("tz", "S"), ("cz", "S"),
    ("dg", "S"), ("x", "KS"), ("b", "P"), ("p", "P"), ("f", "F"), ("v", "F"), ("m", "M"), ("d", "T"), ("t", "T"),
    ("n", "N"), ("l", "L"), ("r", "L"), ("k", "K"), ("g", "K"), ("q", "K"), ("c", "K"), ("s", "S"), ("z", "S"),
    ("j", "S"), ("h", "H"), ("w", "W"),
)  # fmt: skip
_INITIALS = (
    ("zh", "S"), ("ch", "S"), ("sh", "S"), ("b", "P"), ("p", "P"), ("m", "M"), ("f", "F"), ("d", "T"), ("t", "T"),
    ("n", "N"), ("l", "L"), ("g", "K"), ("k", "K"), ("h", "H"), ("j", "S"), ("q", "S"), ("x", "S"), ("r", "L"),
    ("z", "S"), ("c", "S"), ("s", "S"), ("w", "W"),
)  # fmt: skip
_ALIKE = {
    frozenset(pair): cost
    for pair, cost in {
        ("S", "K"): 0.5, ("S", "T"): 0.5, ("F", "W"): 0.2, ("F", "P"): 0.4, ("H", "K"): 0.4, ("H", "F"): 0.4,
        ("H", "S"): 0.5, ("N", "M"): 0.3, ("W", "H"): 0.4, ("L", "W"): 0.7,
    }.items()
}  # fmt: skip
_LEFT_OUT = {"L": 0.4, "H": 0.3, "W": 0.3, "K": 0.7, "T": 0.6, "S": 0.7, "N": 0.6}  # of the name, in Chinese
_PUT_IN = {"N": 0.4, "W": 0.3, "H": 0.5}  # by the Chinese
_MARK = "·"


@cache
def _name_classes(name: str) -> str:
    """The consonants of a name in Latin letters, doubled ones once."""
    word = re.sub(r"c(?=[eiy])", "s", name.lower())
    word = re.sub(r"g(?=[eiy])", "j", word)
    out: list[str] = []
    at = 0
    while at < len(word):
        found = next(((letters, classes) for letters, classes in _LETTERS if word.startswith(letters, at)), None)
        if found is None:
            at += 1
            continue
        if not (out and out[-1] == found[1] and word[at - 1] == word[at]):
            out.append(found[1])
        at += len(found[0])
    return "".join(out)


@cache
def _character_classes(ch: str) -> str:
    reading = plain_reading(character_readings().get(ch, [""])[0])
    if reading == "er":
        return "L"
    initial = next((classes for letters, classes in _INITIALS if reading.startswith(letters)), "")
    return initial + ("N" if reading.endswith(("n", "ng")) else "")


def written(name: str, text: str) -> list[tuple[int, int, float]]:
    """Spans of Chinese ``text`` that sound like a foreign ``name``, with how much (SURE to 1), best first."""
    wanted = _name_classes(name)
    if len(wanted) < LEAST:
        return []
    plain = simplify(text)
    open_start, open_end = name[0].lower() in _VOWELS, name[-1].lower() in _VOWELS
    found: list[tuple[int, int, float]] = []
    for run in _RUN.finditer(plain):
        for start in range(run.start(), run.end() - 1):
            if plain[start] != _MARK and _begins(plain[start], open_start):
                found += _best_from(wanted, plain, start, run.end(), open_end)
    found.sort(key=lambda f: (-f[2], f[0] - f[1], f[0]))
    kept: list[tuple[int, int, float]] = []
    for span in found:
        if not any(span[0] < end and start < span[1] for start, end, _ in kept):
            kept.append(span)
    return kept


def unknown_runs(text: str) -> list[tuple[int, int]]:
    """Stretches of Chinese ``text`` that may be foreign names: characters that such are written in, and not words."""
    plain = simplify(text)
    runs = (m.span() for m in _RUN.finditer(plain))
    return [(a, b) for a, b in runs if b - a >= LEAST and any(len(word) == 1 for word in segment(plain[a:b]))]


_RUN = re.compile(f"[{SOUNDS}{_MARK}]{{2,}}")


_VOWELS = "aeiouy"


def _begins(ch: str, open_start: bool) -> bool:
    """Whether a character can begin a name that begins with a vowel (``open_start``) or with a consonant."""
    reading = character_readings().get(ch, [""])[0]
    return (reading[:1] in "aeoyw") if open_start else (reading[:1] not in "aeoy")


def _best_from(wanted: str, text: str, start: int, stop: int, open_end: bool) -> list[tuple[int, int, float]]:
    """The best span that begins at ``start``, if it sounds enough like the name."""
    row = [0.0]
    for letter in wanted:
        row.append(row[-1] + _LEFT_OUT.get(letter, 1.0))
    best: tuple[int, int, float] | None = None
    heard = 0
    for at in range(start, min(stop, start + len(wanted) + 3)):
        if text[at] == _MARK:
            break
        for sound in _character_classes(text[at]):
            heard += 1
            new = [row[0] + _PUT_IN.get(sound, 0.9)]
            for i, letter in enumerate(wanted):
                cost = 0.0 if letter == sound else _ALIKE.get(frozenset((letter, sound)), 1.2)
                new.append(
                    min(row[i] + cost, new[i] + _LEFT_OUT.get(letter, 1.0), row[i + 1] + _PUT_IN.get(sound, 0.9))
                )
            row = new
        score = 1 - row[-1] / max(len(wanted), heard, 1)
        better = best is None or score > best[2] or (open_end and score == best[2])  # 爱沙尼|亚
        if at > start and better and score >= (SURE if at > start + 1 else SURE_OF_TWO):
            best = (start, at + 1, score)
    if best is None or (best[1] - best[0] < 4 and text[best[0] : best[1]] in dictionary()):
        return []  # a short word of the dictionary's own
    return [best]
