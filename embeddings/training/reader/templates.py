"""Template questions over news: one thing of a statement (a figure, a day, a person, a place, a work, a body, up or
down) is taken out of it and asked for.

Chinese asks in place, so 全省快递业务量完成8.5亿件 gives 全省快递业务量完成多少件 without any reordering. A figure
whose clause has no subject (同比增长11.1%) takes the one of the clause before it, as a reader must. Words are left out
at random, so that a question is not a copy of its statement.
"""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from embeddings.training.reader.examples import Example
from rag.answering.facts import TextFacts
from rag.answering.roles import TITLE_WORDS
from rag.language.lexicon import segment
from rag.language.sentences import split_sentences

Span = tuple[int, int]

PASSAGE, LEAST = 520, 80  # characters of whole sentences that make one passage of a story, and of the last one
SHORTEST, LONGEST = 5, 48  # characters of a question besides what asks
WORD_LEFT_OUT = 0.15  # share of words of several characters left out: single ones are often part of a name
A_PASSAGE = 2  # questions over one passage at most
SHARE = {
    "quantity": 0.4, "person": 0.2, "date": 0.14, "place": 0.1, "title": 0.08, "organisation": 0.08, "direction": 0.05,
    "part": 1.0,  # so rare that each is taken
}  # fmt: skip
PART_MISSING = 0.25  # share of the questions about who did what that ask for a part that nobody is said to have had

_CLAUSE = re.compile(r"[，,。；;：:！!？?\n]")
_STATEMENT = re.compile(r"[。；;！!？?\n]")
_COMPARED = re.compile(
    r"^(?:其中|并|而|且|分别|又|再|均|都)*(?:同比|环比|比|较|增长|下降|增速|增幅|占|完成|达到?|实现|累计|为|共)"
)
_SUBJECT_END = re.compile(
    r"(?:分别|累计|已经?|共计?|总共|约|近|超过?)*(?:完成|达到?|实现|为|有|突破|超过?|增长|下降|增加|减少|是|\d)"
)
_VALUE_VERB = re.compile(r"(?:完成|达到?|实现|为|突破|共有|有)(?:了)?(?:约|近|超过?)?$")
_UNIT = re.compile(
    r"个百分点|%|％|[亿万千百]*(?P<unit>美元|欧元|元|平方公里|平方米|立方米|公里|公斤|公顷|人次|小时|分钟|千瓦时|吨|亩|米|[件个人名位次家条项天年辆座所户岁度台架场倍])"
)
_IN_PLACE = re.compile(r"(?P<at>在|于|抵达|前往|来到|位于)$")
_TITLED = re.compile(rf"(?P<title>[\u4e00-\u9fff、]{{2,24}}(?:{TITLE_WORDS}))$")
PARTS = ("主办", "承办", "协办")  # what several bodies of one sentence did, told apart by the verb alone
_NO_DAY = re.compile(r"\s*(?:电|讯|消息|报道|[，,]?记者)")  # a dateline, which nobody asks for
_NO_FIGURE = re.compile(r"[第每哪这那几]\s*$")
_BYLINE = re.compile(r"(?:记者|通讯员|实习生|编辑|摄影|图|文|供稿|审核)[：:\s/]*[\u4e00-\u9fff\s、]*$")
_FILLER = re.compile(
    r"^(?:据悉|据了解|据介绍|目前|同时|此外|另外|其中|随后|近日|日前|因此|所以|但是?|而且|并且|不过|今天|昨天)[，,]?"
)
_POINTING = re.compile(r"^(?:这|那|该|此|他|她|它|其|对此|我们?|你|在此|记者|本报|并|也|又|还)")
_PART = re.compile(r"(?:联合|共同|等单位|等|[、，,])*(?P<part>主办|承办|协办|指导|支持|赞助|发起|牵头)")
_EVENT_AFTER = re.compile(
    r"的(?P<event>[^，,。；]{4,40}?)(?=在|于|隆重|正式|圆满|顺利|举[行办]|启动|召开|开幕|[，,。；])"
)
_THIS = re.compile(r"^(?:据[悉了解介绍]+)?[，,]?(?:本|此|该|这)[次届场个项]?")
_PART_QUESTIONS = (
    "{event}由谁{part}",
    "{event}的{part}单位是哪家", "谁{part}了{event}", "{event}的{part}方是谁", "哪些单位{part}{event}",
)  # fmt: skip
_MOVED = re.compile(r"(?P<verb>增长|下降|上升|减少|增加|提高|降低|回落|上涨|下跌)了?约?近?(?=\d)")
_OPPOSITES = (
    ("增长", "下降"), ("上升", "下降"), ("增加", "减少"), ("提高", "降低"), ("上涨", "下跌"), ("上升", "回落"),
    ("增长", "减少"), ("提高", "下降"), ("上涨", "下降"),
)  # fmt: skip
_ASKING = re.compile(
    r"哪些单位|单位是哪家|[增上提下减降回][长升加高涨降少低跌落]还是[增上提下减降回][长升加高涨降少低跌落]|是谁|谁|什么职务|什么时[候间]|什么地方|哪部作品|哪个单位|哪[天里儿]|何[时处]|什么|(?:是)?多少"
)
_WHEN, _WHERE = ("什么时候", "哪天", "何时", "什么时间"), ("哪里", "什么地方", "哪儿", "何处")


