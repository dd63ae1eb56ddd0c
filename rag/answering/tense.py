"""Whether a value is what something was, is, or was meant to be: 由6.5万元增至7.2万元, 目标23万人, "up from 31"."""

from __future__ import annotations

import re

Span = tuple[int, int]

_NUMBER = r"(?:\d[\d.,]*|[一二两三四五六七八九十百千]+)"
_TO = r"(?:到|至|为|成)"
_NEARLY = r"(?:about |around |some |nearly |almost |just |the )?"
_FROM = re.compile(rf"(?:由|从)(?:[^，。；、由从\d]{{0,10}})$|\bfrom {_NEARLY}$", re.I)
_THEN = re.compile(
    rf"[^，。；\d]{{0,10}}{_TO}[^，。；\d]{{0,6}}{_NUMBER}|[^.;]{{0,24}}?\bto {_NEARLY}{_NUMBER}",
    re.I,
)
_EARLIER = re.compile(
    r"(?:去年|上年|上月|上届|上次|上一年|前一年|往年)(?:同期|同月)?的?[为是约仅有]?$"
    r"|(?:原来|原先|此前|原有|原定|原价)[的为是约有]?$"
    rf"|\b(?:(?:up|down) from|compared (?:with|to)|against) {_NEARLY}$",
    re.I,
)
_ASKS_EARLIER = re.compile(
    r"原[来先本定有价]|此前|[之以]前|去年|上年|上[一]?[届次月季]|往年|前[一]?[年届次]|同期|从多少|由多少"
    r"|\b(?:before|previous(?:ly)?|former(?:ly)?|original(?:ly)?|used to|earlier|from what|prior)\b"
    r"|\blast (?:year|month|time)\b",
    re.I,
)
_PLAN = re.compile(
    r"目标|计划|力争|预计|预期|争取|有望|规划|拟(?!定的|人)|将(?=[在于建新再达投用实完超为有把])"
    r"|\b(?:target|goal|aims? to|plan(?:s|ned)? to|expect(?:s|ed)?|forecast|projected|is to|are to|will|hopes? to)\b",
    re.I,
)
_ASKS_PLAN = re.compile(
    r"目标|计划|力争|预[计期测]|争取|有望|规划|拟|将|会(?=[涨跌升降有达增减超建开办投下再])|要(?![求闻员说])|打算|准备|希望|今后|未来|明年|下[一]?[年届]"
    r"|\b(?:target|goals?|aim(?:s|ed)?|plan(?:s|ned)?|expect(?:s|ed)?|forecast|project(?:s|ed)?|intend(?:s|ed)?)\b"
    r"|\b(?:will|to be|going to|hopes?|propos\w+|could|would|should|next)\b",
    re.I,
)
_DUE = re.compile(r"应[到出参投缴]|额定|核定")
_DONE = re.compile(r"实[际到]|已经?|完成了|目前|截至")
_ASKS_DONE = re.compile(
    r"到场|实到|出席|参加|了|已经?|实际|最[终后]|过|完成|去年|截至|到底"
    r"|\b(?:did|was|were|had|attended|present|actually|completed|in the end|finally|so far|last year)\b",
    re.I,
)
RANGE = re.compile(
    rf"(?:由|从)(?:[^，。；、由从\d]{{0,10}}){_NUMBER}[^，。；\d]{{0,10}}{_TO}[^，。；\d]{{0,6}}{_NUMBER}(?:个百分点|[万亿]?[\u4e00-\u9fff％%]{{0,2}})"
    rf"|\bfrom (?:about )?{_NUMBER}[^.;]{{0,24}}?\bto (?:about )?{_NUMBER}(?: ?(?:%|per cent|percent))?",
    re.I,
)
"""What something was and what it is, in one."""


_ASKS_RANGE = re.compile(r"[由从](?:多少|几).*[到至](?:多少|几)|\bfrom (?:what|how).* to (?:what|how)", re.I)


def asks_range(question: str) -> bool:
    """Whether what something was and what it became are both asked for: 从多少涨到多少."""
    return bool(_ASKS_RANGE.search(question))


def former(question: str, text: str, span: Span) -> bool:
    """Whether a value is what something was before a change, and the question does not ask for that."""
    if _ASKS_EARLIER.search(question):
        return False
    before = text[max(0, span[0] - 24) : span[0]]
    return bool(_EARLIER.search(before) or (_FROM.search(before) and _THEN.match(text, span[1])))


def planned(question: str, text: str, span: Span, sentence: Span) -> float:
    """How surely a value was only meant to be reached where the question asks what was done: 1 behind a target or a
    plan, 3 for those due (应到), beside whom those present are told, else 0."""
    if _ASKS_PLAN.search(question) or not _ASKS_DONE.search(question):
        return 0.0
    clause = max(text.rfind(stop, sentence[0], span[0]) for stop in "，；,;")
    if _DUE.search(text, max(sentence[0], clause), span[0]):
        return 3.0
    meant = _PLAN.search(text, sentence[0], span[0])
    return float(bool(meant and not _DONE.search(text, meant.end(), span[0])))
