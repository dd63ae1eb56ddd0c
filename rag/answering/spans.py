"""From the characters a reader points at to an answer: whole numbers with units, names, days, titles, lists."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from rag.answering.expectation import Expected
from rag.answering.facts import TextFacts
from rag.answering.measures import CLOCK, MEASURES, MONTH, TENTHS, WEEKDAY, YEAR, with_measure
from rag.answering.roles import TITLE_WORDS
from rag.language.chinese_names import is_foreign
from rag.language.lexicon import segment
from rag.language.scripts import is_han

Span = tuple[int, int]

_WINDOW = 12  # characters around a span that are cut into words to see whether it ends in the middle of one
_EDGE = " \t\n\r\u3000，。、；：,.;:!?！？·—-…"
_PAIRS = {
    "（": "）",
    "(": ")",
    "“": "”",
    "‘": "’",
    "《": "》",
    "「": "」",
    "『": "』",
    "〈": "〉",
    "【": "】",
    "[": "]",
}
_LEAD = re.compile(
    r"(?:由|在|于|从|向|为|是|即|以|对|被|把|将|与|和|及|the\s|a\s|an\s|by\s|in\s|at\s|on\s|from\s|of\s|to\s|and\s)"
)
_TRAIL = re.compile(r"(?:等人|等地|等|的|了|们)$")
_JOIN = re.compile(r"\s*(?:、|和|与|及|以及|,\s*and|，|,|\band\b|&)\s*")
_KINDS = {"person": "person", "place": "place", "organisation": "organisation"}


def trim(text: str, start: int, end: int) -> Span:
    """The span without white space, loose punctuation and unbalanced quotes at its ends."""
    changed = True
    while changed and start < end:
        before = (start, end)
        while start < end and text[start] in _EDGE:
            start += 1
        while end > start and text[end - 1] in _EDGE and not _closes_abbreviation(text, start, end):
            end -= 1
        inner = text[start:end]
        for left, right in _PAIRS.items():
            if (inner.startswith(left) and right not in inner) or inner.startswith(right):
                start += 1
                break
            if (inner.endswith(right) and left not in inner) or inner.endswith(left):
                end -= 1
                break
        changed = (start, end) != before
    return start, end


def _closes_abbreviation(text: str, start: int, end: int) -> bool:
    return text[end - 1] == "." and bool(
        re.search(r"(?:\b[A-Z]\.)+[A-Z]\.$|\b(?:Inc|Ltd|Co|Corp|Jr|Sr)\.$", text[start:end])
    )


def snap(facts: TextFacts, start: int, end: int, expected: Expected) -> Span:
    """The span grown to whole words, numbers with units, dates, names and titles, and cleaned at its ends.

    Where the question's kind tells what is wanted, the span is drawn in to it: 省委书记景俊海 is 景俊海 to
    a who-question. An empty span comes back where nothing is left.
    """
    text = facts.plain
    start, end = trim(text, *_balance(text, start, end))
    if start >= end:
        return start, start
    start, end = _whole_words(text, start, end)
    units = _units_of_meaning(facts, expected)
    if expected.kind not in ("person", "date", "quantity"):
        start, end = _whole_han_words(facts, start, end, units)
    start, end = _grow(start, end, units)
    start, end = _balance(text, start, end)
    start, end = trim(text, *_draw_in(facts, start, end, expected))
    return start, end


def _whole_words(text: str, start: int, end: int) -> Span:
    while start > 0 and _latin(text[start - 1]) and _latin(text[start]):
        start -= 1
    while end < len(text) and _latin(text[end - 1]) and _latin(text[end]):
        end += 1
    return start, end


def _whole_han_words(facts: TextFacts, start: int, end: int, units: Sequence[Span]) -> Span:
    """No half words at the ends: 长春会 of 在长春会见 is 长春. An end that a name or number shares is left alone."""
    low, high = max(0, start - _WINDOW), min(len(facts.text), end + _WINDOW)
    at, words = low, []
    for word in segment(facts.text[low:high]):
        words.append((at, at + len(word)))
        at += len(word)
    cut = next(((a, b) for a, b in words if a < end < b and is_han(facts.text[a])), None)
    if cut and end not in {b for _, b in units}:
        if cut[0] <= start or end - cut[0] > cut[1] - end:
            end = cut[1]
        elif cut[0] - start >= 2:
            end = cut[0]
    cut = next(((a, b) for a, b in words if a < start < b and is_han(facts.text[a])), None)
    if cut and start not in {a for a, _ in units}:
        start = cut[0] if cut[1] >= end or start - cut[0] <= cut[1] - start else cut[1]
    return start, end


def _latin(ch: str) -> bool:
    return ch.isalnum() and not is_han(ch)


def _units_of_meaning(facts: TextFacts, expected: Expected) -> list[Span]:
    spans: list[Span] = [(n.start, n.end) for n in facts.numbers]
    spans += [(m.start, m.end) for m in facts.dates]
    spans += [(n.start, n.end) for n in facts.names]
    spans += [(o.start, o.end) for o in facts.ordinals]
    if expected.kind == "title":
        spans += facts.titles
    return spans


def _grow(start: int, end: int, units: Iterable[Span]) -> Span:
    """Take in whatever the span cuts through; what merely holds it (a date inside a title) is left alone."""
    for low, high in sorted(units):
        if low < start < high <= end or (low < start < high and end > high):
            start = low
        if start <= low < end < high:
            end = high
        if low <= start and end <= high and (low, high) != (start, end) and high - low <= 40:
            start, end = low, high
    return start, end


def _balance(text: str, start: int, end: int) -> Span:
    inner = text[start:end]
    for left, right in _PAIRS.items():
        if inner.count(left) > inner.count(right) and end < len(text) and (at := text.find(right, end, end + 40)) >= 0:
            if "。" not in text[end:at]:
                end = at + 1
        elif inner.count(right) > inner.count(left):
            at = text.rfind(left, max(0, start - 40), start)
            start = at if at >= 0 and "。" not in text[at:start] else start
        inner = text[start:end]
    return start, end


def _draw_in(facts: TextFacts, start: int, end: int, expected: Expected) -> Span:
    if expected.unit == "weekday" and (found := list(WEEKDAY.finditer(facts.plain, start, end))):
        return found[-1].span()
    if expected.kind == "date":
        inside = [(m.start, m.end) for m in facts.dates if start <= m.start and m.end <= end]
        while len(inside) > 1 and not _RANGE.fullmatch(facts.plain, inside[0][1], inside[1][0]):
            inside.pop(0)  # two days that nothing joins: 1月22日电（记者某）22日 is the second
        if inside and end - start <= 40:
            part = {"year": YEAR, "month": MONTH}.get(expected.unit)
            asked = part.search(facts.plain, inside[0][0], inside[-1][1]) if part else None
            return asked.span() if asked else _with_time(facts.plain, inside[0][0], inside[-1][1], end)
    if expected.kind == "quantity":
        inside = [(n.start, n.end) for n in facts.numbers if start <= n.start and n.end <= end]
        tenths = list(TENTHS.finditer(facts.plain, start, end))
        if not inside and len(tenths) == 1:
            return tenths[0].span()
        if not inside:
            return with_measure(facts.plain, *_without_particles(facts.plain, start, end))
        if len(inside) == 1 or (len(inside) > 1 and not expected.many and not _joined(facts.plain, inside)):
            return _as_said(
                facts.plain, start, end, with_measure(facts.plain, *_counted(facts.plain, inside, expected))
            )
    if expected.kind == "person":
        people = [(n.start, n.end) for n in facts.names if n.kind == "person" and start <= n.start and n.end <= end]
        people = people or [span for span in facts.unnamed if start <= span[0] and span[1] <= end]
        if people:
            last = next((a for a, b in itertools.pairwise(people) if _parts(facts.plain, a[1], b[0])), people[-1])
            return people[0][0], _whole_foreign(facts.plain, people[0][0], last[1], end)
    if expected.kind in ("person", "organisation"):  # who did it stands behind 由: 本次活动由省体育局
        cut = facts.plain.rfind("由", start, end - 2)
        if cut >= 0 and not any(n.start <= cut < n.end for n in facts.names):
            return trim(facts.plain, cut + 1, end)
    if expected.kind == "place":
        stop = _CLAUSE_END.search(facts.plain, start + 2, end)
        end = stop.start() if stop else end
        cut = max(facts.plain.rfind(c, start, end - 2) for c in "在于赴")
        if cut >= 0 and not any(n.start <= cut < n.end for n in facts.names):
            return trim(facts.plain, cut + 1, end)
    if expected.kind == "title":
        inside = [t for t in facts.titles if start <= t[0] and t[1] <= end]
        if len(inside) == 1:
            return inside[0]
    return _without_particles(facts.plain, start, end)


def _as_said(text: str, start: int, end: int, value: Span) -> Span:
    """A value with what makes it approximate or relates it, as far as the reader's span has that: 近2000个, 52%左右."""
    before, after = _NEARLY.search(text[start : value[0]]), _OR_SO.match(text, value[1], end)
    low = start + before.start() if before and value[0] > start else value[0]
    return low, after.end() if after and after.end() == end else value[1]


