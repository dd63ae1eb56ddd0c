"""CC-CEDICT's own text format: ``Traditional Simplified [pin1 yin1] /sense/sense/``, read as entries."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.errors import ReadError
from rag.language.scripts import HAN

LONGEST_SENSE = 110
"""Characters of a sense that are kept: what follows is encyclopaedic."""

_ENTRY = re.compile(r"(\S+) (\S+) \[([^\]]*)\] /(.*)/\s*$")
_TRADITIONAL = re.compile(rf"[^\s|(\[]+\|(?=\S*[{HAN}])")
_PINYIN_NOTE = re.compile(r"\[[^\]]*\]")
_SYLLABLE = re.compile(r"([A-Za-zü:]+?)([1-5])$")
_MARKS = {"a": "āáǎà", "e": "ēéěè", "i": "īíǐì", "o": "ōóǒò", "u": "ūúǔù", "ü": "ǖǘǚǜ"}
_MARKS |= {letter.upper(): marks.upper() for letter, marks in _MARKS.items()}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. ``pinyin``: syllables with tone digits, as printed (``Zhong1 guo2``); ``senses``: as printed."""

    traditional: str
    simplified: str
    pinyin: str
    senses: tuple[str, ...]

    @property
    def is_name(self) -> bool:
        """Whether it is a proper name: its pinyin begins with a capital."""
        return self.pinyin[:1].isupper()


def read(path: Path) -> Iterator[Entry]:
    """The entries of a dictionary, gzip or plain, in its order; other lines are passed over.

    Raises:
        ReadError: the file cannot be read, or has no entry.
    """
    empty = True
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for line in lines:
                found = None if line.startswith("#") else _ENTRY.match(line)
                if found:
                    empty = False
                    yield Entry(found[1], found[2], found[3], tuple(found[4].split("/")))
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"{path} cannot be read as CC-CEDICT ({error})") from error
    if empty:
        raise ReadError(f"{path} has no CC-CEDICT entry, as `Traditional Simplified [pin1 yin1] /sense/`")


def release(path: Path) -> str:
    """The release's date and time, from the file's header; "" where it has none."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                break
            if line.startswith("#! date="):
                return line.removeprefix("#! date=").strip()
    return ""


def plain_sense(sense: str) -> str:
    """A sense with cross-references in simplified characters, without their pinyin."""
    return _PINYIN_NOTE.sub("", _TRADITIONAL.sub("", sense)).strip()


def short_senses(entry: Entry) -> list[str]:
    """The senses without measure words, references plain, none long."""
    plain = (plain_sense(sense)[:LONGEST_SENSE].strip() for sense in entry.senses if not sense.startswith("CL:"))
    return [sense for sense in plain if sense]


def tone_marks(pinyin: str) -> str:
    """Tone digits as marks.

    >>> tone_marks("Lu:3 zhong1 r5")
    'Lǚ zhōng r'
    """
    return " ".join(map(_marked, pinyin.replace("u:", "ü").replace("U:", "Ü").split(" ")))


def _marked(syllable: str) -> str:
    found = _SYLLABLE.match(syllable)
    if not found:
        return syllable
    letters, tone = found[1], int(found[2])
    if tone == 5:
        return letters
    lower = letters.lower()
    vowels = [at for at, letter in enumerate(lower) if letter in "aeiouü"]
    if not vowels:
        return letters
    at = next((lower.index(v) for v in ("a", "e", "ou") if v in lower), vowels[-1])
    return letters[:at] + _MARKS[letters[at]][tone - 1] + letters[at + 1 :]


def plain_syllables(pinyin: str) -> list[str]:
    """Toneless lower-case syllables, ü as v: ``Lu:3 bu4`` → ``lv bu``."""
    return [re.sub(r"[1-5]$", "", syllable.lower().replace("u:", "v")) for syllable in pinyin.split(" ")]
