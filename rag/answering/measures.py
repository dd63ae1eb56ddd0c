"""Forms of quantities and times that numbers and dates alone do not show: measure words, counts, hours, weekdays."""

from __future__ import annotations

import re

Span = tuple[int, int]

MEASURES = (
    r"(?:公里|千米|平方米|平方公里|立方米|公顷|海里|英里|英尺|毫米|厘米|公斤|千克|毫克|毫升|小时|分钟|个小时|个月|个百分点|个半月|"
    r"美元|欧元|港元|人次|[户车班架台]次|万元|亿元|千瓦时?|兆瓦|学[分时]|"
    r"[个名位件次届人家条项天年场辆座所吨篇轮户亩艘只头匹棵株套部台架枚张种类支组班批份句字元角分秒岁层间排站米度页首幅段笔宗起处例门颗粒斤升克封把扇盏口眼根顶床盒箱袋瓶桶车船本册卷集期倍成折票号])"
)
_MEASURE = re.compile(rf"(?:多|余)?{MEASURES}")
_LONGER = re.compile(r"半?月|小时|百分点|(?:工作|交易)日")  # after 个
COUNT = re.compile(rf"(?:[近上数几好整]?[百千万几]|[一二两三四五六七八九十半])[多余来几]?{MEASURES}")
"""Counts that are too short or too vague to be numbers: 九岁, 近百人, 两天."""

TENTHS = re.compile(r"[一二两三四五六七八九半][一二两三四五六七八九]?成(?![立为员本果功交长效人年分家])")
"""A share in tenths: 八成."""
SPAN_OF_YEARS = re.compile(r"约?\d{2,4}年")
DURATION = re.compile(
    r"(?<![\d年月第])(?:约|近|整整)?(?:\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])(?:多|余)?(?:个(?:星期|月)|星期|周|天|(?<!\d\d\d)[日年])"
    r"(?![一二三四五六日天刊报])"
)
"""How long something lasts, in forms that a reader of numbers takes for days or for nothing: 三周, 10日."""


_FIGURE = r"(?:\d{1,3}(?:\.\d+)?|[一二两三四五六七八九十]{1,3})"
COMPOUND = re.compile(
    rf"{_FIGURE}年零?{_FIGURE}个月(?:零?{_FIGURE}[天日])?|{_FIGURE}个月零?{_FIGURE}[天日]|{_FIGURE}天{_FIGURE}个?小时|"
    rf"{_FIGURE}个?小时零?{_FIGURE}分钟?(?:零?{_FIGURE}秒(?:\d+)?)?|{_FIGURE}分钟?零?{_FIGURE}秒(?:\d+)?"
)
"""A length of time in two measures or more: 七年六个月, 2小时10分, 2分08秒46."""
_COMPOUND_REACH = 16
_ENGLISH_TIME = re.compile(r" (?:years?|months?|weeks?|days?|hours?|minutes?|seconds?)\b(?! old)")


def with_measure(text: str, start: int, end: int) -> Span:
    """A number with the measure word behind it, and with the other measures of one length of time: 73处, 18个月,
    七年六个月."""
    for whole in COMPOUND.finditer(text, max(0, start - _COMPOUND_REACH), end + _COMPOUND_REACH):
        if whole.start() <= start and end <= whole.end():
            return whole.span()
    if end > start and text[end - 1].isascii() and (after := _ENGLISH_TIME.match(text, end)):
        return start, after.end()
    if text[end - 1 : end] == "个" and (longer := _LONGER.match(text, end)):
        return start, longer.end()
    if (
        end < len(text)
        and end > start
        and (text[end - 1].isdigit() or text[end - 1] in "万亿千百十余多半二三四五六七八九两")
    ):
        match = _MEASURE.match(text, end)
        if match:
            return start, match.end()
    return start, end


CLOCK = re.compile(
    r"(?:上午|下午|晚上?|凌晨|早上|清晨|中午|傍晚|深夜)?\s?(?:\d{1,2}|十[一二]?|[一二两三四五六七八九])(?:时(?!代|间|期|尚|装|速|常|候|针|段|光|空|政|任|机|而|隔|下|有|的)|点(?!多|的|[零一二三四五六七八九]|\d)钟?|[:：]\d\d(?!\d))"
    r"(?:\d{1,2}分|半|许|整)?"
    r"|\b\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\b\.?|o['’]clock)",
    re.I,
)
"""An hour of the day."""
WEEKDAY = re.compile(
    r"(?:每逢?)?(?:周|星期|礼拜)[一二三四五六日天末](?:[至到、和][周星期]*[一二三四五六日天])?(?!刊|报|本|边|围|岁)"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b",
    re.I,
)
"""A day of the week."""
YEAR = re.compile(
    r"(?:公元前?)?(?:\d{3,4}|[一二][〇零○一二三四五六七八九]{3}|[一二三四五六七八九十元]{1,4})年(?!度)|\b\d{4}\b(?![年.,]\d)"
)
"""A year by itself."""
MONTH = re.compile(
    rf"(?:{YEAR.pattern})?(?:\d{{1,2}}|十[一二]?|[一二三四五六七八九正腊])月|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?"
    r"(?: \d{4})?",
    re.I,
)
"""A month, with its year where that stands before or behind it."""
SCORE = re.compile(r"\d+\s?(?:比|[:：-]|–)\s?\d+(?!\d|年|月|日)")
"""The score of a match or a vote."""
