"""The lines of a heading told apart: kicker above, headline, decks below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.reading.bylines import SURNAMES
from rag.reading.joining import join_text
from rag.reading.lines import Line

# What a kicker ends with: the sentence that the headline completes (…会议上强调 / 不断开创…).
_LEADS_ON = re.compile(
    r"(?:强调|指出|要求|表示|提出|认为|希望|呼吁|透露|宣布|介绍|建议|寄语|嘱托|批示|致信|时说|时讲)$"
)
_PERSON = rf"[{SURNAMES}][\u4e00-\u9fff]{{1,2}}"
_DECK = re.compile(
    r"^(?:——|—|--|－－|―)|^[（(].*[）)]$"
    rf"|^(?:{_PERSON}[、 \u3000]?){{1,6}}"
    r"(?:主持|主持会议|出席|出席并讲话|出席会议|并讲话|讲话|参加|致辞|陪同|参加会见|列席)$"
)
_LABEL_WIDTH = 7.0  # a row no wider than this and without a verb names a column (新春走基层), it tells no news
_NARROWER = 0.72  # a row this much narrower than the next was not wrapped: it is a line of its own
_EVENT = re.compile(r"[^，。！？\s]{4,13}(?:赛|节|周|展|论坛|博览会|运动会|年会|系列活动|专项行动)$")
_COUPLET = 14.0  # two rows of this width and equal length are two phrases, not one cut in half
_HAN = re.compile("[\u4e00-\u9fff]+")
_VERB = re.compile(r"[召举启完投获破达增超助迎夺任赴访闭换升降]|开[启展幕放工]|发[布现展]|成|让|为|把|被|将|已|来了|\d")


@dataclass(frozen=True, slots=True)
class Heading:
    """``headline`` is empty only where there was no line at all."""

    kicker: str = ""
    headline: str = ""
    decks: tuple[str, ...] = ()


def read_heading(lines: Sequence[Line], lead: str = "") -> Heading:
    """Roles of the lines of one heading, from top to bottom; ``lead`` is how the article begins.

    Print tells them apart by type size, which extracted text has lost; what remains is which lines stand
    together, how long they are, and the words a kicker ends and a deck begins or ends with. Where none of that
    tells, the first lines are the headline.
    """
    blocks = _blocks(lines)
    if not blocks:
        return Heading()
    kicker = ""
    first = blocks[0]
    below = first[1] if len(first) > 1 else blocks[1][0] if len(blocks) > 1 else None
    if below is None or _DECK.search(below.text):
        pass
    elif len(blocks) > 1 and (
        _leads_on(first[-1])
        or first[-1].text[-1] in "：:"
        or _opens(first[0], blocks[1][0], lead)
        or _detail(_join(first), _join(blocks[1]), lead)
    ):
        kicker, blocks = _join(first), blocks[1:]
    elif len(first) > 1 and (
        _leads_on(first[0]) or _opens(first[0], first[1], lead) or _stands_alone(first[0], first[1], lead)
    ):
        kicker, blocks = first[0].text, [first[1:], *blocks[1:]]
    rows, after = blocks[0], blocks[1:]
    at = next((at for at in range(1, len(rows)) if _DECK.search(rows[at].text)), len(rows))
    decks = _decks(rows[at:])
    return Heading(kicker, _join(rows[:at]), (*decks, *(_join(block) for block in after)))


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and not line.blanks:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _leads_on(line: Line) -> bool:
    return bool(_LEADS_ON.search(line.text)) and line.width > 4


def _opens(row: Line, below: Line, lead: str) -> bool:
    """Whether a row is a kicker by its words: slogans side by side (凝心聚力 共谋发展), the name of a column
    or of an event.

    A short row that the article's opening repeats is no column's name but what the headline is about.
    """
    if _slogans(row, below):
        return True
    event = _EVENT.match(row.text) and not _VERB.search(row.text)
    if event and _VERB.search(below.text) and row.width < below.width:
        return True
    short = row.width <= min(_LABEL_WIDTH, below.width * 0.8) and len(row.text.split()) <= 2
    return short and not _VERB.search(row.text) and _shared(row.text, lead) < 0.5


def _detail(above: str, below: str, lead: str) -> bool:
    """Whether the first sentence tells what ``below`` says and hardly what ``above`` says.

    A few characters above may be a headline that plays with words (问诊古樟树), which no sentence repeats.
    """
    first = lead.partition("。")[0]
    return len(above) > _LABEL_WIDTH and _shared(below, first) >= 0.6 and _shared(above, first) <= 0.3


def _shared(text: str, lead: str) -> float:
    """The share of a heading's Han pairs that the article's opening holds."""
    pairs = [a + b for a, b in pairwise(text) if _HAN.fullmatch(a + b)]
    return sum(pair in lead for pair in pairs) / len(pairs) if pairs else float(text in lead)


def _slogans(row: Line, below: Line) -> bool:
    phrases = row.text.split()
    if len(phrases) < 2 or not all("\u4e00" <= phrase[0] <= "\u9fff" for phrase in phrases):
        return False
    lengths = {len(phrase) for phrase in phrases}
    if len(below.text.split()) > 1 and (len(lengths) > 1 or row.width >= below.width):
        return False
    return max(lengths) <= 9 and max(lengths) - min(lengths) <= 2


def _stands_alone(row: Line, below: Line, lead: str) -> bool:
    """Whether a row cannot be the first of a wrapped headline: it is much narrower than the row below."""
    han = "\u3400" <= row.text[-1] <= "\u9fff" and "\u3400" <= row.text[0] <= "\u9fff"
    return han and row.width <= _NARROWER * below.width and row.text not in lead


def _decks(rows: Sequence[Line]) -> list[str]:
    """Decks of one block: each row that looks like one begins another, the rest run on."""
    decks: list[list[Line]] = []
    for row in rows:
        if _DECK.search(row.text) or not decks:
            decks.append([row])
        else:
            decks[-1].append(row)
    return [_join(deck) for deck in decks]


def _join(rows: Sequence[Line]) -> str:
    """The rows as one headline; two Han rows that nobody wrapped (a couplet, or the second wider) keep a space."""
    out = rows[0].text if rows else ""
    for above, row in pairwise(rows):
        couplet = len(rows) == 2 and row.width >= _COUPLET and abs(row.width - above.width) < 0.6
        if "\u4e00" <= row.text[0] <= "\u9fff" and (couplet or row.width > above.width + 0.9):
            out += " " + row.text
        else:
            out = join_text([out, row.text])
    return out
