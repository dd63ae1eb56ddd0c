"""Whether a span is the kind of thing that a question asks for: a person to who, a quantity in its unit to how many."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from rag.answering import tense
from rag.answering.analysis import Analysis
from rag.answering.measures import CLOCK, COUNT, DURATION, MONTH, SCORE, SPAN_OF_YEARS, TENTHS, WEEKDAY, YEAR, Span
from rag.answering.roles import TITLE_WORDS
from rag.language.chinese_names import may_be_person

REASON = re.compile(
    r"(?:因为|由于|因(?!此|而|素|子)|为了|原因(?:是|在于)|目的是|以便|考虑到|鉴于|得益于|源于|缘于|出于|归功于|"
    r"主要受|受到?(?=[^，。；]{2,20}影响)|"
    r"\bbecause(?: of)?\b|\bdue to\b|\bin order to\b|\bso that\b|\bowing to\b|\bthanks to\b|"
    r"\bafter\b|\bblam(?:ed|ing)\b|\bcit(?:ed|ing)\b)"
    r"[^。；;.]{2,80}",
    re.I,
)
_CAUSED = re.compile(
    r"[，,]?(?:这?[是为][^，。；]{0,12}的?(?:主要|重要|根本|直接)?(?:原因|主因)|所致|导致|造成|使得?|令|让)|，(?:因此|因而|所以|于是)"
)
_SAID = re.compile(r"^[^，。；]{0,24}(?:说|表示|介绍|解释|认为|分析|指出|称)[：:，,]?[“]?")
_CLAUSES = re.compile(r"[，,；;。]")
ORGANISATION = re.compile(
    r"[\u4e00-\u9fff]{2,16}?(?:大学|学院|公司|集团|委员会|协会|联合会|研究院|研究所|医院|银行|局|厅|部|署|院|所|中心|剧团|剧院|俱乐部|基金会|残联|法院|检察院|中学|小学|"
    r"博物馆|图书馆|队|社|总队|支队|总商会)(?![\u4e00-\u9fff]?长)"
)
WRITERS = re.compile(
    r"记者|通讯员|报道|撰写|采写|拍摄|摄影|\b(?:reporters?|journalists?|wrote|author|byline|photograph)", re.I
)
BODIES = re.compile(
    r"主办|承办|协办|举办|主管|建设|承建|修建|出资|捐[资建赠]|发布|公布|编制|生产|运营|经营|拥有|批准|颁发|赢|战胜|夺冠|"
    r"\b(?:host(?:ed|s)?|organi[sz]e[ds]?|fund(?:ed|s)?|publish(?:ed|es)?|buil[dt]|own(?:s|ed)?|run[s]?|operate[sd]?|sponsor(?:ed|s)?|release[ds]?|approve[ds]?|"
    r"pa(?:id|ys?)|beat|won|issue[ds]?|produce[ds]?|sign(?:ed|s)?)\b",
    re.I,
)
_CREDIT = re.compile(
    r"(?:记者|通讯员|摄影|实习生|报道|\bBy|\breporter)[\s:：]*(?:[\u4e00-\u9fff]{2,4}[\s、，]+){0,3}$", re.I
)


NEVER = 0.0
"""The fit of what cannot be the answer, whatever else speaks for it: a change in points where a share is asked for."""


def reasons(text: str, sentence: Span) -> list[Span]:
    """What a sentence may give as a reason: what follows "because" and the like, what stands before "is the reason" or
    "so", and each of its clauses."""
    found = []
    for marked in REASON.finditer(text, *sentence):
        stop = _CLAUSES.search(text, *marked.span())
        found += [marked.span(), *([(marked.start(), stop.start())] if stop else [])]
    said = _SAID.match(text[slice(*sentence)])
    low = sentence[0] + (said.end() if said else 0)
    found += [(low, m.start()) for m in _CAUSED.finditer(text, low, sentence[1]) if m.start() - low > 3]
    stops = [low - 1, *(m.start() for m in _CLAUSES.finditer(text, low, sentence[1])), sentence[1]]
    found += [(a + 1, b) for a, b in itertools.pairwise(stops) if b - a > 4]
    return found


def named(asked: str, kind: str) -> bool:
    """Whether a name of ``kind`` is what was asked for."""
    return asked == "text" or asked == kind or (asked, kind) in (("organisation", "place"), ("person", "organisation"))


def fit(analysis: Analysis, passage: int, span: Span) -> float:
    """1 where the span is the kind of thing asked for, 0.5 where it may be, 0 where it is another kind."""
    facts, expected = analysis.facts[passage], analysis.expected
    kind = expected.kind

    def holds(low: int, high: int) -> bool:
        return span[0] <= low and high <= span[1]

    if expected.options:
        return float(any((h.start, h.end) == span for found in analysis.options(passage) for h in found))
    if kind == "person":
        people = [n for n in facts.names if n.kind == "person" and holds(n.start, n.end)]
        if people and not WRITERS.search(analysis.question) and _credited(facts.plain, people[0].start):
            return 0.1  # who reported is not who is reported on
        body = any(n.kind == "organisation" and holds(n.start, n.end) for n in facts.names)
        body = body or bool(ORGANISATION.fullmatch(facts.plain, *span))
        known = bool(people) or any(holds(*unnamed) for unnamed in facts.unnamed)
        person = 1.0 if known else 0.6 * _may_be_person(facts.plain[slice(*span)])
        person = max(person, 0.3 * bool(_POST.search(facts.plain, *span)))  # 由常委会副主任领衔
        if BODIES.search(analysis.question):  # hosts and builders are bodies more often than people
            return 1.0 if body else 0.6 * person
        return max(person, 0.5 * body)
    if kind == "date":
        return _date_fit(analysis, passage, span)
    if kind == "quantity":
        return _unit_fit(analysis, passage, span)
    if kind == "organisation" and (ending := _ending(analysis.question[expected.focus[0] : expected.focus[1] + 3])):
        said = facts.plain[slice(*span)]
        if any("\u4e00" <= c <= "\u9fff" for c in said):  # Chinese names of bodies end in what they are
            return 1.0 if re.search(rf"(?:{ending})$", said) and not _COUNTED.match(said) else 0.2
    if kind in ("place", "organisation"):
        known = any(named(kind, n.kind) and holds(n.start, n.end) for n in facts.names)
        return 1.0 if known or (kind == "organisation" and ORGANISATION.search(facts.plain, *span)) else 0.5
    if kind == "title":
        return 1.0 if any(holds(*t) for t in facts.titles) else 0.4
    if kind == "reason":
        marked = REASON.search(facts.plain, max(0, span[0] - 4), span[1]) or _CAUSED.match(facts.plain, span[1])
        return 1.0 if marked else 0.5 if span[1] - span[0] > 5 else 0.2
    return 0.6 if 2 <= span[1] - span[0] <= 60 else 0.4


_STOP = re.compile(r"[、，；。：,;:]")


def person_for_thing(analysis: Analysis, passage: int, span: Span) -> bool:
    """Whether a span is somebody's name where a thing is asked for: which painting, 展览叫什么名字."""
    if analysis.expected.kind != "text" or analysis.expected.options or not analysis.expected.focus[1]:
        return False
    facts = analysis.facts[passage]
    named = any(n.kind == "person" and span[0] <= n.start and n.end == span[1] <= n.start + 40 for n in facts.names)
    return named or span in facts.unnamed


