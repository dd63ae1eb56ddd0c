"""newspaper.tsv: the newspaper's terms that dictionaries lack or translate otherwise, by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rag.errors import ReadError
from rag.language.scripts import is_han, simplify

TERMS = Path(__file__).with_name("newspaper.tsv")


@dataclass(frozen=True, slots=True)
class Term:
    """An English term and a Chinese one. English that begins with a capital is a name: ``Xinhua``, ``CPPCC``."""

    english: str
    chinese: str

    @property
    def is_name(self) -> bool:
        return self.english[:1].isupper()


def read_terms(path: Path = TERMS) -> list[Term]:
    """The terms of a list: a line each, ``English TAB Chinese``; empty lines and those that begin with # are comments.

    Raises:
        ReadError: the file cannot be read, or a line is no term.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"{path} cannot be read as a list of terms ({error})") from error
    terms = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        english, _, chinese = line.partition("\t")
        if not english.strip() or not chinese.strip() or not all(map(is_han, chinese.strip())):
            raise ReadError(f"{path}, line {number}: {line!r} is no term; write English, a tab, and Chinese characters")
        terms.append(Term(english.strip(), simplify(chinese.strip())))
    return terms
