"""Numbers with their size and unit, the same value from either language: 1320.7亿 and 132.07 billion."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from rag.language.scripts import halfwidth, simplify

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_SCALES = {"百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8} | {
    "thousand": 10**3, "million": 10**6, "mln": 10**6, "billion": 10**9, "bln": 10**9, "bn": 10**9, "trillion": 10**12,
    "hundred": 10**2,
}  # fmt: skip
_ONES = {
    w: i
    for i, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    w: (i + 2) * 10
    for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
}
_FRACTIONS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}

# Units are written as one name in both languages; what is not here keeps its own measure word.
_UNITS = {
    "%": "%", "个百分点": "pp", "percentage point": "pp", "per cent": "%", "percent": "%", "美元": "usd",
    "美金": "usd", "us dollar": "usd", "dollar": "usd", "欧元": "eur", "euro": "eur", "日元": "jpy",
    "yen": "jpy", "港元": "hkd", "港币": "hkd", "英镑": "gbp", "pound": "gbp", "人民币": "cny", "元": "cny",
    "yuan": "cny", "rmb": "cny", "平方公里": "km2", "平方千米": "km2", "square kilometer": "km2",
    "square kilometre": "km2", "平方米": "m2", "square meter": "m2", "square metre": "m2", "立方米": "m3",
    "cubic meter": "m3", "cubic metre": "m3", "公里": "km", "千米": "km", "kilometer": "km", "kilometre": "km",
    "km": "km", "米": "m", "meter": "m", "metre": "m", "公斤": "kg", "千克": "kg", "kilogram": "kg",
    "kg": "kg", "吨": "t", "tonne": "t", "ton": "t", "公顷": "ha", "hectare": "ha", "亩": "mu", "mu": "mu",
    "千瓦时": "kwh", "度": "kwh", "kilowatt-hour": "kwh", "千瓦": "kw", "人次": "visits", "名": "people",
    "位": "people", "人": "people", "people": "people", "person": "people", "household": "households",
    "户": "households", "家": "companies", "company": "companies", "companie": "companies", "件": "items",
    "item": "items", "piece": "items", "case": "items", "起": "items", "项": "projects", "project": "projects",
    "个": "", "次": "times", "time": "times", "倍": "fold", "辆": "vehicles", "vehicle": "vehicles", "所": "",
    "座": "", "条": "",
}  # fmt: skip
_HAN_UNIT = "|".join(sorted((u for u in _UNITS if not u[0].isascii() or u == "%"), key=len, reverse=True))
_LATIN_UNIT = "|".join(sorted((re.escape(u) for u in _UNITS if u[0].isascii() and u != "%"), key=len, reverse=True))
_CURRENCIES = {"$": "usd", "US$": "usd", "¥": "cny", "€": "eur", "£": "gbp", "HK$": "hkd", "RMB": "cny"}

_HAN_NUMBER = "零〇○一二两三四五六七八九十百千万亿"
_WORD = "|".join([*_ONES, *_TENS])
_PATTERN = re.compile(
    rf"(?P<percent>百分之(?P<pv>\d+(?:\.\d+)?|[{_HAN_NUMBER}]+(?:点[零〇一二三四五六七八九]+)?))"
    rf"|(?P<fraction>(?P<fd>[{_HAN_NUMBER}]+|\d+)分之(?P<fn>[{_HAN_NUMBER}]+|\d+))"
    r"|(?P<currency>US\$|HK\$|RMB|[$¥€£])?\s?(?<![\d.])(?P<digits>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d])"
    r"(?:\s*(?P<scale>[百千]?[万亿]{1,2}|[百千](?![分])|(?:hundred|thousand|million|mln|billion|bln|bn|trillion)\b))?"
    rf"|(?P<han>[一二两三四五六七八九十][{_HAN_NUMBER}]*(?:点[零〇一二三四五六七八九]+[万亿]*)?)"
    rf"|(?P<efraction>\b(?P<en>one|two|three|four|a)[\s-](?P<ed>half|thirds?|quarters?|fifths?|tenths?)\b)"
    rf"|(?P<words>\b(?:{_WORD})(?:[\s-]+(?:and\s+)?(?:{_WORD}|hundred|thousand|million|billion|trillion))*\b)",
    re.I,
)
_UNIT = re.compile(
    rf"(?:多|余|左右)?(?:\s?(?P<han>{_HAN_UNIT})|[\s-]?(?:of\s+)?(?P<latin>{_LATIN_UNIT})(?:s|es)?\b)", re.I
)


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number in a text: ``value`` in ones (0.52 is written 52 with unit ``%``), ``unit`` a short name or ""."""

    start: int
    end: int
    text: str
    value: Decimal
    unit: str


