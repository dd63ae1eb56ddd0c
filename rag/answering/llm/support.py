"""Whether a passage supports a claim: its numbers, days, ranks, names and words are there, unnegated."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.answering import matching
from rag.answering.analysis import COUNT_WORD
from rag.answering.days import agreement
from rag.answering.facts import TextFacts, keep_fold, published
from rag.answering.matching import Hit, Term
from rag.answering.opposites import opposed
from rag.answering.verdict import NEGATION
from rag.language.names import name_keys
from rag.language.scripts import is_han, question_language
from rag.types import Language, Passage

SAME_LANGUAGE = 0.55
"""Share of a claim's content words that the supporting sentences must have."""
ACROSS_LANGUAGES = 0.4
"""The same where words are compared through the dictionary, which knows fewer of them."""

ORDER = re.compile(
    r"忽略.{0,12}(?:指令|指示|要求|提示|规则)|无视.{0,12}(?:指令|指示)|系统提示|扮演|你(?:现在)?是一个?(?:AI|人工智能|助手|模型)|"
    r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions?|prompts?|rules)\b|\bsystem prompt\b|"
    r"\byou are (?:now )?(?:an? )?(?:AI|assistant|model)\b|"
    r"\b(?:respond|reply|answer) (?:only )?with\b",
    re.I,
)
"""Sentences that give a model orders. They may be news; a model that repeats one has more likely obeyed it."""
_MEASURES = frozenset(
    {
        "%",
        "pp",
        "usd",
        "eur",
        "cny",
        "gbp",
        "jpy",
        "hkd",
        "km",
        "km2",
        "m",
        "m2",
        "m3",
        "kg",
        "t",
        "ha",
        "mu",
        "kwh",
        "kw",
    }
)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Support:
    """``window`` is the part of the passage that speaks for the claim; ``missing``: numbers and names it lacks."""

    holds: bool
    score: float
    window: Span
    missing: tuple[str, ...] = ()
    reason: str = ""


def support(claim: str, passage: Passage) -> Support:
    """Compare a claim, without its markers, with a passage and its headline."""
    language: Language = "zh" if question_language(claim) == "zh" else "en"
    said, facts, title = TextFacts(claim), TextFacts.of(passage), TextFacts(passage.heading)
    missing = _missing(said, facts, title, passage)
    if not any((said.dates, said.numbers, said.names, said.ordinals)) and len(_words(claim, language)) < 2:
        return Support(False, 0.0, (0, len(passage.text)), (), "it claims nothing that could be checked")
    skip = [(m.start, m.end) for m in said.dates] + [(o.start, o.end) for o in said.ordinals]
    terms = matching.question_terms(claim, language, skip=skip)
    found = matching.all_hits(terms, facts)
    titled = [bool(matching.hits(t, title)) for t in terms]
    missing += [
        t.text for t, f, head in zip(terms, found, titled, strict=True) if t.kind == "name" and not f and not head
    ]
    window, score = _window(facts, terms, found)
    if missing:
        return Support(False, score, window, tuple(dict.fromkeys(missing)), "not in the passage")
    if ORDER.search(passage.text, *window):
        return Support(False, score, window, (), "the passage addresses the machine here")
    across = (language == "zh") != any(is_han(c) for c in passage.text)
    wanted = ACROSS_LANGUAGES if across else SAME_LANGUAGE
    if score < wanted or _of_words(terms, found, window) < wanted - 0.1:
        return Support(False, score, window, (), "the passage does not say this")
    held = passage.text[slice(*window)]
    if _figures_apart(said, facts, window) or bool(NEGATION.search(claim)) != bool(NEGATION.search(held)):
        return Support(False, score, window, (), "the passage says it otherwise")
    if opposed(claim, held):
        return Support(False, score, window, (), "the passage says the opposite")
    return Support(True, score, window)


def _words(claim: str, language: Language) -> list[Term]:
    return [t for t in matching.question_terms(claim, language) if t.kind == "word"]


def _of_words(terms: list[Term], found: list[list[Hit]], window: Span) -> float:
    """Coverage by words alone: names and numbers of the passage put into a statement of one's own are no support."""
    kept = [(t, f) for t, f in zip(terms, found, strict=True) if t.kind == "word"]
    return matching.coverage([t for t, _ in kept], [f for _, f in kept], window, around=0.3) if kept else 1.0


def _missing(said: TextFacts, facts: TextFacts, title: TextFacts, passage: Passage) -> list[str]:
    """Days, numbers, ranks and people of the claim that the passage does not have."""
    out = [
        m.text
        for m in said.dates
        if (m.first.day or m.first.year)
        and agreement(m, (), (*facts.dates, *title.dates), published(passage)) != "match"
    ]
    figures = [n for t in (facts, title) for n in t.numbers]
    values = {n.value for n in figures}
    measured = {(n.value, n.unit) for n in figures}
    out += [
        n.text
        for n in said.numbers
        if (n.value not in values or (n.unit in _MEASURES and (n.value, n.unit) not in measured))
        and not (n.value <= 10 and COUNT_WORD.fullmatch(n.text))
        and keep_fold(n.text) not in facts.folded
    ]
    ranks = {o.value for t in (facts, title) for o in t.ordinals}
    out += [o.text_of(said.text) for o in said.ordinals if o.value not in ranks and o.what]
    keys = set(name_keys(f"{passage.heading}\n{passage.text}"))
    for name in said.names:
        if name.kind == "person" and keep_fold(name.text) not in facts.folded + title.folded:
            own = set(name_keys(name.text))
            if own and not own & keys:
                out.append(name.text)
    return out


def _window(facts: TextFacts, terms: list[Term], found: list[list[Hit]]) -> tuple[Span, float]:
    """The sentence, or two that follow one another, that has most of the claim; one wins over two that add little."""
    best: tuple[float, Span] = (-1.0, (0, len(facts.text)))
    spans = facts.sentences
    for i, span in enumerate(spans):
        alone = matching.coverage(terms, found, span, around=0.3)
        best = max(best, (alone, span), key=lambda row: row[0])
        if i + 1 < len(spans):
            pair = (span[0], spans[i + 1][1])
            both = matching.coverage(terms, found, pair, around=0.3)
            best = max(best, (both - 0.1, pair), key=lambda row: row[0])
    return best[1], max(0.0, best[0])


def _figures_apart(said: TextFacts, facts: TextFacts, window: Span) -> bool:
    """Whether a figure of the claim stands outside the window that has its words: figures of another statement."""
    near = {n.value for n in facts.numbers if window[0] <= n.start and n.end <= window[1]}
    known = {n.value for n in facts.numbers}
    return any(n.value in known and n.value not in near for n in said.numbers)
