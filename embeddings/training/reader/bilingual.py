"""Examples that cross languages: code-switched questions, and clozes from sentence pairs.

Code-switching replaces Chinese words of a question by dictionary senses (Qin et al. 2020, "CoSDA-ML"). A cloze
takes an English sentence whose Chinese counterpart is known, asks for one thing in it that both sentences name (a
number, a date, a dictionary word), and looks for it in the Chinese sentence among others.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from embeddings.training.reader.examples import Example, rows
from rag.language.lexicon import glosses, segment, translations
from rag.language.names import pinyin_reading
from rag.language.numbers import find_numbers
from rag.language.scripts import is_han, simplify

_WH = {
    "谁": "who", "何人": "who", "什么": "what", "何": "what", "何时": "when", "哪里": "where", "哪儿": "where",
    "何处": "where", "哪": "which", "哪个": "which", "哪些": "which", "哪一": "which", "几": "how many",
    "多少": "how many", "为什么": "why", "为何": "why", "如何": "how", "怎样": "how", "怎么": "how", "多大": "how big",
    "多长": "how long", "多高": "how high", "是": "is", "的": "of", "在": "in", "和": "and", "与": "and", "年": "year",
    "月": "month", "日": "day", "有": "has",
}  # fmt: skip
_SKIP = re.compile(r"^(variant|old variant|surname|abbr|CL:|see |used |particle|\(|erhua|classifier)", re.I)


@cache
def english_senses(word: str) -> tuple[str, ...]:
    """Short English senses of a Chinese word, best first; empty where the dictionary has none."""
    if word in _WH:
        return (_WH[word],)
    out = []
    for gloss in glosses(word):
        for sense in gloss.senses:
            text = re.sub(r"\([^)]*\)|\[[^\]]*\]", "", sense)
            text = re.sub(r"^(to be |to |a |an |the )", "", text.strip()).strip(" ;,")
            if text and not _SKIP.match(sense) and not any(is_han(c) for c in text) and len(text.split()) <= 4:
                out.append(text)
    return tuple(out[:3])


def code_switch(question: str, rate: float, rng: random.Random) -> str:
    """The question with about ``rate`` of its Chinese words replaced by English senses, in Chinese word order."""
    out = []
    for word in segment(simplify(question)):
        # a lone character is more often a piece of a name than a word of its own
        if not is_han(word[:1]) or (len(word) == 1 and word not in _WH) or rng.random() > rate:
            out.append(word)
            continue
        senses = english_senses(word)
        if senses:
            out.append(f" {rng.choice(senses)} ")
        elif len(word) > 1 and rng.random() < 0.5:
            out.append(f" {pinyin_reading(word)} ")
        else:
            out.append(word)
    text = re.sub(r"\s+", " ", "".join(out)).strip()
    return re.sub(r"[？?]$", "?", text)


_ASKED = {
    "who": "谁", "whom": "谁", "whose": "谁的", "what": "什么", "when": "什么时候", "where": "哪里", "which": "哪个",
    "why": "为什么", "how": "怎么", "how many": "多少", "how much": "多少", "how long": "多久", "how old": "多大",
    "how far": "多远", "how tall": "多高", "how often": "多久一次", "what year": "哪一年", "what time": "几点",
}  # fmt: skip
_ASKING = re.compile(rf"\b(?:{'|'.join(sorted(_ASKED, key=len, reverse=True))})\b", re.I)
_DROPPED = re.compile(r"(?:an?|the|of|did|do|does|to|in|on|at|is|are|was|were|be|been|by|for|from|its?)", re.I)


def in_chinese(question: str, rng: random.Random) -> str:
    """An English question word by word in Chinese; names and what the bridge does not know stay as they are.

    What asks goes to the end as often as not: 汤姆 reed 出生 哪里.
    """
    asking = _ASKING.search(question)
    rest = question[: asking.start()] + question[asking.end() :] if asking else question
    out = []
    for word in re.findall(r"[A-Za-z][A-Za-z'’-]*|\d[\d.,]*|\S", rest):
        if _DROPPED.fullmatch(word):
            continue
        known = [(text, weight) for text, weight in translations(word.lower())[:3] if is_han(text[:1] or "a")]
        proper = word[0].isupper()  # a name may be left in its own letters
        if known and not (proper and rng.random() < 0.5) and rng.random() < 0.9:
            out.append(rng.choices([t for t, _ in known], [w for _, w in known])[0])
        else:
            out.append(f" {word} ")
    asked = _ASKED[asking.group().lower()] if asking else "什么"
    out.insert(len(out) if rng.random() < 0.5 else 0, asked)
    return re.sub(r"\s+", " ", "".join(out)).replace("?", "").strip() + rng.choice(("？", ""))


@dataclass(frozen=True, slots=True)
class Pair:
    english: str
    chinese: str


@dataclass(frozen=True, slots=True)
class _Anchor:
    """One thing both sentences name: a span of each and the English question word for it."""

    english: tuple[int, int]
    chinese: tuple[int, int]
    ask: str


def read_pairs(path: Path, limit: int, seed: int, excluded: Sequence[str]) -> list[Pair]:
    """Sentence pairs long enough to ask about, at random; ``excluded`` are prefixes of sources left out."""
    out = []
    rng = random.Random(seed)
    for row in rows(path):
        if str(row["source"]).startswith(tuple(excluded)) or (row["source"] == "jiyu" and rng.random() < 0.6):
            continue
        chinese, english = row["zh"], row["en"]
        if 12 <= len(chinese) <= 80 and 6 <= len(english.split()) <= 35 and not english.rstrip().endswith("?"):
            out.append(Pair(english, chinese))
    rng.shuffle(out)
    return out[:limit]


def _numbers(pair: Pair) -> list[_Anchor]:
    chinese, out = find_numbers(pair.chinese), []
    for mention in find_numbers(pair.english):
        same = [m for m in chinese if m.value == mention.value]
        if len(same) != 1 or not any(c.isdigit() for c in mention.text):
            continue
        other = same[0]
        end = other.end
        if pair.chinese[end : end + 1] == "年" and 1000 < mention.value < 2100:
            end, ask = end + 1, "which year"
        elif "%" in (mention.unit, other.unit):
            ask = "what percentage"
        else:
            ask = "how many" if mention.value == int(mention.value) else "how much"
        out.append(_Anchor((mention.start, mention.end), (other.start, end), ask))
    return out


def _words(pair: Pair) -> list[_Anchor]:
    out, at, lowered = [], 0, pair.english.lower()
    for word in segment(pair.chinese):
        start, at = at, at + len(word)
        if len(word) < 2 or not is_han(word[0]) or pair.chinese.count(word) != 1 or word in _WH:
            continue
        for sense in english_senses(simplify(word)):
            found = list(re.finditer(rf"\b{re.escape(sense.lower())}(?:s|es)?\b", lowered))
            if len(found) == 1 and len(sense) > 2:
                span = found[0].span()
                proper = pair.english[span[0]].isupper() and span[0] > 0
                out.append(_Anchor(span, (start, at), "which" if proper else "what"))
                break
    return out


def cloze(pair: Pair, others: Sequence[str], rng: random.Random) -> Example | None:
    """A question from the English sentence over a passage that holds the Chinese one among ``others``.

    One in five has its answering sentence left out and is unanswerable.
    """
    anchors = _numbers(pair)
    words = _words(pair)
    if words and (not anchors or rng.random() < 0.5):
        named = [a for a in words if a.ask == "which"]
        anchors = named or words
    if not anchors:
        return None
    anchor = rng.choice(anchors)
    question = _question(pair.english, anchor, rng)
    sentences = [s if s[-1:] in "。！？" else s + "。" for s in (pair.chinese, *others)]
    answering, rest = sentences[0], sentences[1:]
    if rng.random() < 0.2:
        return Example("", question, "", "".join(rest), 0, 0, "en")
    place = rng.randint(0, len(rest))
    before = "".join(rest[:place])
    passage = before + answering + "".join(rest[place:])
    start = len(before) + anchor.chinese[0]
    return Example("", question, "", passage, start, len(before) + anchor.chinese[1], "en")


def _question(english: str, anchor: _Anchor, rng: random.Random) -> str:
    before, after = english[: anchor.english[0]].split(), english[anchor.english[1] :].rstrip(" .。!").split()
    if before and before[-1].lower() in ("a", "an", "the"):
        before.pop()
    before, after = before[-rng.randint(4, 14) :], after[: rng.randint(4, 14)]
    ask = anchor.ask
    if rng.random() < 0.4:  # in place: "exports rose by what percentage in May?"
        text = " ".join([*before, ask, *after])
    else:  # in front: "what percentage exports rose by in May?"
        if ask == "which year" or (before and before[-1].lower() in ("in", "on", "at", "from", "to", "by", "of")):
            ask = f"{before.pop().lower()} {ask}" if before and before[-1].isalpha() and len(before[-1]) < 5 else ask
        text = " ".join([ask, *before, *after])
    kept = [w for w in text.split() if rng.random() > 0.07 or w in ask]
    text = " ".join(kept)
    return (text[:1].upper() + text[1:] if rng.random() < 0.7 else text.lower()) + "?"


def code_switched(example: Example, rng: random.Random) -> Example:
    """The same example with its Chinese question code-switched at a random rate of at least half."""
    return replace(example, question=code_switch(example.question, rng.uniform(0.5, 1.0), rng), language="en")