def find_numbers(text: str) -> list[NumberMention]:
    """Numbers in ``text``, in order: digits, Chinese numerals of two characters or more, English words from two on.

    A Chinese numeral of one character counts only with a scale or a unit behind it: 一 is in too many words.
    """
    plain = simplify(halfwidth(text))
    out: list[NumberMention] = []
    for match in _PATTERN.finditer(plain):
        try:
            found = _read(match, plain)
        except (InvalidOperation, ValueError, OverflowError):
            continue
        if found is None:
            continue
        value, unit, end = found
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        out.append(NumberMention(start, end, text[start:end], value, unit))
    return out


def _read(match: re.Match[str], text: str) -> tuple[Decimal, str, int] | None:
    end = match.end()
    if match["percent"]:
        value = _value(match["pv"])
        return (value, "%", end) if value is not None else None
    if match["fraction"] or match["efraction"]:
        if match["fraction"]:
            top, bottom = _value(match["fn"]), _value(match["fd"])
        else:
            top = Decimal(_ONES.get(match["en"].lower(), 1))
            bottom = Decimal(_FRACTIONS[match["ed"].lower().removesuffix("s")])
        if top is None or not bottom:
            return None
        return round(top / bottom, 6), "", end
    value = None
    if match["digits"]:
        value = Decimal(match["digits"].replace(",", ""))
        if len(match["digits"]) > 40:
            return None
        for part in _scales(match["scale"] or ""):
            value *= part
    elif match["words"]:
        value = _words(match["words"])
    else:
        value = _value(match["han"])
    if value is None:
        return None
    unit_match = _UNIT.match(text, end)
    unit = _CURRENCIES.get((match["currency"] or "").upper(), "")
    if unit_match and not unit:
        unit = _UNITS[(unit_match["han"] or unit_match["latin"]).lower()]
        end = unit_match.end()
    if match["han"] and len(match["han"]) == 1 and not unit_match:
        return None
    return value, unit, end


def _scales(scale: str) -> list[int]:
    if scale.lower() in _SCALES:
        return [_SCALES[scale.lower()]]
    return [_SCALES[c] for c in scale if c in _SCALES]


def _value(text: str) -> Decimal | None:
    """A number in digits or in Chinese numerals; None where the characters make no number (十四五)."""
    if text[0].isascii():
        return Decimal(text)
    whole, _, rest = text.partition("点")
    tail = rest.rstrip("万亿")
    value = _han(whole)
    if value is None:
        return None
    out = Decimal(value)
    if tail:
        out += Decimal("0." + "".join(str(_DIGITS[c]) for c in tail))
    for c in rest[len(tail) :]:
        out *= _LARGE[c]
    return out


def _han(text: str) -> int | None:
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return None  # 一二三, 五一, years: digits strung together are no amount
    total = section = 0
    digit: int | None = None
    last_unit = 10**12
    for c in text:
        if c in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[c]
        elif c in _SMALL:
            if _SMALL[c] >= last_unit or (digit is None and (c != "十" or section % 100)):
                return None
            section += (1 if digit is None else digit) * _SMALL[c]
            last_unit, digit = _SMALL[c], None
        else:
            section += digit or 0
            if section == 0 and total == 0:
                return None
            total = (total + section) * _LARGE[c] if c == "亿" else total + section * _LARGE[c]
            section, digit, last_unit = 0, None, 10**12
    if digit and len(text) > 1 and text[-2] in "百千万亿":
        unit = {"百": 10, "千": 100, "万": 1000, "亿": 10**7}[text[-2]]
        return total + section + digit * unit  # 三百五 is 350
    return total + section + (digit or 0)


def _words(text: str) -> Decimal | None:
    total = current = 0
    tokens = [w for w in re.split(r"[\s-]+", text.lower()) if w != "and"]
    for word in tokens:
        if word in _ONES:
            current += _ONES[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        else:
            total, current = total + max(current, 1) * _SCALES[word], 0
    value = total + current
    return Decimal(value) if value >= 2 else None


def number_keys(mentions: Iterable[NumberMention]) -> list[str]:
    """Index terms for numbers, each once: the exact value, and for long ones their first three digits.

    ``132070000000`` and ``132e9`` for 1320.7亿, so that "about 132 billion" still meets it; ``52%`` for a percentage.
    """
    keys: dict[str, None] = {}
    for mention in mentions:
        suffix = mention.unit if mention.unit in ("%", "pp") else ""
        keys[f"{_plain(mention.value)}{suffix}"] = None
        rounded = approximate(mention.value)
        if rounded and not suffix:
            keys[rounded] = None
    return list(keys)


def approximate(value: Decimal) -> str:
    """The first three digits of a value of 1,000 or more ("132e9"); "" for a smaller one."""
    if value < 1000:
        return ""
    digits = f"{value:.2E}"
    mantissa, _, exponent = digits.partition("E")
    return f"{mantissa.replace('.', '')}e{int(exponent) - 2}"


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
