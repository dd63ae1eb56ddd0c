"""Statements in a row: whose value is which in 东、中、西部地区比重分别为75.2％、16.7％和8.1％, and which of several
similar statements is about exactly what was asked (快递业务量, not 同城快递业务量)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.answering import stopwords
from rag.answering.measures import TENTHS
from rag.language.lexicon import glosses, segment
from rag.language.scripts import is_han

if TYPE_CHECKING:
    from rag.answering.analysis import Analysis
    from rag.answering.matching import Hit

Span = tuple[int, int]

_SPLIT = re.compile(r"、|以及|及|和|与")
_BETWEEN = re.compile(r"\s*(?:、|以及|及|和|与|，)?\s*")
_STATEMENT = re.compile(r"[；;。！？!?\n]|\.(?=\s|$)")
_LEAD = re.compile(r"^(?:\d+年|\d+月|\d+日|今年|去年|其中|上半年|下半年|全年|一季度|前三季度)+")
_GENERAL = frozenset(
    word
    for words in (
        "全国 我国 中国 国内 全省 我省 本省 全市 我市 本市 全县 我县 本县 全区 我区 全州 公司 集团",
        "全年 今年 去年 当年 上年 年末 目前 截至 同期 期间 累计 总 共 共计 总共 合计 总体 整体 现有 实际 常住",
        "其中 此外 另外 同时 实现 完成 数据 显示",
    )
    for word in words.split()
)


def labels(text: str, sentence: Span, values: list[Span]) -> dict[Span, str]:
    """What each value of a 分别 (respectively) stands for; ``values`` are the sentence's numbers, in order.

    Only where as many values follow in a row as there are things named before. Short items take the last one's ending:
    东、中、西部地区 are 东部地区, 中部地区 and 西部地区.
    """
    out: dict[Span, str] = {}
    for match in re.finditer("分别", text[slice(*sentence)]):
        at = sentence[0] + match.start()
        row: list[Span] = []
        for value in (v for v in values if v[0] >= at):
            if row and not _BETWEEN.fullmatch(text, row[-1][1], value[0]):
                break
            row.append(value)
        low = max([sentence[0], *(m.end() for m in re.finditer(r"[。；;！？\n]", text[:at]))])
        before = text[low:at].rstrip("，,")
        before = before[max(before.rfind("，"), before.rfind(",")) + 1 :]
        items = _SPLIT.split(before)
        if len(items) < len(row):  # each in a clause with its own value: 接待游客96.7万人次，旅游收入6.12亿元，分别增长
            items = [c for c in re.split("[，,]", text[low:at].rstrip("，,")) if c]
        if len(row) < 2 or len(items) < len(row):
            continue
        items = [_LEAD.sub("", item) for item in items[-len(row) :]]
        last = items[-1]
        for value, item in zip(row, items, strict=True):
            short = len(item) <= 2 and item is not last
            out[value] = item + last[len(item) :] if short else item
    return out


def items(text: str, sentence: Span, values: list[Span]) -> dict[Span, Span]:
    """What each value of a row of like items stands for: 清禾市3600万元，陵波市5100万元. Only where two values or more
    of one measure follow each other with nothing but their labels before them."""
    rows: list[list[tuple[Span, Span]]] = [[]]
    end = sentence[0]
    for value in values:
        low = max([sentence[0], *(m.end() for m in _ITEM_STOP.finditer(text, sentence[0], value[0]))])
        lead = _ITEM_LEAD.match(text, low, value[0])
        low = lead.end() if lead else low
        verb = _ITEM_VERB.search(text[low : value[0]])
        high = low + verb.start() if verb else value[0]
        closed = value[1] >= sentence[1] or _ITEM_STOP.match(text, value[1])
        if not (1 <= high - low <= _LABEL and closed) or _ITEM_COMPARED.search(text, low, high):
            rows.append([])
            continue
        like = rows[-1] and text[rows[-1][-1][0][1] - 1] == text[value[1] - 1]  # 万元 and 亿元, not 件 and ％
        if not (like and _ITEM_GAP.fullmatch(text, end, low)):
            rows.append([])
        rows[-1].append((value, (low, high)))
        end = value[1]
    return {value: label for row in rows if len(row) > 1 for value, label in row}


_LABEL = 14  # characters of an item's label, at most
_ITEM_STOP = re.compile(r"[，、；。：,;\n]")
_ITEM_LEAD = re.compile(r"\s*(?:其中|包括|分别是)?\s*")
_ITEM_VERB = re.compile(r"(?:累计|共计?|总共|完成|达到?|为|是|大?约|近|有|实现)+$")
_ALL = 0.25  # share of a question that may be missing where it is said to be met in full: translations are seldom sure
_ITEM_COMPARED = re.compile(r"[比较]|增|降|减|占")
_ITEM_GAP = re.compile(r"[，、；：,;\s和及]*")


def label_match(analysis: Analysis, passage: int, span: Span, sentence: Span) -> float:
    """1 where a value stands for what the question names, -1 where another of its row does, 0 outside such rows."""
    facts = analysis.facts[passage]
    numbers = [(n.start, n.end) for n in facts.numbers if sentence[0] <= n.start and n.end <= sentence[1]]
    if "分别" not in facts.text[slice(*sentence)]:
        return _item_match(analysis, passage, span, items(facts.folded, sentence, numbers))
    found = labels(facts.folded, sentence, numbers)
    own = next((label for value, label in found.items() if span[0] <= value[0] and value[1] <= span[1]), None)
    if own is None:
        return 0.0
    lead = 0.0
    for term in analysis.terms:
        sure = {label: max((s for form, s in term.forms if form in label), default=0.0) for label in found.values()}
        lead += term.weight * (sure[own] - max((s for label, s in sure.items() if label != own), default=sure[own]))
    return float(lead > 0) - float(lead < 0)


def _item_match(analysis: Analysis, passage: int, span: Span, found: dict[Span, Span]) -> float:
    """``label_match`` for a row of items. A total before a row of which one item is asked for is another value too."""
    text = analysis.facts[passage].folded
    own = next((value for value in found if span[0] <= value[0] and value[1] <= span[1]), None)
    total = any(text[value[1] - 1] == text[span[1] - 1] and span[1] <= value[0] for value in found)
    if own is None and not total:
        return 0.0
    named = dict.fromkeys(found, 0.0)  # how much of the question each label has
    for term, hits in zip(analysis.terms, analysis.hits(passage), strict=True):
        for value, (low, high) in found.items():
            named[value] += term.weight * max((h.sure for h in hits if low <= h.start and h.end <= high), default=0.0)
    most = max(named.values())
    if min(named.values()) == most:
        return 0.0
    return 1.0 if own is not None and named[own] == most else -1.0


def narrowed(analysis: Analysis, passage: int, span: Span, part: Span) -> float:
    """Whether a value's statement narrows what was asked for by a word that the question does not have: 同城快递业务量
    for 快递业务量. 1 where the passages say it elsewhere too, half where only here (邮政函件业务 for 函件业务).

    ``part`` is the statement; the word stands directly before the question's own words in it. Asked in another language
    the question may well have the word: 0, unless the passage has all its words and the sentence is about parts (其中).
    """
    facts = analysis.facts[passage]
    if analysis.language != "zh":
        of_parts = facts.plain.startswith("其中", facts.sentence_at(span[0])[0])
        if not of_parts or analysis.missing(passage) > _ALL:
            return 0.0
    run = _run(
        [h for found in analysis.hits(passage) for h in found if part[0] <= h.start and h.end <= span[0]],
    )
    if run is None or not is_han(facts.text[run[0] : run[0] + 1]):
        return 0.0
    low = run[0]
    while low > max(part[0], run[0] - 8) and is_han(facts.text[low - 1]):
        low -= 1
    words = segment(facts.folded[low : run[0]]) if low < run[0] else []
    if not words or words[-1] in stopwords.CHINESE:
        return 0.0
    word = words[-1] if len(words[-1]) > 1 else "".join(words[-2:])
    if len(word) < 2 or word in _GENERAL or word in analysis.asked.folded or _is_verb(word):
        return 0.0
    said = facts.folded[slice(*run)]
    return 1.0 if sum(other.folded.count(said) for other in analysis.facts) > 1 else 0.5


def _is_verb(word: str) -> bool:
    """Whether a word says first of all what is done: 接待游客 are not some of the 游客."""
    found = glosses(word)
    return bool(found) and bool(found[0].senses) and found[0].senses[0].startswith("to ")


def _run(hits: list[Hit]) -> Span | None:
    """The longest stretch of touching words of the question, the nearest of several as long."""
    best: Span | None = None
    current: Span | None = None
    for hit in sorted((h for h in hits if h.sure >= 0.5), key=lambda h: (h.start, h.end)):
        if current is not None and hit.start <= current[1]:
            current = (current[0], max(current[1], hit.end))
        else:
            current = (hit.start, hit.end)
        if best is None or current[1] - current[0] >= best[1] - best[0]:
            best = current
    return best


def astray(analysis: Analysis, passage: int, part: Span) -> float:
    """How much of what was asked about is said of another value of the passage and not in this value's statement.

    函件业务同比增长多少 is answered by the statement that has 函件, not by the first that has 同比增长: the weight of
    the weightiest such word, as a share of the weightiest of all. ``part`` is the value's statement.
    """
    facts = analysis.facts[passage]
    rivals = {_statement(facts.text, n.start) for n in facts.numbers} - {_statement(facts.text, part[0])}
    most = max((term.weight for term in analysis.terms), default=0.0)
    lost = 0.0
    for term, found in zip(analysis.terms, analysis.hits(passage), strict=True):
        sure = [h for h in found if h.sure >= 0.6]
        if not any(part[0] <= h.start and h.end <= part[1] for h in sure):
            lost = max([lost, *(term.weight for low, high in rivals for h in sure if low <= h.start and h.end <= high)])
    return lost / most if most else 0.0


def named_later(analysis: Analysis, passage: int, span: Span, sentence: Span) -> bool:
    """Whether whom the question names is named first in a later clause, with a value of its own: 拨付800万元，
    其中300万元用于柳潭镇. What is named before may go on to be spoken of; what is named after cannot have been."""
    facts = analysis.facts[passage]
    clause = next((m.start() for m in _CLAUSE_STOP.finditer(facts.text, span[1], sentence[1])), sentence[1])
    for term, found in zip(analysis.terms, analysis.hits(passage), strict=True):
        sure = [h for h in found if h.sure >= 0.6]
        proper = term.kind == "name" or (is_han(term.text[0]) and len(term.text) > 1 and not glosses(term.text))
        if not proper or any(h.end <= clause for h in sure):
            continue
        for hit in sure:
            if clause < hit.start and hit.end <= sentence[1]:
                low = max([clause, *(m.end() for m in _CLAUSE_STOP.finditer(facts.text, clause, hit.start))])
                high = next((m.start() for m in _CLAUSE_STOP.finditer(facts.text, hit.end, sentence[1])), sentence[1])
                valued = any(low <= n.start and n.end <= high for n in facts.numbers)
                if valued or TENTHS.search(facts.plain, low, high):
                    return True
    return False


_CLAUSE_STOP = re.compile(r"[，；。！？!?\n]|[,;.](?=\s|$)")


def _statement(text: str, at: int) -> Span:
    """Where the statement that holds a character begins and ends, between full stops and semicolons."""
    before = [m.end() for m in _STATEMENT.finditer(text, 0, at)]
    after = _STATEMENT.search(text, at)
    return before[-1] if before else 0, after.start() if after else len(text)
