"""第二个呢？ / how much does the third hold?: one of the things that an answer has listed."""

from __future__ import annotations

import re

from rag.answering.ranks import han_number

PARENTHESIS = re.compile(r"\s*[（(][^（()）]*[)）]\s*$")
_BETWEEN = re.compile(r"\s*[、；;]\s*|,\s+(?:and\s+)?|\s+and\s+")
_LAST_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff])(?:和|以及)(?=[\u4e00-\u9fff])")
_ZH = re.compile(
    r"^(?:那么?)?(?:第(?P<n>[一二三四五六七八九十]|\d{1,2})[个位家项种条座部本]|(?P<last>最后[一那]?[个位家项种条座部本])|"
    r"(?P<former>前者)|(?P<latter>后者))(?=[呢是有为在的将持占得叫获，？?]|$)(?!是谁)"
)
"""第二个 with a noun behind it (第二个月), and 第二名, who came second, are no places in a list."""
_EN_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_EN = re.compile(
    rf"\bthe (?:(?P<n>{'|'.join(_EN_ORDINALS)})|(?P<last>last)|(?P<former>former)|(?P<latter>latter))"
    r"(?: one\b|(?=\W*$)|(?=\s+(?:is|was|did|does|has|will)\b)|(?=\s+\w+\W*$))",
    re.I,
)
_EN_VERB_AFTER = re.compile(r"\s+(?:is|was|did|does|has|will)\b")
_EN_VERB_BEFORE = re.compile(r"\b(?:does|did|do|will|is|was|has)\s+$", re.I)


def items_of(answer: str) -> tuple[str, ...]:
    """The things that an answer lists, or nothing where it is no list."""
    bare = PARENTHESIS.sub("", answer.strip()).removesuffix("等")
    parts = [p for p in _BETWEEN.split(bare) if p]
    if "、" in bare and parts:
        parts = [*parts[:-1], *_LAST_BETWEEN.split(parts[-1], maxsplit=1)]
    return tuple(parts) if len(parts) > 1 and all(len(p) <= 40 for p in parts) else ()


def pick(text: str, items: tuple[str, ...]) -> tuple[int, int, str] | None:
    """Where ``text`` speaks of one of ``items`` by its place in the list, and which; None where it does not."""
    if not items:
        return None
    match = _ZH.search(text)
    if match is None:
        match = _EN.search(text)
        if match and not _by_place(text, match):
            return None
    if match is None:
        return None
    if match["last"]:
        at = len(items) - 1
    elif match["former"] or match["latter"]:
        at = (0 if match["former"] else 1) if len(items) == 2 else len(items)
    else:
        said = match["n"].lower()
        at = _EN_ORDINALS.index(said) if said in _EN_ORDINALS else (han_number(said) or 0) - 1
    return (match.start(), match.end(), items[at]) if 0 <= at < len(items) else None


def _by_place(text: str, match: re.Match[str]) -> bool:
    """Whether an English ordinal is a thing of the list: "does the second hold", but not "the second flood"."""
    after = text[match.end() :]
    if match.group().lower().endswith("one") or not re.match(r"\s+\w", after):
        return True
    return bool(_EN_VERB_BEFORE.search(text[: match.start()]) or _EN_VERB_AFTER.match(after))
