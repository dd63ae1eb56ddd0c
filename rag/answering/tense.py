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
    r"原[来先本定有价文]|误|此前|[之以]前|去年|上年|上[一]?[届次月季]|往年|前[一]?[年届次]|同期|从多少|由多少"
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


_CORRECTED = re.compile(r"[”」]?(?:有误)?，?应为")
_ASKS_RANGE = re.compile(r"[由从](?:多少|几).*[到至](?:多少|几)|\bfrom (?:what|how).* to (?:what|how)", re.I)


def asks_range(question: str) -> bool:
    """Whether what something was and what it became are both asked for: 从多少涨到多少."""
    return bool(_ASKS_RANGE.search(question))


def former(question: str, text: str, span: Span) -> bool:
    """Whether a value is what something was before a change, or before a correction, and the question does not ask for
    that."""
    if _ASKS_EARLIER.search(question):
        return False
    before = text[max(0, span[0] - 24) : span[0]]
    if _CORRECTED.match(text, span[1]):
        return True
    return bool(_EARLIER.search(before) or (_FROM.search(before) and _THEN.match(text, span[1])))


def edge(question: str, text: str, span: Span) -> int:
    """1 where a day is the end of a stretch, or its beginning, as the question asks; -1 where it is the other one; 0
    where the question asks for neither."""
    for asks, own, other in ((_ASKS_END, _END, _BEGINNING), (_ASKS_BEGINNING, _BEGINNING, _END)):
        if asks.search(question):
            return _beside(own, text, span) or -_beside(other, text, span)
    return 0


def _beside(marks: tuple[re.Pattern[str], re.Pattern[str]], text: str, span: Span) -> int:
    return int(bool(marks[0].search(text[max(0, span[0] - 12) : span[0]]) or marks[1].match(text, span[1])))


_ASKS_END = re.compile(
    r"截止|截至|[到至](?:什么时候|何时|哪[一]?[天日]|几[月号日])|什么时候(?:结束|闭幕|截止|到期|落幕)|"
    r"\b(?:until|till|up to|by) (?:when|what|which)\b|\bdeadline\b|"
    r"\bwhen (?:does|did|will|do|is|was) .*\b(?:end|close|finish|expire|over)\b",
    re.I,
)
_ASKS_BEGINNING = re.compile(
    r"[从自](?:什么时候|何时|哪[一]?[天日]|几[月号日])|什么时候(?:开始|起|开幕|启动|开放|开展)|"
    r"\b(?:since|from) (?:when|what|which)\b|\bwhen (?:does|did|will|do) .*\b(?:start|begin|open)\b",
    re.I,
)
_END = (
    re.compile(r"(?:至|到|截止日期为|截至|截止)$|\b(?:until|till|through|to|ends? on|closes? on)\s+(?:the\s+)?$", re.I),
    re.compile(r"[，]?(?:[前止]|截止|结束|闭幕|落幕|为止)"),
)
_BEGINNING = (
    re.compile(r"(?:自|从)$|\b(?:from|since|starts? on|begins? on|opens? on)\s+(?:the\s+)?$", re.I),
    re.compile(r"[，]?(?:起|至|到)|[^，。；\d]{0,12}(?:开始|开幕|开展|开放|启动)"),
)


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