_COUNTED = re.compile(r"\d+[家所个支]|[两三四五六七八九十几数多]+[家所个支]")
_ENDINGS = (
    (r"球队|队|\bteams?\b|\bclubs?\b", r"队|俱乐部"),
    (r"医院|\bhospitals?\b", r"医院|卫生院|诊所"),
    (r"大学|学校|\buniversit|\bschools?\b", r"大学|学院|学校|中学|小学|幼儿园|附[中小]"),
    (r"券商|\bbroker", r"证券|券商"),
    (r"银行|\bbanks?\b", r"银行|农商行|信用社"),
    (r"合作社|\bco-?operatives?\b", r"合作社"),
    (
        r"公司|企业|厂|\bcompan|\bfirms?\b|\bmanufacturer|\bairlines?\b",
        r"公司|集团|厂|企业|股份|航空|科技|[药米乳酒工置实]业|银行|证券|重工|汽车|控股",
    ),
    (
        r"部门|机构|局|\bdepartment|\bbureau|\bagenc|\bministr",
        r"部|厅|局|委|委员会|办公?室?|署|院|[总支]队|海关|中心|部门|银行|公司|站|所",
    ),
    (r"法院|\bcourts?\b", r"法院"),
    (r"协会|\bassociations?\b|\bfederations?\b", r"协会|联合会|联盟|商会|学会|总会"),
    (r"出版社|\bpublishers?\b", r"出版社|书局|出版集团"),
)
"""What a question calls a body, and what names of such bodies end in."""


