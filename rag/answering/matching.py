"""Where a text speaks of what a question speaks of, in either language: words, their translations, names, numbers."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from rag.answering import stopwords
from rag.answering.facts import TextFacts, keep_fold
from rag.language.lexicon import segment, translations
from rag.language.names import NameMention, find_names, name_keys, sounding
from rag.language.pinyin import split_pinyin
from rag.language.scripts import is_han
from rag.language.tokens import stem
from rag.language.transliteration import unknown_runs, written
from rag.types import Language

_LATIN = re.compile(r"[^\W\d_\u3400-\u9fff]+(?:['’-][^\W\d_\u3400-\u9fff]+)*")
_CAPITALISED = re.compile(r"\b[A-Z][a-z]{3,}\b")
_MAX_FORMS = 12
_SAME = tuple(
    frozenset(words.split())
    for words in (
        "全国 我国 中国 国内",
        "全省 我省 本省",
        "全市 我市 本市",
        "全县 我县 本县",
        "全区 我区 本区",
        "本次 此次 这次",
        "服务业 第三产业",
        "gdp 生产总值 国内生产总值 地区生产总值 经济总量",
    )
)
"""Words for the same thing, by who speaks: a paper's own country, province, city."""
_BY_SOUND = 0.9
"""How surely a Chinese word that reads as an English question spells a name is that name."""
_BY_LIKENESS = 0.8
"""The same for a foreign name that nearly sounds so, times how nearly."""
_PHRASE = 0.3
"""Weight of two words that have a translation together, beside their own: see ``all_hits``."""


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question: ``forms`` are what may stand for it in a text, folded, with how surely (0 to 1)."""

    text: str
    start: int
    end: int
    kind: str  # word, name, number
    weight: float
    forms: tuple[tuple[str, float], ...] = ()
    keys: tuple[str, ...] = ()  # of a name: what it is called in either script
    spelt: tuple[str, ...] = ()  # its words in Latin letters that may be a foreign name's


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a text has a term."""

    start: int
    end: int
    sure: float


def question_terms(
    question: str,
    language: Language,
    *,
    skip: Sequence[tuple[int, int]] = (),
    is_word: Callable[[str], bool] = lambda pair: False,
    foreign: Mapping[tuple[int, int], Mapping[str, float]] = MappingProxyType({}),
    named: Sequence[NameMention] | None = None,
) -> list[Term]:
    """The content words of a question or a claim, outside the spans to ``skip`` (question words, dates).

    Two characters that no dictionary joins are one word where ``is_word`` says so: a small town's name. ``foreign``:
    the names that :func:`heard` found; ``named``: its other names, where more is known of them than it says itself.
    """
    facts = TextFacts(question)
    taken = list(skip)
    terms: list[Term] = []

    def free(start: int, end: int) -> bool:
        return all(end <= s or e <= start for s, e in taken)

    for (start, end), words in foreign.items():
        if free(start, end):
            text = question[start:end]
            terms.append(Term(text, start, end, "name", 2.0, ((keep_fold(text), 1.0), *words.items())))
            taken.append((start, end))
    for name in find_names(question) if named is None else named:
        if name.kind == "title" or not free(name.start, name.end):
            continue
        base = 2.0 if name.kind == "person" else 1.4
        keys = tuple(name_keys(name.text))
        forms = _forms(name.text, language, name=True)
        terms.append(Term(name.text, name.start, name.end, "name", base, forms, keys, _spelt(name.text, keys)))
        taken.append((name.start, name.end))
    for number in facts.numbers:
        if free(number.start, number.end):
            terms.append(Term(number.text, number.start, number.end, "number", 1.5, ((keep_fold(number.text), 1.0),)))
            taken.append((number.start, number.end))
    for start, end, word, weight in _joined(_words(question, language), is_word):
        if free(start, end):
            forms = _forms(word, language)
            spelt = len(forms) == 1 and question[start].isupper() and len(split_pinyin(word) or ()) in (2, 3)
            keys = (f"%{word}",) if spelt else ()
            terms.append(Term(word, start, end, "word", weight, forms, keys, _spelt(question[start:end], keys)))
    return sorted(terms, key=lambda t: (t.start, t.end))


