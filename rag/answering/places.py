"""Whether a question names a place that an article knows nothing of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.answering import home
from rag.answering.facts import TextFacts, keep_fold
from rag.answering.matching import Term
from rag.language.lexicon import segment
from rag.language.names import NameMention, pinyin_reading
from rag.language.scripts import is_han
from rag.types import Passage

if TYPE_CHECKING:
    from rag.answering.analysis import Analysis

_PLACE_END = re.compile(r"(?<=[\u4e00-\u9fff]{2})[省市县区州镇乡村]$")
_NO_PLACE = re.compile(r"美金$|[语菜奖教节]$|主义$|[中英德法日俄韩西阿葡外]文$")
"""Ends of names that the gazetteer of places and bodies has too."""
_NO_TOWN = re.compile(r"[每各均该此本两几多约超第某另其首总].|.[价桶额率数量度类款费税次户]")
"""Pairs of characters that make a word, though no dictionary has it: 均价, 每桶."""
_GLOSSED = re.compile(r"\s*[（(]\s*(?=[A-Za-z])")


def foreign(analysis: Analysis, passage: int) -> bool:
    """Whether the question names a place that neither the passage's article, as far as it is here, nor its headline
    or file name does. Places whose names in the passage's language are not known say nothing."""
    here = analysis.passages[passage]
    own = [i for i, p in enumerate(analysis.passages) if p.article_id == here.article_id]
    texts = [analysis.facts[i].folded for i in own] + [keep_fold(here.heading), keep_fold(here.source)]
    chinese = analysis.chinese(passage)
    for number, term in enumerate(analysis.terms):
        if _met(analysis, number, own) or not _is_place(analysis, term):
            continue
        glossed = _GLOSSED.match(analysis.question, term.end)  # 埃勒里港（Port Ellery）
        if glossed and any(_met(analysis, n, own) for n, t in enumerate(analysis.terms) if t.start == glossed.end()):
            continue
        forms = {_PLACE_END.sub("", form) or form for form, sure in term.forms if sure >= 0.5}
        known = any(is_han(form[0]) == chinese for form in forms)
        sounds = {form for form in forms if form.isascii() and form.isalpha() and len(form) > 3}
        written = any(form in text for form in forms for text in texts)
        if known and not written and not any(s in pinyin_reading(t).lower() for s in sounds for t in texts):
            return True
    return False


def is_town(name: NameMention, passages: Sequence[Passage], texts: Sequence[TextFacts]) -> bool:
    """Whether a person's name is a place here, by the name of a paper or by what the passages call it: 清禾市."""
    if not all(map(is_han, name.text)):
        return False
    folded = keep_fold(name.text)
    level = re.compile(rf"{re.escape(folded)}[省市县区镇乡村州]")
    return any(home.paper_of(folded, p.source) for p in passages) or any(level.search(t.folded) for t in texts)


def _met(analysis: Analysis, number: int, passages: Sequence[int]) -> bool:
    """Whether one of the passages or their headlines has a term."""
    return any(analysis.hits(i)[number] or analysis.titled(i)[number] for i in passages)


def _is_place(analysis: Analysis, term: Term) -> bool:
    """Whether a term names a place: one that is known, one with a paper of its own, or a word that no dictionary has
    (small towns, before all)."""
    name = next((n for n in analysis.asked.names if (n.start, n.end) == (term.start, term.end)), None)
    if name is not None or term.kind != "word":
        return name is not None and name.kind == "place" and not _NO_PLACE.search(name.text)
    if len(term.text) == 2 and is_han(term.text[0]) and len(segment(term.text)) == 2:
        return not _NO_TOWN.fullmatch(term.text)
    return any(home.is_home(term, p.source, [f]) for p, f in zip(analysis.passages, analysis.facts, strict=True))
