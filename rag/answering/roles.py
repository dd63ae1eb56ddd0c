"""Titles and who bears them: 省军区司令员 席栓柱, "the mayor of Changchun", and the deputy who is not meant.

Chinese news puts a person's titles directly before the name, several joined by 、. A question for the bearer of a title
is answered by the name behind that title, and a question for somebody's position by the titles before the name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.language.lexicon import translations
from rag.language.tokens import stem

if TYPE_CHECKING:
    from rag.answering.analysis import Analysis

Span = tuple[int, int]

TITLE_WORDS = (
    "书记|省长|市长|县长|区长|镇长|乡长|村长|州长|主席|主任|部长|司长|局长|厅长|处长|科长|所长|院长|校长|会长|司令员|政委|政治委员|委员|代表|常委|"
    "秘书长|总理|总统|首相|大使|发言人|经理|董事长|总裁|教授|研究员|工程师|队长|教练|队员|记者|通讯员|馆长|台长|社长|总监|导演|编剧|演员|主管|负责人|组长|专家|"
    "站长|行长|庭长|检察长|法官|律师|医生|老师|理事|顾问|主编|总编辑|员"
)
_ENDS_IN_TITLE = re.compile(rf"(?:{TITLE_WORDS}|长)$")
_STOP = re.compile(r"[，。；：！？（）()“”《》,;:!?\n]|\.(?=\s)")
_REACH = 48  # characters before a name in which its titles are looked for
_GAP = re.compile(r"\s*(?:少将|中将|上将|大校|同志|先生|女士|[Mm]rs?\.?|[Mm]s\.?|[Dd]r\.?|Prof\.?|Professor)?\s*")
_DEPUTY = re.compile(r"(?:副|\b(?:deputy|vice|assistant)[\s-])$", re.I)
_OFFICE = r"(?:书记|主席|主任|总理|总统|首相|大使|司令员|司令|指挥官|政委|政治委员|经理|总裁|[\u4e00-\u9fff]长)"
_IDENTITY = re.compile(
    r"(?<![的人])(?:是|叫)(?:谁|哪位|哪一位)[？?\s]*$|^谁是|谁(?:当选|担任|出任|接任|就任|任)(?!务)"
    rf"|{_OFFICE}(?:的)?(?:(?:名字|姓名)(?:是|叫)什么|名?叫什么(?:名字)?)[？?\s]*$"
    r"|^who (?:was|is|were|has been|had been) (?:re-?)?(?:elected|appointed|named|chosen) "
    r"|^who(?:['’]s| is| was| are| were) "
    r"(?:the (?!first|last|only|one|man|men|woman|women|person|people)|an? |[\w’'-]+['’]s? )",
    re.I,
)
_POSITION = re.compile(
    r"什么职务|何职|职务(?:是|为)|什么职位|什么身份|什么头衔|是(?:什么人|干什么的|做什么的)|任什么|"
    r"\b(?:position|job title|title|post|occupation)\b|\brole\b(?!.* play)|"
    r"\bwhat does .+ do\b|\bwhat (?:is|was) .+['’]s? job\b",
    re.I,
)
_WHO_IS = re.compile(r"\W*(?:who(?:['’]s| is| was)|谁是|是谁|是哪位|是什么人)\W*", re.I)


_REST_OF_LIST = re.compile(r"等[\u4e00-\u9fff]{0,14}?[和与及]")
"""What ends the list of others before somebody's title: 战滨华、卢秀梅等港澳委员和|日本吉林总商会会长庄旭."""


def asks_identity(question: str) -> bool:
    """Whether the bearer of a title is asked for: 省军区司令员是谁, "Who is the mayor of Changchun?"."""
    return bool(_IDENTITY.search(question.strip()))


def asks_position(question: str, people: Sequence[str]) -> bool:
    """Whether the position of somebody whom the question names is asked for, ``people`` being the names in it.

    "Who is Jing Junhai?" does so too: a name is no answer to a question that gives it.
    """
    return any(_POSITION.search(question) or _WHO_IS.fullmatch(question.replace(name, " ")) for name in people)


def position_words(question: str) -> list[Span]:
    """The words that ask for a position: a text that gives one seldom says that it is one."""
    return [m.span() for m in _POSITION.finditer(question)]


def titles_before(analysis: Analysis, passage: int, name: Span) -> Span:
    """The titles that stand before a name, several joined by 、; empty where there are none."""
    facts = analysis.facts[passage]
    low = max(0, name[0] - _REACH)
    low = max([low, *(m.end() for m in _STOP.finditer(facts.plain, low, name[0]))])
    low = max([low, *(n.end for n in facts.names if n.kind == "person" and low < n.end <= name[0])])
    piece = facts.plain[low : name[0]]
    if "、" in piece:
        parts = piece.split("、")
        kept = len(parts) - 1
        while kept > 0 and _ENDS_IN_TITLE.search(parts[kept - 1]):
            kept -= 1
        low += len("、".join(parts[:kept])) + (kept > 0)
    if rest := _REST_OF_LIST.match(facts.plain, low, name[0]):
        low = rest.end()
    while low < name[0] and facts.plain[low] in " 、和与及":
        low += 1
    return low, name[0]


def titles_given(analysis: Analysis, passage: int, name: Span) -> Span:
    """The title that somebody comes to bear: 补选卜承安为市人大常委会副主任; empty where there is none."""
    facts = analysis.facts[passage]
    given = _BECOMES.match(facts.plain, name[1])
    return (given.start("title"), given.end("title")) if given else (name[1], name[1])