_NEARLY = re.compile(r"(?:每[\u4e00-\u9fff]{1,3}|将?近|大?约|超过?|逾|至少|不[到足]|接近|高达|第)\s*$")
_OR_SO = re.compile(r"多?(?:左右|以[上下内]|上下|有余|余|多|周年|分贝|贝|小时|点|/[\u4e00-\u9fffA-Za-z]{1,2})")


def _whole_foreign(text: str, start: int, name_end: int, end: int) -> int:
    """Where a name ends: a foreign one goes on as long as the reader's span and its sounds do (费尔南|德斯)."""
    name, rest = text[start:name_end], text[name_end:end]
    if not 0 < len(rest) <= 8:
        return name_end
    if rest[0] == "·" and all(map(is_han, rest[1:])):
        return end
    if not is_foreign(name.replace("·", "")):
        return name_end
    return end if is_foreign(rest.replace("·", "")) or ("·" in name and len(rest) == 1 and is_han(rest)) else name_end


def _joined(text: str, numbers: Sequence[Span]) -> bool:
    """Whether numbers are one value: 1至2倍, 2小时30分, 60 to 70 yuan."""
    return all(_JOINS.fullmatch(text, a[1], b[0]) for a, b in itertools.pairwise(numbers))


_CLAUSE_END = re.compile(r"[，。！？；;]|,(?=\s)")
_SENTENCE_END = re.compile(r"[。！？；;]")
_TITLE_ENDS = re.compile(rf"(?:{TITLE_WORDS}|长)\s*$")


