"""Spotting names in Chinese text: people by surname and context, known places and bodies, 《titles》."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rag.language.gazetteer import gazetteer, gazetteer_kind
from rag.language.lexicon import dictionary, segmenter
from rag.language.mentions import NameMention
from rag.language.name_parts import (
    ALSO_GIVEN_END,
    ASKED_AFTER,
    COMMON_SURNAMES,
    FORMS_OF_ADDRESS,
    MAKES,
    NOT_GIVEN,
    SHORT_THING_END,
    SOUNDS,
    STRONG_AFTER,
    SURNAMES_ALSO_WORDS,
    THING_END,
    TIBETAN,
    TITLE_BEFORE,
    TITLES,
)
from rag.language.person_model import candidates, formed, log_odds, may_begin
from rag.language.pinyin import surnames
from rag.language.scripts import HAN, simplify

CERTAIN, SURE, WEAK, DOUBTFUL = 3.0, 0.0, -1.5, -2.5
"""Log-odds from which a name is one whatever follows it, is one, is one if the text confirms it, counts for that."""
SHORT, THING, QUOTED = 1.0, 1.0, 3.0
"""Log-odds against two characters, what ends as things do, and what opens a quotation: 台风“杜苏芮”."""
LISTED, ASKED = 2.0, 3.0
"""Log-odds for a sure name before, and for a question about who this is behind."""
REPEATED = -2.5
"""What the two best places of a repeated name must come to."""
_LIST_GAP = re.compile(r"[、，\s]*(?:和|及|以及|与)?\s*")
_BODY_AFTER = re.compile(r"[\u4e00-\u9fff]{0,3}(?:大学|学院|公司|集团|医院|银行|中学|小学|股份|机场|高速|铁路)")
_STORM = re.compile("(?:台风|飓风)[“‘「]?$")
_HAN_RUN = re.compile(f"[{HAN}]+")
_TITLE_MARKS = re.compile(r"《([^《》\n]{1,60})》")


def find_chinese_names(text: str, *, liberal: bool = False) -> list[NameMention]:
    """Names in Chinese text, in order, not overlapping.

    ``liberal`` also takes people whose context says little: good for index terms, which cost nothing when
    wrong, too loose to show.
    """
    plain = simplify(text)
    words = words_of(plain)
    out: list[NameMention] = []
    covered = bytearray(len(plain))

    def take(start: int, end: int, kind: str) -> None:
        if not any(covered[start:end]):
            covered[start:end] = b"\x01" * (end - start)
            out.append(NameMention(start, end, text[start:end], kind))

    if not liberal:
        for match in _TITLE_MARKS.finditer(text):
            take(match.start(1), match.end(1), "title")
    for start, end in certain_people(plain):  # nobody's name is a piece of a foreign one
        if end - start != 3 or plain[start] not in surnames():  # which 武维华 may look like
            covered[start:end] = b"\x01" * (end - start)
    for start, end in words:
        word = plain[start:end]
        if word in gazetteer() and not _is_given(plain, start, end):
            take(start, end, gazetteer_kind(word))
    starts = dict(words)
    inside = bytearray(len(plain))  # characters within a dictionary word of two or more
    for start, end in words:
        if end - start > 1:
            inside[start:end] = b"\x01" * (end - start)
    confirmed: dict[str, float] = {}
    weak: list[tuple[int, int]] = []
    doubtful: dict[tuple[int, int], float] = {}
    last_end = -1
    for run in _HAN_RUN.finditer(plain):
        at = run.start()
        while at < run.end():
            within = inside[at] and at not in starts  # a word that began before: no name begins here
            if covered[at] or within or not may_begin(plain[at]):
                at += 1
                continue
            scored = [
                (_score(plain, at, end, size, starts, inside, last_end), end)
                for size, end in candidates(plain, at, run.end())
                if not any(covered[at:end])
            ]
            score, end = max(scored, default=(-math.inf, at))
            if score >= SURE:
                confirmed[plain[at:end]] = max(score, confirmed.get(plain[at:end], score))
                last_end = at = end
                continue
            if score >= WEAK:
                weak.append((at, end))
            if score >= DOUBTFUL:
                doubtful[at, end] = score
            at += 1
    _promote_repeated(plain, confirmed, doubtful)
    _promote_listed(plain, confirmed, weak)
    names = sorted(confirmed, key=len, reverse=True)
    if names:
        for match in re.finditer("|".join(map(re.escape, names)), plain):
            take(match.start(), match.end(), "person")
    if liberal:
        for start, end in weak:
            take(start, end, "person")
    return sorted(out, key=lambda m: (m.start, m.end))


def _is_given(text: str, start: int, end: int) -> bool:
    """Whether a place's name is somebody's given name: 会长李长海."""
    surname = text[start - 1 : start]
    if end - start != 2 or surname not in surnames() or surname in SURNAMES_ALSO_WORDS:
        return False
    if start == 1:
        return bool(ASKED_AFTER.match(text, end))
    if (
        text[start - 2] == "、" and surname in COMMON_SURNAMES and text[end : end + 1] in "、和为等"
    ):  # 易远帆、裴定海、韩若梅
        return True
    return bool(TITLE_BEFORE.search(text[max(0, start - 9) : start - 1])) and text[end : end + 1] not in (
        "省",
        "市",
        "县",
    )


def _promote_repeated(text: str, confirmed: dict[str, float], doubtful: Mapping[tuple[int, int], float]) -> None:
    """Three characters that may be a name in several places of a text, by what stands around them, are one; those that
    the same character always follows are a piece of something else (苏南硕|放)."""
    scores: dict[str, list[float]] = {}
    for (start, end), score in doubtful.items():
        name = text[start:end]
        if formed(name) and not all(ch in SOUNDS for ch in name):
            scores.setdefault(name, []).append(score)
    for name in [name for name, score in confirmed.items() if score < CERTAIN and _is_part(text, name)]:
        del confirmed[name]
    for name, found in scores.items():
        enough = len(found) > 1 and len(found) == text.count(name) and sum(sorted(found)[-2:]) >= REPEATED
        if enough and not _is_part(text, name):
            confirmed[name] = SURE


def _is_part(text: str, name: str) -> bool:
    """Whether one and the same character stands before a name wherever it is, or behind it."""
    places = [m.span() for m in re.finditer(re.escape(name), text)]
    sides = ({text[a - 1 : a] for a, _ in places}, {text[b : b + 1] for _, b in places})
    return len(places) > 1 and any(len(side) == 1 and bool(_HAN_RUN.fullmatch("".join(side))) for side in sides)


def _promote_listed(text: str, confirmed: dict[str, float], weak: Sequence[tuple[int, int]]) -> None:
    """A doubtful name that stands in a list right before a sure one (战滨华、卢秀梅) is sure too, and so are one of
    three characters behind a sure one, and three such in a row."""
    for row in _rows(text, [(a, b) for a, b in weak if formed(text[a:b])]):
        if len(row) >= 3 or any(text.endswith(f"{name}、", 0, row[0][0]) for name in confirmed):
            confirmed.update({text[a:b]: SURE for a, b in row if text[a:b] not in confirmed})
    for start, end in reversed(weak):
        gap = re.match(r"[、，]", text[end : end + 1])
        if gap and any(text.startswith(name, end + 1) for name in confirmed):
            confirmed.setdefault(text[start:end], SURE)


def _rows(text: str, spans: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Spans grouped by what only 、 stands between."""
    out: list[list[tuple[int, int]]] = []
    for span in spans:
        if out and text[out[-1][-1][1] : span[0]] == "、":
            out[-1].append(span)
        else:
            out.append([span])
    return out