_BECOMES = re.compile(
    r"(?:、[\u4e00-\u9fff]{2,4})*\s*(?:当选|出任|担任|就任|接任|任|为)为?(?P<title>[\u4e00-\u9fff、（）]{2,40})"
)


def role(analysis: Analysis, passage: int, span: Span) -> float:
    """How well the titles of the first person in ``span``, before the name or given to it, are the ones asked for, 0 to
    1; -1 for a deputy where the principal is asked for, or the other way round; 0 where no person or no asked title
    stands there."""
    facts = analysis.facts[passage]
    name = next(
        ((n.start, n.end) for n in facts.names if n.kind == "person" and span[0] <= n.start and n.end <= span[1]), None
    )
    if name is None:
        return 0.0
    borne = _match(analysis, passage, titles_before(analysis, passage, name))
    return borne or _match(analysis, passage, titles_given(analysis, passage, name))


def _match(analysis: Analysis, passage: int, titles: Span) -> float:
    """How well a stretch of titles matches the question's: see ``role``."""
    facts, (low, high) = analysis.facts[passage], titles
    total = got = 0.0
    nearest: tuple[int, int, int] | None = None  # where the asked word nearest the name ends and begins, and the term
    for number, (term, found) in enumerate(zip(analysis.terms, analysis.hits(passage), strict=True)):
        total += term.weight
        inside = [h for h in found if low <= h.start and h.end <= high and h.sure >= 0.4]
        if inside:
            got += term.weight * max(h.sure for h in inside)
            last = max(inside, key=lambda h: (h.end, -h.start))
            nearest = max(nearest or (-1, 0, 0), (last.end, last.start, number))
    if nearest is None or not total or not _GAP.fullmatch(facts.plain, nearest[0], high):
        return 0.0
    asked = analysis.question[: analysis.terms[nearest[2]].start]
    word = analysis.terms[nearest[2]].text
    of_deputy = bool(_DEPUTY.search(asked)) or word.startswith("副")
    is_deputy = bool(_DEPUTY.search(facts.plain[low : nearest[1]])) or facts.plain[nearest[1]] == "副"
    if of_deputy != is_deputy:
        return -1.0
    return got / total


_OFFICE_LAST = re.compile(rf"副?{_OFFICE}$")
_IN_OFFICE = re.compile(rf".*{_OFFICE}")
_TITLE_NOUNS = re.compile(
    r"mayors?|governors?|ministers?|premiers?|presidents?|commanders?|ambassadors?|secretary|secretaries"
)


def office(question: str, focus: Span) -> tuple[str, ...]:
    """What the office of those whom a question asks for may be called in a text (哪位副市长, which foreign ministers);
    empty where it asks for anybody."""
    asked = question[slice(*focus)].strip().lower()
    chinese = _OFFICE_LAST.search(asked)
    if chinese:
        return (chinese.group(),)
    word = asked.split(" ")[-1] if asked else ""
    if not _TITLE_NOUNS.fullmatch(word):
        return ()
    singular = stem(word) if word not in ("secretaries", "secretary") else "secretary"
    forms = [form for form, _ in translations(singular)[:12] if _IN_OFFICE.fullmatch(form)]
    return (*forms, singular) if forms else ()


def in_office(analysis: Analysis, passage: int, span: Span) -> float:
    """1 where the first person of a span has the office asked for before the name, 0 otherwise."""
    facts = analysis.facts[passage]
    name = next((n for n in facts.names if n.kind == "person" and span[0] <= n.start and n.end <= span[1]), None)
    if name is None:
        return 0.0
    titles = facts.folded[slice(*titles_before(analysis, passage, (name.start, name.end)))]
    return float(any(form in titles for form in analysis.office))


def untitled(analysis: Analysis, passage: int) -> bool:
    """Whether the bearer of a title is asked for and the passage's article, as far as it is here, has no such title:
    whoever it names, he is not the mayor."""
    here = analysis.passages[passage].article_id
    own = [i for i, p in enumerate(analysis.passages) if p.article_id == here]
    if analysis.office:
        return not any(form in analysis.facts[i].folded for i in own for form in analysis.office)
    if not analysis.identity:
        return False
    asked = [
        number
        for number, term in enumerate(analysis.terms)
        if term.kind == "word" and (_IN_OFFICE.fullmatch(term.text) or _TITLE_NOUNS.fullmatch(term.text))
    ]
    held = (any(h.sure >= 0.4 for h in analysis.hits(i)[number]) for i in own for number in asked)
    return bool(asked) and not any(held)


def positions(analysis: Analysis, passage: int, sentence: Span) -> list[Span]:
    """The titles before each mention, within a sentence, of a person whom the question names."""
    out = []
    for term, found in zip(analysis.terms, analysis.hits(passage), strict=True):
        if term.kind != "name":
            continue
        for hit in found:
            if sentence[0] <= hit.start and hit.end <= sentence[1] and hit.sure >= 0.6:
                low, high = titles_before(analysis, passage, (hit.start, hit.end))
                if high - low >= 2 and _ENDS_IN_TITLE.search(analysis.facts[passage].plain[low:high]):
                    out.append((max(low, sentence[0]), high))
    return out


def without_name(analysis: Analysis, passage: int, span: Span) -> Span:
    """For a question about a position, the span without the name of the person behind the titles."""
    if not analysis.position:
        return span
    for term, found in zip(analysis.terms, analysis.hits(passage), strict=True):
        for hit in found:
            if term.kind == "name" and span[0] < hit.start and hit.end == span[1]:
                return span[0], hit.start
    return span
