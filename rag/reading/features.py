"""What a line of a page looks like among its neighbours: the features that labels are told by."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.reading.bylines import find_dateline, is_byline, trailing_byline
from rag.reading.furniture import furniture_kind
from rag.reading.lines import Line

_WINDOW = 12  # lines either side that a column's width is taken from
_TOPIC = 14  # lines either side whose words are compared
_CLOSERS = "”’」』）)】》\"'"
_OPENERS = frozenset("“‘「『（(【《〈\"'")
_SENTENCE_END = frozenset("。！？!?…．")
_PROHIBITED = frozenset("，。；：、！？）》”’％」』】〉…,.;:!?)%·")
_BULLETS = frozenset("●○◆◇■□▲△★☆•·*※◎►▶")
_NUMBERING = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[)）、．]|[（(]?\d{1,2}[)）、．]|第[一二三四五六七八九十]|[①-⑳]|\d{1,2}\.\s"
)
_SAYS = re.compile(r".{1,8}?(?:指出|强调|表示|要求|说|认为|介绍|透露|告诉|提出|决定)(?:[，：,:]|$)")
_LEADS_ON = re.compile(r"(?:强调|指出|要求|表示|提出|[:：])$")
_DECK = re.compile(r"^(?:——|--|—)|(?:主持|出席|讲话|致辞|陪同|参加会见)$")
_LEAD_DAY = re.compile(
    r"(?:[“【]?(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日|今天|昨天|昨日|今日|近日|日前|连日来|近年来|目前|眼下|当地时间|记者))"
)
_LEAD_NEWS = re.compile(
    r"获悉|了解到|消息|\d{1,2}日(?:电|讯|在|说|称|表示|发布|召开|宣布)|（\d{1,2}月\d{1,2}日）"
    r"|\bon (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
)
_CAPTION = re.compile(r"^(?:图为|上图|下图|图[①②③④⑤\d一二]|↑|▲|△|Photo)|摄[）)]?$|/摄|（资料图")
_HAN_SPACE = re.compile(r"(?<=[\u4e00-\u9fff”》])[ \u3000]+(?=[\u4e00-\u9fff“《])")
_WORD = re.compile(r"[A-Za-z]{4,}")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class LineFeatures:
    """Names of the features that hold for one line, and the class (0–17) of the step from the line before."""

    names: list[str]
    edge: int


EDGES = 18


def page_features(lines: Sequence[Line]) -> Iterator[LineFeatures]:
    """Features of every line of a page in turn, each in the light of the lines around it."""
    count = len(lines)
    widths = [line.width for line in lines]
    english = _is_latin(lines)
    slack = 4.0 if english else 1.01
    scale = 0.4 if english else 1.0
    back = [column_width(widths[max(0, at - _WINDOW) : at], slack) for at in range(count)]
    ahead = [column_width(widths[at + 1 : at + 1 + _WINDOW], slack) for at in range(count)]
    ends = [_end_class(line.text) for line in lines]
    starts = [_start_class(line.text) for line in lines]
    kinds = [_kind(line.text) for line in lines]
    topics = [_words(line.text) for line in lines]
    gaps = [min(line.blanks, 3) for line in lines]
    page = _page_class(lines, gaps, ends, ahead)
    until_end = _distances(ends)
    blocks = _blocks(lines)
    for at, line in enumerate(lines):
        prev, nxt, after = at - 1, at + 1, at + 2
        gap, gap_next = gaps[at], gaps[nxt] if nxt < count else 4
        prev_end = ends[prev] if at else "^"
        next_end = ends[nxt] if nxt < count else "$"
        width_ahead = ahead[at] or back[at]
        width_back = back[at] or ahead[at]
        to_ahead = _bucket((line.width - width_ahead) * scale)
        to_back = _bucket((line.width - width_back) * scale)
        prev_fill = _bucket((widths[prev] - width_back) * scale) if at else "^"
        prev_ahead = _bucket((widths[prev] - (ahead[prev] or width_ahead)) * scale) if at else "^"
        next_fill = _bucket((widths[nxt] - (ahead[nxt] or width_ahead)) * scale) if nxt < count else "$"
        end, start = ends[at], starts[at]
        indent = _indent_class(line.indent, page)
        next_start = starts[nxt] if nxt < count else "$"
        forward = set().union(*topics[nxt : nxt + _TOPIC]) if nxt < count else set()
        backward = set().union(*topics[max(0, at - _TOPIC) : at]) if at else set()
        seen_after, seen_before = _share(topics[at], forward), _share(topics[at], backward)
        cohesion = _share(
            topics[at] | forward if len(forward) < len(backward) else backward,
            backward if len(forward) < len(backward) else topics[at] | forward,
        )
        gap0 = min(gap, 1)
        block_start, block_end = blocks[at]
        size, after_size = min(block_end - block_start + 1, 4), 0
        block_ends, after_ends = ends[block_end], "$"
        block_fill = _bucket((widths[block_end] - (back[block_end] or ahead[block_end])) * scale)
        if block_end + 1 < count:
            after_start, after_end = blocks[block_end + 1]
            after_size, after_ends = min(after_end - after_start + 1, 4), ends[after_end]
        lang = "e" if english else "z"
        names = [
            "bias",
            f"g{gap}{page}",
            f"gg{gap}{gap_next}",
            f"pe{prev_end}{prev_fill}{gap0}{lang}",
            f"pa{prev_end}{prev_ahead}{gap0}{lang}",
            f"pp{prev_end}{prev_fill}{prev_ahead}",
            f"pes{prev_end}{start}{gap0}",
            f"ea{end}{to_ahead}{lang}",
            f"eb{end}{to_back}{lang}",
            f"ab{to_ahead}{to_back}",
            f"ga{gap}{to_ahead}{gap_next}",
            f"gb{gap0}{to_back}{prev_end}",
            f"es{end}{start}",
            f"s{start}{lang}",
            f"in{indent}",
            f"ip{indent}{prev_end}{prev_fill}",
            f"ne{next_end}{next_fill}{min(gap_next, 1)}",
            f"en{end}{next_end}{next_start}",
            f"eg{end}{gap0}{min(gap_next, 1)}{prev_end}",
            f"k{kinds[at]}",
            f"kg{kinds[at]}{gap0}{end}",
            f"pk{kinds[prev] if at else '^'}",
            f"nk{kinds[nxt] if nxt < count else '$'}{min(gap_next, 1)}",
            f"n2{kinds[after] if after < count else '$'}",
            f"w{min(int(line.width / 3), 15)}",
            f"fo{_tenth(seen_after)}{lang}",
            f"ba{_tenth(seen_before)}{lang}",
            f"fb{_tenth(seen_after)}{_tenth(seen_before)}",
            f"co{_tenth(cohesion)}{gap0}{prev_end}",
            f"cg{_tenth(cohesion)}{lang}",
            f"ue{until_end[at]}{gap0}",
            f"up{until_end[at]}{prev_end}{prev_fill}",
            f"ni{_indent_class(lines[nxt].indent, page) if nxt < count else '$'}{min(gap_next, 1)}{end}",
            f"bk{size}{block_ends}{block_fill}{min(at - block_start, 2)}",
            f"bp{min(at - block_start, 2)}{size}{block_ends}{prev_end}{page[-1]}",
            f"bn{min(at - block_start, 2)}{size}{block_ends}{after_size}{after_ends}",
            f"bg{size}{block_ends}{page}",
            f"ld{_lead(lines[nxt].text) if nxt < count else '$'}{end}{gap0}",
            f"l{_lead(line.text)}{prev_end}{gap0}",
            f"na{_indent_class(lines[nxt].indent, page) if nxt < count else '$'}{to_ahead}{end}",
        ]
        names += [f"it{page[-1]}{to_ahead}{prev_end}", f"il{page[-1]}{prev_ahead}{gap0}{end}"]
        if (
            nxt < count
            and line.text[-1] not in _PROHIBITED
            and lines[nxt].text.startswith(line.text[: max(6, len(line.text) - 2)])
        ):
            names.append("repeated-below")
        if at == 0:
            names.append("first")
        if nxt == count:
            names.append("last")
        text = line.text
        inside = text[:-1]
        if "。" in inside or "；" in inside:
            names.append("stop-inside")
        commas = inside.count("，") + inside.count(",")
        names.append(f"commas{min(commas, 3)}{end}")
        if _HAN_SPACE.search(text):
            names.append(f"han-space{end}")
        if _SAYS.match(text):
            names.append("says")
        if _LEADS_ON.search(text):
            names.append("leads-on")
        if _DECK.search(text):
            names.append("deck")
        if at and text[0].isdigit() and lines[prev].text[-1].isdigit():
            names.append("digits-run-on")
        if at and start == "l":
            names.append(f"lower{prev_end}")
        if english:
            caps, caps_next = _capitals(text), _capitals(lines[nxt].text) if nxt < count else "$"
            names += [f"caps{caps}{end}", f"caps{caps}{caps_next}{to_ahead}", f"capsp{caps}{prev_end}{gap0}"]
            names.append(f"capsb{caps}{size}{block_ends}{after_size}")
        edge = (
            min(gap, 2) * 6
            + (3 if prev_end == "S" else 0)
            + (0 if prev_fill in "abcd" else 1 if prev_fill in "ef" else 2)
        )
        yield LineFeatures(names, edge)


def _blocks(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """For each line the first and the last line of those it stands with between blank lines."""
    starts = [at for at, line in enumerate(lines) if at == 0 or line.blanks]
    out: list[tuple[int, int]] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        out += [(start, end - 1)] * (end - start)
    return out


def _lead(text: str) -> str:
    """Whether a line reads like the start of a news story: its day, or where the news is from."""
    if _LEAD_DAY.match(text):
        return "d"
    return "n" if _LEAD_NEWS.search(text[:24]) else "-"


def column_width(widths: Sequence[float], slack: float) -> float:
    """The column width of some lines: the width that most of them fill to within ``slack``; 0 for no lines."""
    ordered = sorted(widths)
    best, most = 0.0, 0
    for width in ordered:
        fill = bisect_right(ordered, width + 0.01) - bisect_left(ordered, width - slack)
        if fill >= most:
            best, most = width, fill
    return best


def _is_latin(lines: Sequence[Line]) -> bool:
    sample = "".join(line.text for line in lines[:200])
    han = sum("\u4e00" <= ch <= "\u9fff" for ch in sample)
    return han * 5 < len(sample)


def _end_class(text: str) -> str:
    if ("记者" in text or "）" in text or "By" in text) and trailing_byline(text) is not None:
        return "S"
    shown = text.rstrip(_CLOSERS)
    last = text[-1]
    if shown and shown[-1] in _SENTENCE_END:
        return "S"
    if shown.endswith("."):
        return "S" if len(shown) < 2 or not shown[-2].isdigit() or last != "." else "P"
    if last in _CLOSERS:
        return "Q"
    if last in "，、,":
        return "C"
    if last in "；;":
        return "M"
    if last in "：:":
        return "L"
    if last in "-‐":
        return "H"
    if last.isdigit() or last in "%％":
        return "D"
    if "\u3400" <= last <= "\u9fff":
        return "h"
    return "w" if last.isalpha() else "o"


def _start_class(text: str) -> str:
    first = text[0]
    if first in _BULLETS:
        return "b"
    if _NUMBERING.match(text):
        return "n"
    if first in _PROHIBITED:
        return "p"
    if first in _OPENERS:
        return "q"
    if first in "—-–―":
        return "-"
    if first.isdigit():
        return "d"
    if "\u3400" <= first <= "\u9fff":
        return "h"
    if first.isalpha():
        return "U" if first.isupper() else "l"
    return "o"


def _kind(text: str) -> str:
    """What the words of a line alone say it is: byline, dateline, caption, furniture, or nothing (``-``)."""
    if kind := furniture_kind(text):
        return kind
    if is_byline(text):
        return "B"
    if find_dateline(text) is not None:
        return "D"
    if len(text) < 80 and _CAPTION.search(text):
        return "C"
    return "-"


def _words(text: str) -> frozenset[str]:
    """What a line is about: pairs of neighbouring Han characters, Latin words of four letters and more."""
    pairs = {run[at : at + 2] for run in _HAN_RUN.findall(text[:400]) for at in range(len(run) - 1)}
    return frozenset(pairs | {word.lower() for word in _WORD.findall(text[:400])})


def _share(part: frozenset[str] | set[str], whole: frozenset[str] | set[str]) -> float:
    return len(part & whole) / len(part) if part else 0.0


def _tenth(share: float) -> int:
    for step, bound in enumerate((0.001, 0.04, 0.08, 0.13, 0.2, 0.3, 0.45, 0.7)):
        if share < bound:
            return step
    return 8


def _bucket(difference: float) -> str:
    """Letters a–i: how far a line falls short of the column's width or runs over it; d is a lost indent of two."""
    for letter, bound in zip("abcdefgh", (-8.0, -4.0, -2.6, -1.4, -0.6, 0.6, 1.6, 5.0), strict=True):
        if difference < bound:
            return letter
    return "i"