@lru_cache(maxsize=256)
def _ending(asked: str) -> str:
    """What the names of the bodies end in that a question word asks for (which hospital); "" for any."""
    return next((ending for word, ending in _ENDINGS if re.search(word, asked.lower())), "")


@lru_cache(maxsize=4096)
def _may_be_person(text: str) -> bool:
    """Whether a span has the form of a name, titles before and behind it left out: 阮富仲总书记."""
    return may_be_person(_TITLED.sub("", _TITLE_BEHIND.sub("", text)))


_TITLE_BEHIND = re.compile(rf"[总副]?(?:{TITLE_WORDS})$")
_POST = re.compile(rf"(?:{TITLE_WORDS})$")
_TITLED = re.compile(rf"^.*(?:{TITLE_WORDS})")


def _credited(text: str, position: int) -> bool:
    """Whether a name stands in a credit: （记者苗得雨）."""
    return bool(_CREDIT.search(text[max(0, position - 24) : position]))


def _date_fit(analysis: Analysis, passage: int, span: Span) -> float:
    facts = analysis.facts[passage]
    inside = [m for m in facts.dates if span[0] <= m.start and m.end <= span[1]]
    if not inside:  # 6月 of 今年6月
        inside = [m for m in facts.dates if m.start <= span[0] and m.end == span[1]]
    clock = bool(CLOCK.search(facts.plain, *span))
    if analysis.expected.unit == "clock":
        return 1.0 if clock else 0.3 * bool(inside)
    if analysis.expected.unit == "weekday":
        return 1.0 if WEEKDAY.search(facts.plain, *span) else 0.2 * bool(inside)
    part = {"year": YEAR, "month": MONTH}.get(analysis.expected.unit)
    if part and part.fullmatch(facts.plain, *span):  # 2009年 of 2009年11月12日
        return 1.0
    if not inside:
        return 0.5 * clock
    mention = inside[0]
    if span[1] - span[0] > inside[-1].end - mention.start + _ABOUT_A_DAY:
        return 0.4  # a day is in it among much else
    if analysis.expected.unit in ("year", "month"):  # said, and not only filled in from the day of print
        stated = mention.relative or (YEAR if analysis.expected.unit == "year" else MONTH).search(facts.plain, *span)
        return 1.0 if stated else 0.3
    if mention.first.day is not None:
        return 1.0
    return 0.7 if mention.first.month is not None else 0.5


_ABOUT_A_DAY = 16
"""Characters that an answer to when may have besides the day: 星期一上午, in the early hours of."""
_POINTS = re.compile(r"百分点|\bpercentage points?\b", re.I)
_CHANGE = re.compile(
    r"百分点|points?\b|[差快慢高低多少]多少|增长|上升|下降|提高|降低|\b(?:grow|rise|rose|fall|fell|increase|decrease|decline|drop|gain|up|down)",
    re.I,
)
_SHARE = re.compile(r"率|占比|比[重例]|份额|[增涨降跌]幅|增速|\b(?:share|rate|proportion|percentage|points?)\b", re.I)
_YEARS_OLD = re.compile(r"岁|years? old|-year-old|\baged?\b", re.I)
_CURRENCIES = frozenset({"usd", "eur", "jpy", "hkd", "gbp", "cny"})
_CLASSES = {
    "time": re.compile(
        r"[年月天日周秒]|小时|分钟?|星期|\b(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?)\b", re.I
    ),
    "length": re.compile(
        r"米|公里|里|厘米|\b(?:met(?:er|re)s?|km|kilomet(?:er|re)s?|miles?|feet|foot|centimet(?:er|re)s?|inch(?:es)?)\b",
        re.I,
    ),
    "age": re.compile(r"岁|years? old|-year-old|\baged?\b|年", re.I),
    "temperature": re.compile(r"度|℃|°|degrees?", re.I),
}


