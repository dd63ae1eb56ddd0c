"""Questions that offer two answers, one of which the article gives: 是增长还是下降, in Changchun or Harbin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering import matching
from rag.answering.facts import TextFacts, keep_fold
from rag.answering.matching import Hit
from rag.answering.opposites import alike, opposed
from rag.language.lexicon import segment
from rag.language.names import find_names
from rag.language.scripts import simplify
from rag.types import Language

_ZH_NO_CHOICE = re.compile(r"吗[？?。\s]*$|谁|什么|哪|几|多少|是否|怎")
_ZH_IS = re.compile(r"(?<![还但于不总只可像算])是(?!否)")
_ZH_LEAD = re.compile(r"^[在由从向到给为](?=..)")
_ZH_TAIL = re.compile(r"[呢啊的]?[？?。！!\s]*$")
_LONGEST = 24  # characters of an option
_EN_OR = re.compile(
    r"(?P<a>(?:[A-Z][\w'’-]*(?: of)? ){0,5}[\w'’-]+),? or (?P<b>(?:[A-Z][\w'’-]*(?: of)? ?){1,6}|[\w'’-]+)"
)
_EN_LEAD = re.compile(r"^(?:(?:in|on|at|by|from|to|the|a|an|it|was|is|did|were|does|do|has|have|had)\s+)+", re.I)
SURE = 0.5
"""How surely a word of a text must be an option's translation."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Two options, and the stretch of the question that offers them."""

    options: tuple[str, str]
    span: tuple[int, int]


def offered(question: str, language: Language) -> Choice | None:
    """The two answers that a question lets one choose from, or None where it offers none."""
    return _offered_zh(simplify(question)) if language == "zh" else _offered_en(question)


def _offered_zh(question: str) -> Choice | None:
    at = question.rfind("还是")
    before = len(question[: max(at, 0)].rstrip("，, "))
    clause = max(question.rfind(c, 0, before) for c in "，,；;：:？?") + 1
    if not question[clause:before] or _ZH_NO_CHOICE.search(question, clause):
        return None
    low = _left(question, clause, before)
    first = question[low:before]
    high = _right(question, at + 2, len(question) - len(_tail(question)), len(first))
    second = question[at + 2 : high]
    first, second = (_ZH_LEAD.sub("", option.removesuffix("了")) for option in (first, second.removeprefix("是")))
    if not (0 < len(first) <= _LONGEST and 0 < len(second) <= _LONGEST) or first == second:
        return None
    start = low - 1 if question[low - 1 : low] == "是" else low
    return Choice((first, second), (start, high))


def _tail(question: str) -> str:
    found = _ZH_TAIL.search(question)
    return found.group() if found else ""


def _left(question: str, clause: int, end: int) -> int:
    """Where the option before 还是 begins: behind 是, at a name, or at the last word."""
    for match in reversed(list(_ZH_IS.finditer(question, clause, end))):
        if end - match.end() <= _LONGEST:
            return match.end()
    named = [name.start for name in find_names(question) if name.end == end]
    words = segment(question[clause:end])
    last = words[-2:] if words[-1] == "了" else words[-1:]
    return named[0] if named else end - sum(map(len, last))


def _right(question: str, start: int, end: int, length: int) -> int:
    """Where the option behind 还是 ends: with the question, at a name's end, or after the first word."""
    for name in find_names(question):
        if name.start in (start, start + 1):
            return name.end
    if end - start <= length + 2:
        return end
    at = start
    for word in segment(question[start:end]):
        at += len(word)
        if at - start >= 2:
            break
    return at


def _offered_en(question: str) -> Choice | None:
    for match in _EN_OR.finditer(question):
        first, second = _EN_LEAD.sub("", match["a"]).strip(), match["b"].strip()
        named = first[:1].isupper() and second[:1].isupper() and match.end("a") - len(first) > 0
        if opposed(first, second) or named:
            start = match.end("a") - len(first)
            return Choice((first, second), (start, match.start("b") + len(second)))
    return None


def places(options: Sequence[str], language: Language, facts: TextFacts) -> list[list[Hit]]:
    """For each option, where a text has it, a word that means the same, or its translation."""
    out = []
    for option in options:
        found: set[Hit] = set()
        for form in alike(option):
            terms = matching.question_terms(form, "zh" if not form.isascii() else language)
            if len(terms) == 1:
                found.update(h for h in matching.hits(terms[0], facts) if h.sure >= SURE)
            else:
                at = facts.folded.find(keep_fold(form))
                if at >= 0:
                    found.add(Hit(at, at + len(form), 1.0))
        out.append(sorted(found, key=lambda h: (h.start, -h.end)))
    return out