def _parts(text: str, start: int, end: int) -> bool:
    """Whether what stands between two people parts them: a full stop, or a clause in which something happens."""
    if _SENTENCE_END.search(text, start, end):
        return True
    between = _ASIDE.sub("", text[start:end])
    happens = between.split("，")[0].strip(" 等同志")
    return "，" in between and between.strip() != "，" and bool(happens or not _TITLE_ENDS.search(between))


_ASIDE = re.compile(r"[（(][^）)]{0,20}[）)]")


_JOINS = re.compile(rf"\s*(?:{MEASURES})?\s*(?:至|到|—+|–|-|~|～|to|分|点|比|or)?\s*")


def _counted(text: str, numbers: Sequence[Span], expected: Expected) -> Span:
    """The number that carries the measure asked for, the first where none does: 2架 of 16艘、直升机2架."""
    unit = expected.unit
    for start, end in numbers:
        if unit and is_han(unit[0]) and text[slice(*with_measure(text, start, end))].endswith(unit):
            return start, end
    return numbers[0]


_OLD_DAY = re.compile(r"(?<=月)[初十廿][一二三四五六七八九十]?(?:日|号)?")
_RANGE = re.compile(
    r"\s*(?:至|到|—+|–|-|~|～|、|，|,|和|及|与|以及|to|and|through|until|（|\(|的)?\s*(?:the\s+)?(?:星期.|周.)?[）)]?\s*",
    re.I,
)


def _with_time(text: str, start: int, end: int, limit: int) -> Span:
    """A day and the hour that follows it, and the day of an old calendar's month: 七月十一."""
    if day := _OLD_DAY.match(text, end):
        return start, day.end() if day.end() <= limit else end
    match = CLOCK.match(text, end)
    return start, match.end() if match and match.end() <= limit else end


def _without_particles(text: str, start: int, end: int) -> Span:
    match = _LEAD.match(text, start, end)
    if (
        match
        and end - match.end() >= 2
        and text[match.start() : match.end()] not in ("为", "和", "及", "将", "对", "以")
    ):
        start = match.end()
    match = _TRAIL.search(text[start:end])
    if match and match.start() >= 2:
        end = start + match.start()
    return start, end


def names_list(facts: TextFacts, span: Span, kind: str, limit: Span) -> list[Span]:
    """The names joined to the one at ``span``: in 蔡东、李伟、曹宇光参加会见 all three, whichever was pointed at.

    Only bare names joined by 、 和 , and: a title between two names begins a new statement.
    """
    names = sorted(
        (n.start, n.end)
        for n in facts.names
        if n.kind == _KINDS.get(kind, kind) and limit[0] <= n.start and n.end <= limit[1]
    )
    inside = [n for n in names if span[0] <= n[0] and n[1] <= span[1]]
    if not inside:
        return []
    chain = list(inside)
    at = names.index(chain[0])
    while at > 0 and _JOIN.fullmatch(facts.text, names[at - 1][1], names[at][0]):
        at -= 1
        chain.insert(0, names[at])
    at = names.index(chain[-1])
    while at + 1 < len(names) and _JOIN.fullmatch(facts.text, names[at][1], names[at + 1][0]):
        at += 1
        chain.append(names[at])
    return chain
