"""bridge.en-zh.bin and bridge.zh-en.bin: how likely each translation of a word is, both ways."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from rag.language.build.alignment import Links
from rag.language.build.cedict import Entry
from rag.language.build.dictionary import STEPS
from rag.language.build.newspaper import Term
from rag.language.build.senses import STOP, translations
from rag.language.packed import write_packed
from rag.language.tokens import stem, words

MOST, LEAST = 12, 0.02
"""At most so many translations of a word, none less likely than this."""

SENSE = 0.5
"""What a sense of the dictionary counts, beside 1 for a link in a sentence."""

WORD_OF_PHRASE = 0.15
"""What the words of a sense of several words share, where the dictionary also has a translation of one word."""

TERM = 10.0
"""What a term of the hand-written list counts."""

CHINESE_STOP = frozenset("的了是在和我不与这那个们也就都而及被把或为对于从他她它上下中着地得之") | {
    "一个",
    "我们",
    "他们",
}
"""Chinese words that stand for no English one."""

Scores = dict[str, dict[str, float]]


def english_chinese(
    dictionary: Mapping[str, list[Entry]],
    weight: Mapping[str, int],
    links: Links,
    terms: Iterable[Term],
    names: Mapping[str, list[str]],
) -> Scores:
    """English words and phrases to their Chinese translations.

    Aligned words; senses, and ``names`` (Chinese names to English ones), weighing by use in news; terms.
    """
    scores: Scores = defaultdict(lambda: defaultdict(float))
    for (english, chinese), count in links.items():
        scores[english][chinese] += count
    for chinese, entries in dictionary.items():
        use = SENSE * (2 + math.exp(weight[chinese] / STEPS / 2)) / 3  # the square root, so that no word drowns all
        found = [*translations(entries), *(tuple(map(stem, words(name))) for name in names.get(chinese, ()))]
        for stems in dict.fromkeys(found):
            scores[" ".join(stems)][chinese] += use
    for term in terms:
        scores[" ".join(map(stem, words(term.english)))][term.chinese] += TERM
    return {english: found for english, found in scores.items() if english not in STOP}


def chinese_english(dictionary: Mapping[str, list[Entry]], links: Links, terms: Iterable[Term]) -> Scores:
    """Chinese words to English stems: aligned words, and the words of senses."""
    scores: Scores = defaultdict(lambda: defaultdict(float))
    for (english, chinese), count in links.items():
        scores[chinese][english] += count
    for chinese, entries in dictionary.items():
        senses = [[word for word in stems if word not in STOP] for stems in translations(entries)]
        phrase = WORD_OF_PHRASE if any(len(sense) == 1 for sense in senses) else 1.0
        for sense in senses:
            for word in sense:
                scores[chinese][word] += SENSE if len(sense) == 1 else SENSE * phrase / len(sense)
    for term in terms:
        found = [word for word in map(stem, words(term.english)) if word not in STOP]
        if term.chinese in dictionary:  # others are cut into words before they are looked up
            for word in found:
                scores[term.chinese][word] += TERM / len(found)
    return {chinese: found for chinese, found in scores.items() if chinese not in CHINESE_STOP}


def distribution(scores: Mapping[str, float], stop: frozenset[str]) -> list[tuple[str, int]]:
    """The likeliest translations and their probabilities in thousandths, likeliest first."""
    ordered = sorted(((t, s) for t, s in scores.items() if t not in stop), key=lambda item: (-item[1], item[0]))
    total = sum(score for _, score in ordered)
    kept = [(target, score) for target, score in ordered[:MOST] if score >= LEAST * total]
    total = sum(score for _, score in kept)
    return [(target, round(1000 * score / total)) for target, score in kept]


def write_bridge(path: Path, scores: Scores, stop: frozenset[str]) -> int:
    """Write the packed table, ``target:thousandths target:…``, spaces in a target as ``_``; returns how many words."""
    rows = []
    for word, found in scores.items():
        if shares := distribution(found, stop):
            rows.append((word, " ".join(f"{target.replace(' ', '_')}:{share}" for target, share in shares), 0))
    return write_packed(path, rows)
