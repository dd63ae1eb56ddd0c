"""A local paper's own place: where 清禾日报 writes 我市 or 全市, it means 清禾."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from rag.answering.facts import TextFacts, keep_fold
from rag.answering.matching import Hit, Term
from rag.language.lexicon import segment
from rag.language.names import pinyin_reading
from rag.language.scripts import is_han
from rag.types import Passage

SURE = 0.8
"""How surely 全市 is the paper's own city."""
_LEVELS = "省市县区州盟镇乡村"
_PAPER = r"(?:日报|晚报|晨报|早报|时报|都市报|周报|周刊|新闻网|融媒|电视台)"
_LEVEL = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}})[{_LEVELS}]$")
_SHORTEST = 4  # letters of a name that a file's name may be known by
_NO_LEVEL = "(?!场|面|内外)"  # 市场 is a market, 县内外 no county
_FOLDERS = 3  # parts at the end of a path that may name the paper: 清禾日报/2024-01/p1.txt


def own_hits(term: Term, passage: Passage, text: TextFacts, texts: Sequence[TextFacts]) -> list[Hit]:
    """Where ``text`` says 我市 and means what ``term`` names; ``texts`` are all that is at hand of the same source."""
    if term.kind == "number" or not is_home(term, passage.source, texts):
        return []
    return [Hit(m.start(), m.end(), SURE) for m in _own(_level(term, texts)).finditer(text.folded)]


@cache
def _own(levels: str) -> re.Pattern[str]:
    """What the paper's own place is called without its name: 我市, 全市, 市委, 市长."""
    heads = "".join(level for level in levels if level in "省市县区州")
    return re.compile(
        rf"[我本全][{levels}]{_NO_LEVEL}"
        rf"|(?<![\u4e00-\u9fff])副?[{heads or levels}](?=长|[委政人直公教财统交农民纪内级区领][\u4e00-\u9fff])"
    )


def _level(term: Term, texts: Sequence[TextFacts]) -> str:
    """What kind of place the term names, as it or most of the texts say; every kind where none says it."""
    name = keep_fold(term.text)
    if level := _LEVEL.search(name):
        return level.group()
    if not all(map(is_han, name)):
        return _LEVELS
    said = Counter(m for text in texts for m in re.findall(rf"{re.escape(name)}([{_LEVELS}]){_NO_LEVEL}", text.folded))
    return max(said, key=lambda level: (said[level], level)) if said else _LEVELS


def is_home(term: Term, source: str, texts: Sequence[TextFacts]) -> bool:
    """Whether ``term`` is where the paper ``source`` comes from, by the name of its file or folder or by what it calls
    itself."""
    if term.kind != "name" and not _proper(term):
        return False  # 经济日报 and sports-page.txt name no place
    name = keep_fold(term.text)
    if paper_of(name, source):
        return True
    if name.isascii() or not all(map(is_han, name)):
        return False
    paper = re.compile(rf"{re.escape(_LEVEL.sub('', name))}{_PAPER}")
    return len(name) > 1 and any(paper.search(text.folded) for text in texts)


def paper_of(name: str, source: str) -> bool:
    """Whether the file or folder of ``source`` is named after the place ``name`` (folded), in characters or pinyin."""
    file = keep_fold(_file(source))
    if name.isascii():
        return name.isalpha() and len(name) >= _SHORTEST and _spelt(name, file)
    if not all(map(is_han, name)) or len(name) < 2:
        return False
    name = _LEVEL.sub("", name)
    if re.search(rf"{re.escape(name)}{_PAPER}", file):
        return True
    sound = pinyin_reading(name).replace(" ", "").lower()
    return len(sound) >= _SHORTEST and _spelt(sound, file)


def file_words(source: str) -> str:
    """The words of the names of a source's file and folders, each with a capital letter."""
    return " ".join(re.findall(r"[A-Za-z]+", _file(source))).title()


def _file(source: str) -> str:
    return "/".join(source.split("/")[-_FOLDERS:])


def _proper(term: Term) -> bool:
    """Whether a word may be a name that the dictionary does not have: unknown, or written with a capital letter."""
    if is_han(term.text[:1] or "a"):
        return len(term.text) > 1 and len(segment(term.text)) == len(term.text)
    return bool(term.keys or term.spelt)


def _spelt(name: str, file: str) -> bool:
    return bool(re.search(rf"(?<![a-z]){name}(?![a-z])", file))
