"""Lines of a page that belong to no article: mastheads, date lines, page numbers, credits of the editors, rules."""

from __future__ import annotations

import re
import unicodedata

from rag.language.scripts import simplify

_FEW = r"[\d一二三四五六七八九十]{1,3}"
_DAY = rf"(?:(?:19|20)\d\d|[二一〇○零九八七]{{4}})\s*年\s*{_FEW}\s*月\s*{_FEW}\s*日"
_WEEKDAY = r"(?:星期[一二三四五六日天]|周[一二三四五六日])"
_LUNAR = r"(?:农历\S{0,4}?年?\S{0,8})"
_ISSUE = r"(?:第\s*\d+\s*期|总第\s*\d+\s*期|今日\s*\d+\s*版|国内统一\S*|邮发代号\S*|CN\s*[\d-]+)"
_PAGE = r"(?:第\s*[\d一二三四五六七八九十]{1,3}\s*版|[A-H]?\d{1,3}\s*版|[A-H]\d{1,2}|版次[:：]?\s*\w+)"
_SECTION = r"(?:要闻|综合|本地新闻|综合新闻|国内|国际|时政|经济|社会|文化|体育|副刊|广告|导读|民生|新闻|教育|健康|财经)"
_PAPER = r"[\u4e00-\u9fff]{2,8}(?:日报|晚报|时报|早报|晨报|商报|都市报|周报|快报|新闻|周刊|报)"
_PART = (
    rf"(?:{_DAY}|(?:19|20)\d\d[-./]\d{{1,2}}[-./]\d{{1,2}}"
    rf"|\d{{1,2}}月\d{{1,2}}日|{_WEEKDAY}|{_LUNAR}|{_ISSUE}|{_PAGE}|{_SECTION}|{_PAPER})"
)
_CHINESE = re.compile(rf"(?:{_PART}[\s:：·|｜—\-,，/]*)+$")
_STRONG = re.compile(rf"{_DAY}|{_WEEKDAY}|{_PAGE}|{_ISSUE}|{_PAPER}|(?:19|20)\d\d[-./]\d{{1,2}}[-./]\d")
_STAFF = re.compile(
    r"[（(【]?\s*(?:本版)?(?:责任编辑|责编|编辑|版式|美编|校对|值班编委|主编|组版|审读|制图|电话|投稿"
    r"|新闻热线|热线|邮箱|E-mail|总编室)(?:[:：]|\s)\s*\S"
)
_RULE = re.compile(r"[\s\-—–_=*·•.~＊■□◆◇●○★☆#─━═]+$")
_NUMBER = re.compile(r"[\s—–\-·]*(?:[A-H]?\d{1,3})[\s—–\-·]*$|(?:P|p|Page|PAGE)\.?\s*\d{1,3}$")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_EN_PART = (
    rf"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|{_MONTH}\s+\d{{1,2}}(?:,\s*\d{{4}})?"
    rf"|\d{{1,2}}\s+{_MONTH}\s+\d{{4}}"
    r"|Vol(?:ume)?\.?\s*[\dIVXLC]+|No\.?\s*\d+|Issue\s*\d+|Page\s*\w?\d+|[A-H]\d{1,2}|\d{4})"
)
_ENGLISH = re.compile(rf"(?:{_EN_PART}[\s,|·•\-–—/]*)+$")
_EN_PAPER = re.compile(
    rf"(?:The\s+|THE\s+)?(?:[A-Z][\w'’]*\s+){{1,3}}(?:Times|Courier|Gazette|Herald|Ledger|Post|News|Daily|Weekly|Tribune"
    r"|Chronicle|Journal|Mail|Observer|Star|Press|Argus|Echo|Bulletin|Record|Standard"
    rf"|TIMES|COURIER|GAZETTE|HERALD|LEDGER|POST|NEWS|DAILY|WEEKLY|TRIBUNE|CHRONICLE|JOURNAL|OBSERVER|STAR"
    rf"|PRESS|BULLETIN)[\s,|·•\-–—]*(?:{_EN_PART}[\s,|·•\-–—/]*)*$"
)


def furniture_kind(text: str) -> str:
    """One letter for the kind of furniture a line looks like, or an empty string.

    ``M`` masthead or date line, ``E`` editors' credits, ``R`` rule, ``N`` page number.
    """
    if len(text) > 120:
        return ""
    text = simplify(unicodedata.normalize("NFKC", text))
    if _RULE.match(text):
        return "R"
    if _NUMBER.match(text):
        return "N"
    if _CHINESE.match(text):
        return "M" if _STRONG.search(text) else "m"
    if _ENGLISH.match(text) or _EN_PAPER.match(text):
        return "M"
    if _STAFF.match(text):
        return "E"
    return ""
