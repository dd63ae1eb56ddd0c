"""Answers that are several things: 席栓柱 and 于建国 both, though a title stands between them; 冰爬犁、雪地曲棍球."""

from __future__ import annotations

import re

from rag.answering.analysis import Analysis
from rag.answering.facts import keep_fold
from rag.answering.roles import TITLE_WORDS
from rag.answering.spans import Span, names_list

_TITLE_GAP = re.compile(
    r"[\s、，,和及与]*(?:[^，。；！？,;.!?]{0,30}"
    rf"(?:{TITLE_WORDS})[、，]?){{1,4}}\s*"
    r"|\s*,?\s*(?:and\s+)?(?:(?:[a-z]+\s+){0,3}(?:secretary|mayor|governor|chairman|chairwoman|chair|president|minister|director|deputy|professor|dr\.?|mr\.?|ms\.?|"
    r"reporter|captain|coach|head|chief|member|councillor|officer|spokesman|spokeswoman)\s+){1,2}",
    re.I,
)


def people(analysis: Analysis, passage: int, span: Span, sentence: Span) -> list[Span]:
    """The people a who-question is answered by, given one of them.

    Bare names joined to it always belong. Names with titles of their own join when the question asks what
    somebody did: asked for the governor (省长是谁), the next man's name is no answer.
    """
    facts = analysis.facts[passage]
    chain = names_list(facts, span, "person", sentence)
    if not chain or _asked_by_title(analysis, passage, chain[0]):
        return chain
    names = sorted(
        (n.start, n.end) for n in facts.names if n.kind == "person" and sentence[0] <= n.start and n.end <= sentence[1]
    )
    at = names.index(chain[0])
    while at > 0 and _joined(facts.text, names[at - 1], names[at]):
        at -= 1
        chain.insert(0, names[at])
    at = names.index(chain[-1])
    while at + 1 < len(names) and _joined(facts.text, names[at], names[at + 1]):
        at += 1
        chain.append(names[at])
    return chain


def _joined(text: str, one: Span, other: Span) -> bool:
    """Whether nothing but titles stands between two names. Those of two scripts need a comma as well: 巴克莱研究主管
    Michael Pond is one man and his firm."""
    alike = text[one[0]].isascii() == text[other[0]].isascii()
    separated = alike or text[one[1] : one[1] + 1] in tuple("、，,和与及 ")
    return separated and bool(_TITLE_GAP.fullmatch(text, one[1], other[0]))


_STATED = re.compile(
    r"(?:要求|强调|指出|决定|明确|提出|部署|包括|条件是|目标是|建议|规定|(?:措施|举措|办法|任务|工作|目标|事|方面|原则|如下|承诺)(?=[：:]))[：:，,]?\s*"
)
_SEVERAL_POINTS = re.compile(r"；|(?:，[^，；。]{4,}){2}")
_ASKED_POINTS = re.compile(
    r"要求|措施|举措|办法|做法|任务|目标|件事|条件|安排|部署|原则|承诺|建议|意见"
    r"|\b(?:requirements|measures|demands|targets|goals|steps|tasks|priorities|conditions|principles|commitments)\b"
    r"|\brecommendations\b"
)


def asks_points(analysis: Analysis) -> bool:
    """Whether the points of a demand, a decision or a plan are asked for: 提出了哪几条要求."""
    expected = analysis.expected
    return expected.kind == "text" and expected.many and bool(_ASKED_POINTS.search(analysis.asked.folded))


def points(text: str, sentence: Span) -> list[Span]:
    """What a sentence gives as the points of a demand, a decision or a plan: all behind 要求 or 三件事：."""
    end = sentence[1] - (text[sentence[1] - 1] in "。.!！")
    tails = [(m.end(), end) for m in _STATED.finditer(text, *sentence)]
    return [span for span in tails if _SEVERAL_POINTS.search(text, *span)]


def new(analysis: Analysis, passage: int, chain: list[Span]) -> list[Span]:
    """The people of a list without repetitions and, if any are left, without those whom the question names."""
    folded = analysis.facts[passage].folded
    once = list({folded[slice(*name)]: name for name in reversed(chain)}.values())[::-1]
    asked = [keep_fold(name.text) for name in analysis.people]
    return [name for name in once if not any(folded[slice(*name)] in said for said in asked)] or once


_ITEM_END = re.compile(
    r"[两二三四五六七八九十]+[家个名位人市县区国地省所支项部种大座](?!街|桥|路)|[、，。；：！？（）()“”\n]|等|以及|[和及与](?=[^、，。；]{1,16}(?:[，。；]|等|$))"
)
_ITEM = 16  # characters of an item of an enumeration, at most


def whole(analysis: Analysis, passage: int, span: Span) -> Span:
    """The whole enumeration, where a span is a part of one and several things are asked for or pointed at.

    The last item ends where 等 or a stop does, or in what the items before it end in: 西南片区 of 长三角片区、
    西南片区主场活动. A span whose enumeration has no clear end stays as it is.
    """
    text = analysis.facts[passage].text
    start, end = span
    if analysis.expected.kind not in ("text", "place", "organisation", "title") or not start < end:
        return span
    joined = text[end : end + 1] == "、" or text[start - 1 : start] == "、"
    if not ("、" in text[start:end] or (analysis.expected.many and joined)):
        return span
    while text[start - 1 : start] == "、":
        before = max(text.rfind(c, max(0, start - 2 - _ITEM), start - 1) for c in "、，。；：（“\n由在于有为是到了")
        if before < 0:
            return span
        start = before + 1
    while text[end : end + 1] in ("、", "和", "及", "与") or text[end : end + 2] == "以及":
        last = text[end] != "、"
        at = end + (2 if text[end : end + 2] == "以及" else 1)
        stop = _ITEM_END.search(text, at, at + _ITEM)
        item_end = stop.start() if stop else at
        if stop is None or item_end == at or last or text[item_end] != "、":
            ending = _common_ending(text[start:end].split("、"))
            cut = text.find(ending, at, at + _ITEM) + len(ending) if ending else 0
            if at < cut <= (item_end if item_end > at else at + _ITEM):
                item_end = cut
            elif stop is None or item_end == at:
                return start, end
            end = item_end
            if text[end : end + 1] not in ("和", "及", "与") and text[end : end + 2] != "以及":
                break
            continue
        end = item_end
    return start, end


def _common_ending(items: list[str]) -> str:
    """The characters, two at least, that all of several items end in."""
    if len(items) < 2:
        return ""
    shortest = min(map(len, items))
    size = next((n for n in range(shortest - 1, 1, -1) if len({item[-n:] for item in items}) == 1), 0)
    return items[0][-size:] if size else ""


def _asked_by_title(analysis: Analysis, passage: int, name: Span) -> bool:
    """Whether a word of the question stands directly before the name, as its title does."""
    text = analysis.facts[passage].text
    for term, found in zip(analysis.terms, analysis.hits(passage), strict=True):
        if term.kind == "name":
            continue
        for hit in found:
            if hit.sure >= 0.5 and hit.end <= name[0] and not text[hit.end : name[0]].strip():
                return True
    return False
