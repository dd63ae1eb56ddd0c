"""From an analysed question to the terms that are looked for in each field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from rag.index.lexical import Clause, Term
from rag.language.dates import expand
from rag.language.lexicon import translations
from rag.language.numbers import approximate, number_keys
from rag.language.pinyin import split_pinyin
from rag.language.scripts import is_han
from rag.language.tokens import tokenize
from rag.retrieval.query import Query
from rag.types import DateMention, PartialDate

MAX_CLAUSES = 160
"""A question of 2,000 characters has thousands of bigrams; the first ones are enough to find its page."""

_FIELDS = ("body", "title")


def word_clauses(query: Query, *, bridge: bool, unigram: float, fields: Sequence[str] = _FIELDS) -> list[Clause]:
    """The question's words: each index term in its own language, and, with ``bridge``, what it may be in the other.

    English words stand in one clause with their translations (one word, several spellings); Chinese terms
    are bigrams and characters (weighing ``unigram``), to which whole words add clauses of English stems.
    """
    clauses: list[Clause] = []
    for term in query.terms:
        if is_han(term[0]):
            weight = unigram if len(term) == 1 else 1.0
            clauses.append(Clause(tuple(Term(f, term) for f in fields), weight))
        else:
            terms = [Term(f, term) for f in fields]
            if bridge:
                syllables = len(split_pinyin(term) or ()) if term in query.spelt else 0
                terms += _translated(term, fields, syllables)
            clauses.append(Clause(tuple(terms)))
    if bridge:
        for word in query.words:
            if is_han(word[0]) and (found := _translated(word, fields)):
                clauses.append(Clause(tuple(found)))  # noqa: PERF401  (a comprehension would hide the condition)
        for phrase in query.phrases:
            if found := _translated(phrase, fields):
                clauses.append(Clause(tuple(found)))  # noqa: PERF401
    return clauses[:MAX_CLAUSES]


def _translated(word: str, fields: Sequence[str], syllables: int = 0) -> list[Term]:
    """A word's translations as index terms; a longer Chinese word as its bigrams, which share its probability.

    Of a name's ``syllables`` only as many characters are a translation: the Xi of Xi Shuanzhu is no 习近平.
    """
    weights: dict[str, float] = {}
    for target, probability in translations(word):
        if syllables and is_han(target[0]) and len(target) != syllables:
            continue
        if is_han(target[0]):
            parts = [target] if len(target) <= 2 else [target[i : i + 2] for i in range(len(target) - 1)]
        else:
            parts = tokenize(target)
        for part in parts:
            weights[part] = weights.get(part, 0.0) + probability / len(parts)
    return [Term(f, text, weight) for text, weight in weights.items() for f in fields]


def name_clauses(query: Query) -> list[Clause]:
    """The question's names, each a clause of the names field; a place beside its reading counts once."""
    return [Clause((Term("names", key),)) for key in query.names[:40]]


def number_clauses(query: Query) -> list[Clause]:
    """The question's numbers: the exact value, or for long ones their first three digits at half weight."""
    clauses = []
    for mention in query.numbers[:20]:
        exact = number_keys([mention])[0]
        terms = [Term("numbers", exact)]
        if rounded := approximate(mention.value):
            terms.append(Term("numbers", rounded, 0.5))
        clauses.append(Clause(tuple(terms)))
    return clauses


# How much a kind of day says, beside the day itself: a story is printed on its day or the day after.
_SAME_DAY = 1.0
_PRINTED_NEXT_DAY = 0.7
_PRINTED_SAME_DAY = 0.6
_SAME_MONTH = 0.25
_LONG = 31


def date_terms(mention: DateMention) -> dict[str, float]:
    """Terms of the dates field that bear out one mention in a question, with how much each says (at most 1).

    The day of the event (mentioned in the text, or in the dateline) says most; the day of publication less.
    """
    out: dict[str, float] = {}

    def put(key: str, weight: float) -> None:
        out[key] = max(weight, out.get(key, 0.0))

    for value in expand(mention.first, mention.last)[:_LONG]:
        if value.day is not None and value.month is None:
            put(f"---{value.day:02}", _SAME_DAY)  # bare in the page too
            for month in range(1, 13):
                put(f"--{month:02}-{value.day:02}", _SAME_DAY)
                put(f"pub:--{month:02}-{value.day:02}", _PRINTED_SAME_DAY)
        elif value.day is not None and value.month is not None:
            _day_terms(value, put)
        elif value.month is not None:
            key = f"{value.year:04}-{value.month:02}" if value.year is not None else f"--{value.month:02}"
            put(key, _SAME_DAY)
            put(f"pub:{key}", _PRINTED_SAME_DAY)
            if value.year is not None:
                put(f"?-{value.month:02}", _SAME_DAY)
        elif value.year is not None:
            put(f"{value.year:04}", _SAME_DAY)
            put(f"pub:{value.year:04}", _PRINTED_SAME_DAY)
    return out


def _day_terms(value: PartialDate, put: Callable[[str, float], None]) -> None:
    assert value.month is not None
    assert value.day is not None
    if value.year is not None:
        put(f"{value.year:04}-{value.month:02}-{value.day:02}", _SAME_DAY)
        put(f"?-{value.month:02}-{value.day:02}", _SAME_DAY)
        put(f"{value.year:04}-{value.month:02}", _SAME_MONTH)
        prefix = f"{value.year:04}-"
    else:
        put(f"--{value.month:02}-{value.day:02}", _SAME_DAY)
        put(f"--{value.month:02}", _SAME_MONTH)
        prefix = "--"
    put(f"pub:{prefix}{value.month:02}-{value.day:02}", _PRINTED_SAME_DAY)
    following = date(value.year or 2024, value.month, value.day) + timedelta(days=1)
    prefix = f"{following.year:04}-" if value.year is not None else "--"
    put(f"pub:{prefix}{following.month:02}-{following.day:02}", _PRINTED_NEXT_DAY)


def day_terms(query: Query) -> list[list[Term]]:
    """For each day the question names, the terms that bear it out."""
    found = (date_terms(mention) for mention in query.dates[:10])
    return [[Term("dates", key, weight) for key, weight in terms.items()] for terms in found if terms]


def date_clauses(mentions: list[list[Term]]) -> list[Clause]:
    """The question's days as clauses to find candidates by.

    Months and years of a named day are left to the weighing: as search terms they match half the archive.
    """
    strong = ([term for term in terms if term.weight > _SAME_MONTH] for terms in mentions)
    return [Clause(tuple(terms[:64])) for terms in strong if terms]