def _score(
    text: str, start: int, end: int, size: int, starts: Mapping[int, int], inside: bytearray, last_end: int
) -> float:
    """The log-odds that text[start:end] is a person's name; without hope where it cannot be one."""
    given = text[start + size : end]
    if any(ch in NOT_GIVEN for ch in given) or given in FORMS_OF_ADDRESS or MAKES.match(text, end):
        return -math.inf
    if end - start == 2 and given in THING_END | SHORT_THING_END:
        return -math.inf
    if _BODY_AFTER.match(text, end):
        return -math.inf
    if (text[start] == "万" and text[start - 1 : start].isdigit()) or _STORM.search(text, max(0, start - 3), start):
        return -math.inf
    score = log_odds(text, start, end, size, starts, inside)
    score -= SHORT * (end - start == 2)
    score -= THING * (given[-1] in THING_END) * (1 if given[-1] in ALSO_GIVEN_END else 4)
    score -= QUOTED * (text[max(0, start - 1) : start] in tuple("“‘「『《"))
    if start > last_end >= 0 and _LIST_GAP.fullmatch(text, last_end, start):
        # 和 and 于 between two names are no surnames
        score = -math.inf if text[start : start + size] in SURNAMES_ALSO_WORDS else score + LISTED
    if start == 0 and ASKED_AFTER.match(text, end):
        score += ASKED
    return score


@lru_cache(maxsize=4)
def words_of(text: str) -> list[tuple[int, int]]:
    """Spans of the dictionary words and left-over characters of every Han run."""
    out: list[tuple[int, int]] = []
    for run in _HAN_RUN.finditer(text):
        at = run.start()
        for word in segmenter().split(run.group()):
            out.append((at, at + len(word)))
            at += len(word)
    return out


def pinyin_places(text: str) -> list[str]:
    """Two- and three-character stretches before 县, 镇, 街道 …: names a small place may have, for matching by reading.

    They begin where a word begins and are no common word themselves (国家公路).
    """
    plain = simplify(text)
    if not _SUFFIX.search(plain):
        return []
    words = words_of(plain)
    boundaries = {start for start, _ in words} | {end for _, end in words}
    spans = dict(words)
    found: dict[str, None] = {}
    for suffix in _SUFFIX.finditer(plain):
        for size in (2, 3):
            start = suffix.start() - size
            name = plain[max(0, start) : suffix.start()]
            if start < 0 or start not in spans or not _HAN_RUN.fullmatch(name):
                continue
            whole = spans[start] == suffix.end()  # the dictionary has the place, suffix and all
            if whole or (suffix.start() in boundaries and dictionary().get(name, 0) <= 30):
                found[name] = None
    return list(found)