@dataclass(frozen=True, slots=True)
class _Slot:
    """A thing to ask for and the question that does so, before it is shortened."""

    kind: str
    answer: Span
    question: str


def template_examples(
    stories: Iterable[Mapping[str, str]], excluded: Collection[str], count: int, seed: int
) -> Iterator[Example]:
    """Up to ``count`` examples over ``stories`` (``id``, ``title``, ``text``), none over one whose id is ``excluded``.

    A story's passages share its title, so that the questions of one can be spoiled with another's passage.
    """
    rng = random.Random(seed)
    made = 0
    for story in stories:
        if story["id"] in excluded:
            continue
        title = story["title"] or story["id"]
        for start, end in _passages(story["text"]):
            passage = story["text"][start:end]
            for number, slot in enumerate(_chosen(passage, rng)):
                question = _worded(slot, rng)
                if question is None:
                    continue
                yield Example(f"template-{story['id']}-{start}-{number}", question, title, passage, *slot.answer)
                made += 1
                if made == count:
                    return


def _passages(text: str) -> Iterator[Span]:
    """Runs of whole sentences of about PASSAGE characters."""
    start = end = 0
    for low, high in split_sentences(text):
        if end > start and high - start > PASSAGE:
            yield start, end
            start = low
        end = high
    if end - start >= LEAST:
        yield start, end


def _chosen(passage: str, rng: random.Random) -> list[_Slot]:
    """A few slots of a passage, kinds drawn by SHARE, each answer only once in the passage."""
    by_kind: dict[str, list[_Slot]] = {}
    for slot in _slots(TextFacts(passage)):
        if slot.kind in ("direction", "part") or passage.count(passage[slice(*slot.answer)]) == 1:
            by_kind.setdefault(slot.kind, []).append(slot)
    out = []
    for _ in range(A_PASSAGE):
        kinds = [k for k in SHARE if by_kind.get(k)]
        if not kinds:
            break
        kind = rng.choices(kinds, [SHARE[k] for k in kinds])[0]
        out.append(by_kind[kind].pop(rng.randrange(len(by_kind[kind]))))
    return out


def _slots(facts: TextFacts) -> Iterator[_Slot]:
    yield from _quantities(facts)
    yield from _directions(facts.text)
    yield from _parts(facts.text)
    yield from _days(facts)
    yield from _named(facts)
    for span in facts.titles:
        before, after = _around(facts.text, span)
        yield _Slot(
            "title",
            span,
            f"{before}什么{after}" if before.endswith(("题为", "名为", "叫")) else f"{before}哪部作品{after}",
        )


def _around(text: str, span: Span) -> tuple[str, str]:
    """What stands before and after ``span`` in its clause."""
    low = max((m.end() for m in _CLAUSE.finditer(text, 0, span[0])), default=0)
    cut = _CLAUSE.search(text, span[1])
    return text[low : span[0]], text[span[1] : cut.start() if cut else len(text)]


def _quantities(facts: TextFacts) -> Iterator[_Slot]:
    text = facts.text
    for number in facts.numbers:
        match = _UNIT.match(text, _digits_end(text, number.start))
        if match is None or number.text[0] == "一" or _NO_FIGURE.search(text, 0, number.start):
            continue
        span = (number.start, max(number.end, match.end()))
        before, after = _around(text, span)
        if _COMPARED.match(before) or not before:
            before = _subject(text, span[0]) + before
        ask = f"多少{match['unit'] or ''}" if match.group() not in ("%", "％", "个百分点") else "多少"
        yield _Slot("quantity", span, before + ask + after)
        if not after and (verb := _VALUE_VERB.search(before)):
            yield _Slot("quantity", span, f"{before[: verb.start()]}是多少")


def _directions(text: str) -> Iterator[_Slot]:
    """Whether something rose or fell, before the figure that says by how much."""
    for match in _MOVED.finditer(text):
        before, _ = _around(text, match.span())
        if _COMPARED.match(before) or not before:
            before = _subject(text, match.start()) + before
        for pair in _OPPOSITES:
            if match["verb"] in pair and before:
                first, second = pair if match.end() % 2 else pair[::-1]
                yield _Slot("direction", match.span("verb"), f"{before}是{first}还是{second}")


