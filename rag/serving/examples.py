"""Example questions, made from what is indexed and kept only where the index answers them from that very article."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterator

from rag.answering import ask
from rag.errors import NewsragError
from rag.index import Index
from rag.language.names import find_names, pinyin_reading
from rag.language.numbers import find_numbers
from rag.language.sentences import split_sentences
from rag.types import Article

WANTED = 4
_ARTICLES = 240  # looked through at most, from all over the index
_ASKED = 16  # questions tried at most: making examples must stay a matter of a few seconds
_CLAUSE_BREAK = "，,；;。！？!?：:\n“”（）()"
_VERBS = {  # what a person does at the head of a sentence → the English question that asks for the rest
    "主持召开": "Which meeting did {name} chair",
    "主持": "What did {name} chair",
    "出席": "Which event did {name} attend",
    "会见": "Whom did {name} meet",
    "调研": "Where did {name} go on an inspection",
    "来到": "Where did {name} go",
}
# what may stand between who and does what
_PLACE = re.compile(r"(?:到|在|赴)[^，,；;。]{2,20}?(?=会见|调研|出席|主持)")
_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SUBJECT = re.compile(r"^(?:[A-Z][\w'’-]*|of|the|and|for)(?: (?:[A-Z][\w'’-]*|of|the|and|for))*$")
_PAST = re.compile(r" (opened|beat|cut|won|led|chaired|joined|visited|signed|met|presented|unveiled|launched|founded) ")
_MONEY = re.compile(
    r"^(?P<subject>(?:The|Each|A) [a-z][\w'’ -]{2,40}?) (?P<will>will )?(?P<verb>cost|costs|receive) "
    r"(?:the \w+ )?(?:\$|£|€)?\d[\d,.]*"
)


class Examples:
    """The examples of an index in both languages, made once a generation and language."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: dict[str, tuple[int, list[str]]] = {}

    def of(self, index: Index, language: str) -> list[str]:
        """Up to four questions in "zh" or "en"; the first call of a generation takes a few seconds."""
        generation = index.generation
        with self._lock:
            made = self._made.get(language)
            if made is None or made[0] != generation:
                made = (generation, _make(index, language))
                self._made[language] = made
            return made[1]

    def ready(self, language: str) -> list[str]:
        """The last examples that were made; none before the first are."""
        return self._made.get(language, (0, []))[1]


def _make(index: Index, language: str) -> list[str]:
    articles = index.articles()
    step = max(1, len(articles) // _ARTICLES)
    some = articles[::step][:_ARTICLES]
    # the best kinds first: those that say when, then the rest; of each kind the shorter
    offers = [(question, article) for article in some for question in list(candidates(article, language))[:2]]
    offers.sort(key=lambda offer: (-_definite(offer[0]), len(offer[0])))
    found: list[str] = []
    sources: set[str] = set()
    shapes: Counter[str] = Counter()
    asked = 0
    for question, article in offers:
        shape = "number" if "多少" in question else question.split()[0] if language == "en" else "person"
        if article.source in sources or shapes[shape] == WANTED // 2:
            continue
        asked += 1
        if asked > _ASKED:
            break
        if not _answered(index, question, article):
            continue
        found.append(question)
        sources.add(article.source)
        shapes[shape] += 1
        if len(found) == WANTED:
            break
    return found


def _definite(question: str) -> int:
    dated = bool(re.search(r"\d+[年月日]|[去前]年|季度|on [A-Z]\w+ \d", question))
    return 2 * dated + bool(re.search(r"共|总|达|第", question))


def _answered(index: Index, question: str, article: Article) -> bool:
    try:
        answer = ask(question, index=index)
    except NewsragError:
        return False
    return answer.answered and any(c.article_id == article.id for c in answer.citations)


def candidates(article: Article, language: str) -> Iterator[str]:
    """Questions that an article should answer, best kinds first."""
    text = article.text
    for start, end in split_sentences(text)[:6]:
        sentence = text[start:end].strip()
        if not 8 <= len(sentence) <= 160:
            continue
        if article.language == "zh":
            made = _chinese(sentence) if language == "zh" else _about_chinese(sentence)
        else:
            made = _english(sentence) if language == "en" else iter(())
        yield from made


def _chinese(sentence: str) -> Iterator[str]:
    for mention in find_names(sentence):
        if mention.kind != "person":
            continue
        for verb in _VERBS:
            if sentence.startswith(verb, mention.end):
                rest = _clause_from(sentence, mention.end)
                day = _DAY.search(sentence[: mention.start])
                if len(rest) >= 8 or (day and len(rest) >= 4):
                    yield f"{day.group() if day else ''}{'，' if day else ''}谁{rest}？"
    for number in find_numbers(sentence):
        if not number.unit or not re.match(r"[\d一二三四五六七八九十百千万两.]+", number.text):
            continue
        digits = re.match(r"[\d,，.]+[万亿多余]*", number.text)
        if digits is None:
            continue
        left = _clause_to(sentence, number.start)
        right = _clause_from(sentence, number.start + digits.end())
        if len(left) >= 7 and 0 < len(right) <= 8 and not re.search(r"\d", left[-1:]) and not _DAY.search(left[-6:]):
            yield f"{left}多少{right}？"


def _about_chinese(sentence: str) -> Iterator[str]:
    for mention in find_names(sentence):
        if mention.kind != "person":
            continue
        place = _PLACE.match(sentence, mention.end)
        at = place.end() if place else mention.end
        for verb, asked in _VERBS.items():
            if sentence.startswith(verb, at):
                day = _DAY.search(sentence[: mention.start])
                if day is None:
                    continue
                when = f" on {_MONTHS[(int(day[1]) - 1) % 12]} {int(day[2])}"
                yield f"{asked.format(name=pinyin_reading(mention.text))}{when}?"
                break


def _english(sentence: str) -> Iterator[str]:
    if money := _MONEY.match(sentence):
        subject, asked = money["subject"], "will" if money["will"] else "did"
        if asked == "will" or money["verb"] == "cost":
            yield f"How much {asked} {subject[0].lower()}{subject[1:]} {money['verb']}?"
    verb = _PAST.search(sentence)
    if verb is None:
        return
    subject = sentence[: verb.start()]
    if _SUBJECT.match(subject) and 1 < len(subject.split()) <= 5 and not subject.startswith("The "):
        rest = re.split(r"[,;:.!?\n]", sentence[verb.start() + 1 :])[0].strip()
        if 3 <= len(rest.split()) <= 14:
            yield f"Who {rest}?"


def _clause_to(sentence: str, at: int) -> str:
    start = max(sentence.rfind(mark, 0, at) for mark in _CLAUSE_BREAK) + 1
    return sentence[start:at].strip()


def _clause_from(sentence: str, at: int) -> str:
    ends = [end for mark in _CLAUSE_BREAK if (end := sentence.find(mark, at)) >= 0]
    return sentence[at : min(ends, default=len(sentence))].strip()