_SUFFIX = re.compile("自治[区州县]|街道|社区|林场|水库|[省市县区镇乡村州盟旗屯港湾岛山河江湖]")


_SOUND = rf"(?:[{SOUNDS}]|(?<=彼)得)"
_FOREIGN = re.compile(rf"{_SOUND}{{1,8}}(?:[·•‧・]{_SOUND}{{1,8}})+")
_WITHHELD = re.compile(r"(?P<surname>[\u4e00-\u9fff])某(?:某|[甲乙丙丁])?(?!些|个|种|年|月|日|地|人)")
_FOREIGN_ALONE = re.compile(rf"[{SOUNDS}]{{2,8}}")
_FOREIGN_RUN = re.compile(rf"{_SOUND}{{3,8}}")
_TITLED = re.compile(f"(?:{TITLES}|大臣|防长|国王|特使|首席执行官|总监|球员|前锋|后卫|门将|中锋)$")
_TIBETAN = re.compile(rf"(?:{'|'.join(sorted(TIBETAN))}){{2}}")
_LATIN_NAME = re.compile(r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){1,3}")


def is_foreign(text: str) -> bool:
    """Whether all of a text, of one character at least, is written with the characters of foreign names."""
    return bool(text) and all(ch in SOUNDS for ch in simplify(text))


def certain_people(text: str) -> list[tuple[int, int]]:
    """Spans that are people by their form, or that and a title: 米哈伊尔·普罗霍罗夫, and 普罗霍罗夫 wherever the text
    calls him so; 索南卓嘎; 何某, whose name is withheld."""
    plain = simplify(text)
    found = [_uncut(plain, *m.span()) for m in _FOREIGN.finditer(plain)]
    last = {re.split("[·•‧・]", plain[a:b])[-1] for a, b in found} | set(_foreign_with_title(plain))
    found += [m.span() for m in _TIBETAN.finditer(plain)]
    alone = "|".join(re.escape(name) for name in sorted(last, key=len, reverse=True) if _is_called(name))
    called = re.finditer(alone, plain) if alone else ()
    found += [m.span() for m in called if not any(a < m.end() and m.start() < b for a, b in found)]
    found += [m.span() for m in _WITHHELD.finditer(plain) if m["surname"] in surnames()]
    return sorted(found)


def _uncut(text: str, start: int, end: int) -> tuple[int, int]:
    """A foreign name without the beginning of the word behind it: 彼得罗娃|当选."""
    for low, high in words_of(text):
        if start + 2 <= low < end < high and dictionary().get(text[low:high], 0) > 20:
            return start, low
    return start, end


def _foreign_with_title(text: str) -> list[str]:
    """What sounds foreign, is no word or place, and stands behind a title or before 表示 and the like:
    总统佩泽希齐扬."""
    found = []
    for run in _FOREIGN_RUN.finditer(text):
        start, end = _uncut(text, *run.span())
        end -= text[end - 1] in "则当等于方"
        if end - start < 3 or not (_TITLED.search(text, max(0, start - 5), start) or STRONG_AFTER.match(text, end)):
            continue
        words = [(a, b) for a, b in words_of(text) if a < end and start < b]
        known = any(dictionary().get(text[a:b], 0) > 200 for a, b in words if b - a > 1)
        placed = any(text[a:b] in gazetteer() for a, b in words if b - a > 2 or a == start)
        if words and words[0][0] == start and not (known or placed):
            found.append(text[start:end])
    return found


def _is_called(name: str) -> bool:
    """Whether the last part of a foreign name can stand for all of it: no word (罗丹 is one, 阿贝贝 not)."""
    return len(name) > 1 and dictionary().get(name, 0) <= 20


def may_be_person(text: str) -> bool:
    """Whether a text, all of it, has the form of a person's name that nothing around it has confirmed: a surname and
    one or two characters that are no word (周弋乔), sounds of a foreign name (萨法迪), capitalised words."""
    plain = simplify(text)
    if _LATIN_NAME.fullmatch(plain):
        return True
    if not 2 <= len(plain) <= 8 or not _HAN_RUN.fullmatch(plain):
        return False
    if plain in gazetteer() or dictionary().get(plain, 0) > 20:
        return False
    if _FOREIGN_ALONE.fullmatch(plain):
        return True
    size = 2 if plain[:2] in surnames() and len(plain) > 2 else 1
    given = plain[size:]
    return plain[:size] in surnames() and 1 <= len(given) <= 2 and not any(ch in NOT_GIVEN for ch in given)