def _page_class(lines: Sequence[Line], gaps: Sequence[int], ends: Sequence[str], ahead: Sequence[float]) -> str:
    """How this page uses blank lines and indents: share of lines with a blank above, widest gap, indents.

    Indents are none (n), lost in extraction (l: lines after a short last line are two narrower than the column),
    on some paragraphs (s) or on most lines (m).
    """
    count = max(1, len(lines) - 1)
    blank = sum(gap > 0 for gap in gaps[1:]) / count
    share = next((step for step, bound in enumerate((0.001, 0.08, 0.2, 0.45)) if blank < bound), 4)
    indented = sum(line.indent >= 0.9 for line in lines) / len(lines)
    opening = [
        line.width - ahead[at]
        for at, line in enumerate(lines)
        if at
        and ahead[at]
        and ends[at - 1] == "S"
        and lines[at - 1].width < ahead[at] - 1.5
        and line.width > 0.6 * ahead[at]
    ]
    lost = sum(-2.6 <= difference < -1.4 for difference in opening) > max(1.0, 0.5 * len(opening))
    indents = ("l" if lost else "n") if indented < 0.04 else "s" if indented < 0.7 else "m"
    return f"{share}{max(gaps[1:], default=0)}{indents}"


def _indent_class(indent: float, page: str) -> str:
    size = "0" if indent < 0.9 else "1" if indent < 1.6 else "2" if indent < 2.6 else "3"
    return size + page[-1]


def _distances(ends: Sequence[str]) -> list[int]:
    """Lines from each to the next that ends a sentence, itself included, at most 6."""
    out = [6] * len(ends)
    ahead = 6
    for at in range(len(ends) - 1, -1, -1):
        ahead = 0 if ends[at] == "S" else min(6, ahead + 1)
        out[at] = ahead
    return out


def _capitals(text: str) -> str:
    """Share of capitalised words: headlines have many."""
    words = [word for word in text.split() if word[0].isalpha()]
    if not words:
        return "-"
    if text.isupper():
        return "A"
    share = sum(word[0].isupper() for word in words) / len(words)
    return "a" if share < 0.2 else "b" if share < 0.5 else "c" if share < 0.8 else "d"