def _unit_fit(analysis: Analysis, passage: int, span: Span) -> float:
    facts, expected = analysis.facts[passage], analysis.expected
    if tense.asks_range(analysis.question):
        return 1.0 if tense.RANGE.search(facts.plain, *span) else 0.2
    inside = [n for n in facts.numbers if span[0] <= n.start and n.end <= span[1]]
    if not inside:
        return _count_fit(analysis, passage, span)
    number = inside[0]
    said, after = facts.folded[span[0] : span[1]], _STOP.split(facts.folded[span[1] : span[1] + 24])[0]
    before = facts.plain[max(0, span[0] - 1) : span[0]]
    alone = before == "“" and facts.plain[span[1] : span[1] + 1] == "”" and len(said) == len(number.text)
    if (before.isascii() and before.isalpha()) or before in tuple("《-—") or (alone and not number.unit):
        return 0.1  # the number of a ship, a bus line, a score's other half
    if expected.unit == "%":
        if number.unit not in ("%", "pp"):
            return 1.0 if "分之" in number.text else 0.1
        if number.unit == "pp":  # a change of a share, and no share
            change = _CHANGE.search(analysis.question)
            return NEVER if not change else 1.0 if _SHARE.search(analysis.question) else 0.5
        return 0.5 if _POINTS.search(analysis.question) else 1.0
    if expected.unit == "change":
        if number.unit in ("%", "pp"):
            return 1.0
        return 0.2 if "同比" in analysis.question else 0.5  # compared with the year before: a share
    if number.unit in ("%", "pp"):  # a share was not asked for
        return 0.3 if expected.unit or expected.noun or analysis.language == "zh" else 0.6
    if expected.unit == "score":
        return 1.0 if SCORE.fullmatch(facts.plain, *span) else 0.2
    if expected.unit == "money":
        return 1.0 if number.unit in _CURRENCIES else 0.1
    if expected.unit == "age" and analysis.people:  # a tree may be so many years old, somebody is 岁
        return 1.0 if _YEARS_OLD.search(said + after[:10]) else NEVER
    if expected.unit in _CLASSES:
        near = 10 if said.isascii() else 1
        return 1.0 if _CLASSES[expected.unit].search(said + after[:near]) else 0.2
    wanted = analysis.counted
    if wanted:
        lead = _STOP.split(facts.folded[max(0, span[0] - 6) : span[0]])[-1]  # 直升机2架
        named = any(w in said[-3:] or w in after[:16] or lead.endswith(w) for w in wanted)
        return 1.0 if number.unit in wanted or named else 0.4
    if number.unit or len(said) > len(number.text):
        return 0.9
    return 0.5 if any("\u4e00" <= c <= "\u9fff" for c in facts.plain[:40]) else 0.7


def _count_fit(analysis: Analysis, passage: int, span: Span) -> float:
    """The same for a span without a number that a reader of numbers would trust: a rank, 九岁, 近百人."""
    facts, expected = analysis.facts[passage], analysis.expected
    if any(span[0] <= o.start and o.end <= span[1] for o in facts.ordinals):
        return 1.0 if "第" in analysis.question[slice(*expected.focus)] else 0.3
    if expected.unit in ("age", "time") and not analysis.people and SPAN_OF_YEARS.fullmatch(facts.plain, *span):
        return 0.9  # 1150年, which a reader of dates takes for a year
    if expected.unit == "time" and DURATION.fullmatch(facts.plain, *span):
        return 0.9 if facts.plain[span[1] - 1] != "日" else 0.5  # which may be a day of the month
    found = COUNT.search(facts.folded, *span)
    if expected.unit in ("%", "change") and TENTHS.search(facts.plain, *span):
        return 0.9
    if not found or expected.unit in ("%", "change", "money"):
        return 0.0
    if expected.unit == "age" and analysis.people:
        return 0.9 if _YEARS_OLD.search(found.group()) else NEVER
    if expected.unit in _CLASSES:
        return 0.9 if _CLASSES[expected.unit].search(found.group()) else 0.2
    wanted = analysis.counted
    return 0.9 if not wanted or any(found.group().endswith(w) for w in wanted) else 0.4
