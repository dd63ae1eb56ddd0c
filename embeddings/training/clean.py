"""Which translation pairs are kept: the right scripts, plausible lengths, no near-duplicates."""

from __future__ import annotations

import re
import unicodedata

HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")
WORD = re.compile(r"[A-Za-z0-9]+(?:['’.-][A-Za-z0-9]+)*")
NOT_WORD = re.compile(r"[\W\d_]+")
# Han characters for one English word, beyond which a pair is rarely a translation: 0.1 % and 99.9 % of news_commentary
LEAST, MOST = 0.6, 4.5


def is_translation(english: str, chinese: str) -> bool:
    """Whether a pair looks like a sentence and its translation, by script and length alone."""
    han, words = len(HAN.findall(chinese)), len(WORD.findall(english))
    if not (2 <= han <= 160 and 1 <= words <= 110):
        return False
    if len(LATIN.findall(english)) < 0.5 * len(english) or HAN.search(english):
        return False
    if han < 0.4 * len("".join(chinese.split())):
        return False
    return LEAST <= han / words <= MOST or (words <= 3 and han <= 12)


def fingerprint(text: str) -> str:
    """The text without case, spacing, digits or punctuation: equal for near-duplicates."""
    return NOT_WORD.sub("", unicodedata.normalize("NFKC", text).lower())