def _spelt(text: str, keys: Sequence[str]) -> tuple[str, ...]:
    """The capitalised words of a name that is not spelt as Chinese ones are."""
    chinese = any(key[0] == "%" or ("_" in key and key[0] != "@") for key in keys)
    return () if chinese else tuple(w for w in re.findall(r"[A-Za-z]{4,}", text) if w[0].isupper() and not w.isupper())


def _words(question: str, language: Language) -> Iterable[tuple[int, int, str, float]]:
    folded = keep_fold(question)
    at = 0
    for word in segment(question):
        start = question.find(word, at)
        if start < 0:
            continue
        at = start + len(word)
        if word.strip() and all(is_han(c) for c in word) and word not in stopwords.CHINESE:
            yield start, at, folded[start:at], 1.0 if len(word) > 1 else 0.4
    latin = list(_LATIN.finditer(folded))
    for i, match in enumerate(latin):
        word = match.group()
        if word in stopwords.ENGLISH or len(word) < 2:
            continue
        yield match.start(), match.end(), word, 1.0
        if i + 1 < len(latin) and latin[i + 1].group() not in stopwords.ENGLISH:
            pair = folded[match.start() : latin[i + 1].end()]
            if re.fullmatch(r"\S+ \S+", pair) and translations(pair):
                yield match.start(), latin[i + 1].end(), pair, _PHRASE


def _joined(
    words: Iterable[tuple[int, int, str, float]], is_word: Callable[[str], bool]
) -> Iterable[tuple[int, int, str, float]]:
    """The words, but two neighbouring characters as one where they are one."""
    before: tuple[int, int, str, float] | None = None
    for word in words:
        alone = before is not None and before[1] - before[0] == word[1] - word[0] == 1 and before[1] == word[0]
        if before and alone and is_han(word[2]) and is_word(before[2] + word[2]):
            yield before[0], word[1], before[2] + word[2], 1.0
            before = None
            continue
        if before:
            yield before
        before = word
    if before:
        yield before


def _forms(word: str, language: Language, *, name: bool = False) -> tuple[tuple[str, float], ...]:
    folded = keep_fold(word)
    forms: dict[str, float] = {folded: 1.0}
    if all(is_han(c) for c in folded) and len(folded) >= 3 and not name:
        for a, b in itertools.pairwise(folded):
            forms[a + b] = 0.5
    forms |= {other: 0.9 for group in _SAME if folded in group for other in group - {folded}}
    found = translations(folded)[:_MAX_FORMS]
    top = max((w for _, w in found), default=1.0) or 1.0
    for text, weight in found:
        form = keep_fold(text)
        sure = 0.35 + 0.65 * weight / top
        if len(form) == 1 and is_han(form):
            sure *= 0.4
        forms[form] = max(forms.get(form, 0.0), sure)
    return tuple(forms.items())


def hits(term: Term, facts: TextFacts) -> list[Hit]:
    """Where ``facts.text`` has the term, by any of its forms, its name keys or its value."""
    out: dict[tuple[int, int], float] = {}

    def add(start: int, end: int, sure: float) -> None:
        out[start, end] = max(out.get((start, end), 0.0), sure)

    if term.kind == "number":
        for value in {n.value for n in TextFacts(term.text).numbers}:
            for number in facts.numbers:
                if number.value == value:
                    add(number.start, number.end, 1.0)
    if term.keys:
        wanted = set(term.keys)
        for name in facts.names:
            if wanted & set(name_keys(name.text)):
                add(name.start, name.end, 1.0)
        if not out:  # a name that the rules for names do not see in the text
            for start, end in sounding(facts.text, wanted):
                add(start, end, _BY_SOUND)
    for form, sure in term.forms:
        if not form.isascii() or not form[0].isalpha():
            at = facts.folded.find(form)
            while at >= 0:
                add(at, at + len(form), sure)
                at = facts.folded.find(form, at + max(1, len(form)))
        else:
            _latin_hits(form, facts, sure, add)
    if not out:
        for word in term.spelt:
            for start, end, alike in written(word, facts.text):
                add(start, end, _BY_LIKENESS * alike)
    return [Hit(s, e, sure) for (s, e), sure in sorted(out.items())]


