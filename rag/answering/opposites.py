"""Words that say the opposite of one another: up and down, open and closed, won and lost."""

from __future__ import annotations

import re

OPPOSITES = (
    (
        "上升|增长|增加|提高|上涨|涨价|涨了|变贵|扩大|回升|攀升|rise|rose|risen|grow|grew|grown|increase|gain|climb|higher|more|up",
        "下降|减少|降低|下跌|降价|跌了|降了|变便宜|缩小|下滑|回落|fall|fell|fallen|drop|decrease|decline|shrink|lower|fewer|less|down",
    ),
    ("通过|批准|同意|approve|pass|adopt", "否决|驳回|拒绝|reject|refuse|veto|turn down"),
    ("赢|胜|战胜|夺冠|win|won|beat|defeat", "输|负于|败|lose|lost"),
    ("开幕|开始|启动|open|start|begin|began", "闭幕|结束|落幕|close|end"),
    ("高于|超过|以上|超出|above|over|exceed", "低于|不足|以下|低过|below|under"),
    ("免费|free", "收费|付费|paid"),
)
"""Pairs of groups of words with one meaning each, parted by |."""


def opposed(asked: str, said: str) -> bool:
    """Whether one text says up, open or won where the other says down, closed or lost."""
    for left, right in OPPOSITES:
        for a, b in ((left, right), (right, left)):
            if _has(a, asked) and _has(b, said) and not _has(a, said):
                return True
    return False


def directed(text: str) -> bool:
    """Whether a text says, or asks, that something went up or down."""
    return any(_has(words, text) for words in OPPOSITES[0])


_UNCHANGED = re.compile(r"不变|持平|不作调整|不调整|维持(?:在|原)|\bunchanged\b|\bstay(?:s|ed)? the same\b", re.I)


def unchanged(text: str) -> bool:
    """Whether a text says that something stayed as it was."""
    return bool(_UNCHANGED.search(text))


_NOT = re.compile(r"(?:\bnot (?:the |an? )?|不是|并非)$", re.I)
_RATHER = re.compile(r"(?:\brather than (?:the |an? )?|\binstead of (?:the |an? )?|而非|而不是)$", re.I)
_BEGUN = re.compile(r"not\b|不是|并非", re.I)
_BUT = re.compile(r"\W*(?:but\b|而是)", re.I)


def denied(text: str, span: tuple[int, int]) -> bool:
    """Whether a text says of a span that it was another: not the cranes but the night buses, 不是桥而是隧道."""
    before = text[max(0, span[0] - 20) : span[0]]
    negated = _NOT.search(before) or _BEGUN.match(text, *span)
    return bool(_RATHER.search(before) or (negated and _BUT.match(text, span[1])))


def _has(words: str, text: str) -> bool:
    return any(
        re.search(rf"\b{w}(?:s|es|ed|d|ing)?\b", text, re.I) if w.isascii() else w in text for w in words.split("|")
    )


def alike(option: str) -> tuple[str, ...]:
    """The words with the meaning of ``option``, itself first."""
    for pair in OPPOSITES:
        for group in pair:
            if _has(group, option):
                return (option, *(word for word in group.split("|") if word != option))
    return (option,)
