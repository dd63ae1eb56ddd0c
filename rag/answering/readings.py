"""What of a span can be said in the other language without translating: names, days, numbers, known places."""

from __future__ import annotations

import re
from decimal import Decimal

from rag.answering.days import spoken
from rag.answering.facts import TextFacts
from rag.language.names import pinyin_reading
from rag.language.numbers import NumberMention
from rag.language.scripts import is_han
from rag.types import DateMention, Language

_UNITS_EN = {
    "%": "%", "pp": " percentage points", "usd": " US dollars", "eur": " euros", "cny": " yuan", "gbp": " pounds",
    "jpy": " yen", "hkd": " Hong Kong dollars", "km": " km", "km2": " square km", "m": " m", "m2": " square m",
    "m3": " cubic m", "kg": " kg", "t": " tonnes", "ha": " hectares", "people": " people", "kw": " kW",
    "households": " households",
}  # fmt: skip
_UNITS_ZH = {
    "%": "％", "pp": "个百分点", "usd": "美元", "eur": "欧元", "cny": "元", "gbp": "英镑", "jpy": "日元", "hkd": "港元",
    "km": "公里", "km2": "平方公里", "m": "米", "m2": "平方米", "m3": "立方米", "kg": "公斤", "t": "吨", "ha": "公顷",
    "people": "人", "kw": "千瓦", "households": "户",
}  # fmt: skip
_MAX_PARTS = 12
_VAGUE = re.compile("[多余几]")


def reading(
    span: str, language: Language, mentions: tuple[DateMention, ...] | None = None, *, people: bool = False
) -> str | None:
    """``span`` as far as it can be said in ``language`` with certainty, or None where nothing can.

    Names of people by pinyin, places that the dictionary knows, days, and numbers with units that have one
    meaning. ``mentions`` are the days within the span where the article's date has resolved them already;
    ``people``: the span is known to be names of people.
    """
    has_han = any(is_han(c) for c in span)
    if language == "zh":
        return None if has_han else _parts(span, language, mentions, names=False)
    if people:
        parts = [p for p in re.split(r"[、，,和与及\s]+", span) if p]
        if parts and all(2 <= len(p) <= 4 and all(map(is_han, p)) for p in parts):
            return ", ".join(pinyin_reading(p) for p in parts)
    return _parts(span, language, mentions, names=True) if has_han else None


def _parts(span: str, language: Language, mentions: tuple[DateMention, ...] | None, *, names: bool) -> str | None:
    facts = TextFacts(span, mentions=mentions)
    found: list[tuple[int, int, str]] = []
    for mention in facts.dates:
        said = spoken(mention, language)
        if said:
            found.append((mention.start, mention.end, said))
    for number in facts.numbers:
        said = say_number(number, language)
        if said and said != number.text:
            found.append((number.start, number.end, said))
    if names:
        for name in facts.names:
            said = pinyin_reading(name.text) if name.kind == "person" else dictionary_reading(name.text)
            if said and any(is_han(c) for c in name.text):
                found.append((name.start, name.end, said))
    found.sort()
    kept: list[tuple[int, int, str]] = []
    for start, end, said in found:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, said))
    if not kept or len(kept) > _MAX_PARTS:
        return None
    return ", ".join(dict.fromkeys(said for _, _, said in kept))


def say_number(number: NumberMention, language: Language) -> str | None:
    """1320.7亿件 → 132.07 billion; None where the number says the same in both (19.4％ does)."""
    vague = bool(_VAGUE.search(number.text))
    if language == "en":
        unit = _UNITS_EN.get(number.unit, "")
        said = english_number(number.value)
        if number.unit == "usd":
            said, unit = "$" + said, ""
        return ("more than " if vague else "") + said + unit
    return chinese_number(number.value) + _UNITS_ZH.get(number.unit, "")


def english_number(value: Decimal) -> str:
    """A value with the English scale that keeps it short and exact: 132.07 billion, 3.49 million, 19.4, 1,200."""
    for size, word in ((Decimal(10**12), "trillion"), (Decimal(10**9), "billion"), (Decimal(10**6), "million")):
        if value >= size:
            scaled = value / size
            text = f"{scaled.normalize():f}"
            if len(text.partition(".")[2]) <= 4:
                return f"{text} {word}"
            break
    plain = f"{value.normalize():f}"
    whole, dot, rest = plain.partition(".")
    return (f"{int(whole):,}" if len(whole) > 4 or (not dot and len(whole) > 3) else whole) + dot + rest


def chinese_number(value: Decimal) -> str:
    """A value with the Chinese scale that keeps it short and exact: 1320.7亿, 349万, 19.4."""
    for size, word in ((Decimal(10**12), "万亿"), (Decimal(10**8), "亿"), (Decimal(10**4), "万")):
        if value >= size:
            text = f"{(value / size).normalize():f}"
            if len(text.partition(".")[2]) <= 4:
                return text + word
            break
    return f"{value.normalize():f}"


_PROPER = r"[A-Z\u00c0-\u00de][\w'’-]*(?: [A-Z][\w'’-]*| of| the)*"
_LEVEL = r"(?:sub-?provincial|prefecture|county|special|municipality|province|city|district|capital|port|town|island)"
_PLACE_GLOSS = re.compile(
    rf"(?P<name>{_PROPER})(?:(?P<own> autonomous (?:prefecture|county|region))|(?: or {_PROPER})?(?:$| {_LEVEL}\b))"
)


def dictionary_reading(name: str) -> str | None:
    """The English name of a place or body that the dictionary has as a proper name: 长春 → Changchun, from
    "Changchun subprovincial city and capital of Jilin province"; 教育部 → Ministry of Education."""
    from rag.language.lexicon import glosses

    for candidate in (name, name.rstrip("市省县区")):
        for sense in (s for g in glosses(candidate) for s in g.senses) if candidate else ():
            head = re.split(r"[,;(（]", sense)[0].strip()
            found = _PLACE_GLOSS.match(head)
            if found and not head.startswith("Surname"):
                return found["name"] + (found["own"] or "")
    return None
