"""A local paper's own place: where 清禾日报 writes 我市 or 全市, it means 清禾."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.facts import TextFacts, keep_fold
from rag.answering.matching import Hit, Term
from rag.language.lexicon import segment
from rag.language.names import pinyin_reading
from rag.language.scripts import is_han
from rag.types import Passage

SURE = 0.8
"""How surely 全市 is the paper's own city."""
_OWN = re.compile(
    r"(?:我|本|全)(?:省|市|县|区|州|盟|镇|乡|村)(?!场|面|内外)"
    r"|(?<![\u4e00-\u9fff])(?:省|市|县|区)(?=[委政人直公教财统交农民纪内级区领][\u4e00-\u9fff])"
)
_PAPER = r"(?:日报|晚报|晨报|早报|时报|都市报|周报|周刊|新闻网|融媒|电视台)"
_LEVEL = re.compile(r"(?<=[\u4e00-\u9fff]{2})[省市县区州镇乡村]$")
_SHORTEST = 4  # letters of a name that a file's name may be known by


def own_hits(term: Term, passage: Passage, text: TextFacts, texts: Sequence[TextFacts]) -> list[Hit]:
    """Where ``text`` says 我市 and means what ``term`` names; ``texts`` are all that is at hand of the same source."""
    if term.kind == "number" or not is_home(term, passage.source, texts):
        return []
    return [Hit(m.start(), m.end(), SURE) for m in _OWN.finditer(text.folded)]


def is_home(term: Term, source: str, texts: Sequence[TextFacts]) -> bool:
    """Whether ``term`` is where the paper ``source`` comes from, by the file's name or by what it calls itself."""
    if term.kind != "name" and not _proper(term):
        return False  # 经济日报 and sports-page.txt name no place
    name = keep_fold(term.text)
    file = keep_fold(source.rpartition("/")[2])
    if name.isascii():
        return name.isalpha() and len(name) >= _SHORTEST and _spelt(name, file)
    if not all(map(is_han, name)) or len(name) < 2:
        return False
    name = _LEVEL.sub("", name)
    paper = re.compile(rf"{re.escape(name)}{_PAPER}")
    if paper.search(file) or any(paper.search(text.folded) for text in texts):
        return True
    sound = pinyin_reading(name).replace(" ", "").lower()
    return len(sound) >= _SHORTEST and _spelt(sound, file)


def _proper(term: Term) -> bool:
    """Whether a word may be a name that the dictionary does not have: unknown, or written with a capital letter."""
    if is_han(term.text[:1] or "a"):
        return len(term.text) > 1 and len(segment(term.text)) == len(term.text)
    return bool(term.keys or term.spelt)


def _spelt(name: str, file: str) -> bool:
    return bool(re.search(rf"(?<![a-z]){name}(?![a-z])", file))