def _parts(text: str) -> Iterator[_Slot]:
    """Who 主办, 承办 or 协办 what, where one sentence names the bodies of two of them at least."""
    for statement in _STATEMENT.split(text):
        found = list(_PART.finditer(statement))
        named = {match["part"] for match in found}
        if len(named.intersection(PARTS)) < 2:
            continue
        offset, lead = text.index(statement), statement.rfind("由", 0, found[0].start())
        if lead < 0:
            continue
        event = _event(statement, lead, found[-1].end())
        low = lead + 1
        for match in found:
            bodies = statement[low : match.start()]
            skipped = re.match(r"[，,、\s]*由?[，,、\s]*", bodies)
            start = low + (skipped.end() if skipped else 0)
            if 4 <= match.start() - start <= 70:
                span = (offset + start, offset + match.start())
                for question in _PART_QUESTIONS:
                    yield _Slot("part", span, question.format(event=event, part=match["part"]))
            low = match.end()
        if missing := [part for part in PARTS if part not in text]:
            for question in _PART_QUESTIONS[: max(1, round(PART_MISSING * len(found) * len(_PART_QUESTIONS)))]:
                yield _Slot("part", (0, 0), question.format(event=event, part=missing[0]))


def _event(statement: str, lead: int, last: int) -> str:
    """What the bodies held: the subject before 由, or what follows the last of them."""
    before = _CLAUSE.split(_THIS.sub("", statement[:lead]).rstrip("，, "))[-1]
    before = _THIS.sub("", before).strip().removesuffix("是")
    if 2 <= len(before) <= 40 and not before.endswith(("讯", "电", "日", "天", "午", "）", ")")):
        return before
    after = _EVENT_AFTER.match(statement, last)
    return after["event"] if after else "活动"


def _digits_end(text: str, start: int) -> int:
    """Where the digits that begin at ``start`` end; the scale belongs to the unit."""
    match = re.compile(r"[\d.,，零一二两三四五六七八九十百]+").match(text, start)
    return match.end() if match else start


def _subject(text: str, at: int) -> str:
    """The subject of the nearest clause before ``at``, in the same statement, that has one."""
    low = max((m.end() for m in _STATEMENT.finditer(text, 0, at)), default=0)
    for clause in reversed(_CLAUSE.split(text[low:at])[:-1]):
        end = _SUBJECT_END.search(clause)
        subject = clause[: end.start()] if end else ""
        if len(subject) >= 2 and not _COMPARED.match(clause):
            return subject
    return ""


def _days(facts: TextFacts) -> Iterator[_Slot]:
    text = facts.text
    for mention in facts.dates:
        span = (mention.start, mention.end)
        if not any(c.isdigit() for c in text[slice(*span)]) or _NO_DAY.match(text, span[1]):
            continue
        before, after = _around(text, span)
        if not before and len(after) < 4:  # 1月22日，…会议召开
            cut = _CLAUSE.search(text, span[1])
            if cut is None or cut.group() not in "，,":
                continue
            after += _around(text, (cut.end(), cut.end()))[1]
        yield _Slot("date", span, f"{before}\0{after}")


def _named(facts: TextFacts) -> Iterator[_Slot]:
    text = facts.text
    for name in facts.names:
        span = (name.start, name.end)
        before, after = _around(text, span)
        if "·" in (before[-1:], after[:1]) or _BYLINE.search(text, 0, span[0]):
            continue
        if name.kind == "person":
            titled = _TITLED.search(before)
            if titled is not None:
                yield _Slot("person", span, f"{titled['title']}是谁")
                yield _Slot("person", (span[0] - len(titled["title"]), span[0]), f"{name.text}担任什么职务")
                yield _Slot("person", span, f"{before[: titled.start()]}谁{after}")
            else:
                yield _Slot("person", span, f"{before}谁{after}")
        elif name.kind == "place" and _IN_PLACE.search(before) and len(after) >= 2:
            yield _Slot("place", span, f"{before}\1{after}")
        elif name.kind == "organisation" and len(after) >= 4:
            yield _Slot("organisation", span, f"{before}哪个单位{after}")


def _worded(slot: _Slot, rng: random.Random) -> str | None:
    """The question with some words left out, or None where too little of it says what is meant."""
    text = _FILLER.sub("", slot.question.strip())
    text = text.replace("\0", rng.choice(_WHEN)).replace("\1", rng.choice(_WHERE))
    if _POINTING.match(text) or any(c in text for c in '“”‘’"（）()'):
        return None
    kept = _ASKING.search(text)
    must = kept.group() if kept else ""
    words = [w for w in segment(text) if w in must or _ASKING.search(w) or len(w) != 2 or rng.random() > WORD_LEFT_OUT]
    text = "".join(words).strip("，,、 ")
    if not _ASKING.search(text) or not SHORTEST <= len(_ASKING.sub("", text)) <= LONGEST:
        return None
    return text + rng.choice(("？", "？", "?", ""))