def all_hits(terms: Sequence[Term], facts: TextFacts) -> list[list[Hit]]:
    """For every term, where the text has it. Where it has a phrase (standing committee), it has the phrase's words."""
    found = [hits(t, facts) for t in terms]
    for phrase, places in zip(terms, found, strict=True):
        if places and " " in phrase.text and phrase.kind == "word":
            for j, term in enumerate(terms):
                if term is not phrase and phrase.start <= term.start and term.end <= phrase.end:
                    found[j] = sorted({*found[j], *places}, key=lambda h: (h.start, h.end))
    return found


def heard(question: str, texts: Sequence[str]) -> dict[tuple[int, int], dict[str, float]]:
    """The foreign names that a Chinese question spells by their sound (马洛里), and which words of ``texts``, in Latin
    letters, they may be, with how surely: by the span of each in the question."""
    runs = unknown_runs(question)
    words = sorted({w for text in texts for w in _CAPITALISED.findall(text)}) if runs else []
    found = [(alike, start, end, word.lower()) for word in words for start, end, alike in written(word, question)]
    out: dict[tuple[int, int], dict[str, float]] = {}
    for alike, start, end, word in sorted(found, key=lambda f: (f[1] - f[2], -f[0], f)):
        inside = any(low <= start and end <= high for low, high in runs)
        if inside and all((start, end) == span or end <= span[0] or span[1] <= start for span in out):
            out.setdefault((start, end), {})[word] = _BY_LIKENESS * alike
    return out


def _latin_hits(form: str, facts: TextFacts, sure: float, add: object) -> None:
    wanted = [stem(w) for w in _LATIN.findall(form)]
    if not wanted:
        return
    stems = latin_stems(facts)
    first = wanted[0]
    for i, (start, _, found) in enumerate(stems):
        if found == first and [s for _, _, s in stems[i : i + len(wanted)]] == wanted:
            add(start, stems[i + len(wanted) - 1][1], sure)  # type: ignore[operator]  # a local closure


def latin_stems(facts: TextFacts) -> list[tuple[int, int, str]]:
    """The Latin words of a text with their stems, found once."""
    known = facts.__dict__.get("latin_stems")
    if known is None:
        known = [(m.start(), m.end(), stem(m.group())) for m in _LATIN.finditer(facts.folded)]
        facts.__dict__["latin_stems"] = known
    return list(known)


def weigh(terms: Sequence[Term], found: Sequence[Sequence[Sequence[Hit]]], texts: Sequence[TextFacts]) -> list[Term]:
    """Terms weighted by rarity among the sentences at hand: what every sentence has tells none apart.

    ``found[i][j]`` are the hits of term j in text i.
    """
    sentences = sum(len(t.sentences) for t in texts) or 1
    out = []
    for j, term in enumerate(terms):
        holding = sum(
            sum(any(s <= h.start < e for h in found[i][j]) for s, e in text.sentences) for i, text in enumerate(texts)
        )
        rarity = math.log(1 + sentences / (1 + holding)) / math.log(1 + sentences)
        out.append(replace(term, weight=term.weight * (0.3 + 0.7 * rarity)))
    return out


def coverage(
    terms: Sequence[Term], found: Sequence[Sequence[Hit]], span: tuple[int, int], around: float = 0.5
) -> float:
    """The share of the terms' weight that a span of a text has; a term elsewhere in the text counts ``around``."""
    total = sum(t.weight for t in terms)
    if not total:
        return 0.0
    got = 0.0
    for term, places in zip(terms, found, strict=True):
        inside = max((h.sure for h in places if span[0] <= h.start and h.end <= span[1]), default=0.0)
        outside = max((h.sure for h in places), default=0.0) * around
        got += term.weight * max(inside, outside)
    return got / total
