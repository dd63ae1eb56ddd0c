"""Spotting names in Chinese text: people by surname and context, known places and bodies, 《titles》."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rag.language.gazetteer import gazetteer, gazetteer_kind
from rag.language.lexicon import dictionary, segmenter
from rag.language.mentions import NameMention
from rag.language.name_parts import (
    ASKED_AFTER,
    CHOOSING,
    COMMON_SURNAMES,
    LAST_GIVEN,
    MAKES,
    MAYBE_GIVEN,
    NOT_GIVEN,
    RARELY_GIVEN,
    ROLE_END,
    SOUNDS,
    STRONG_AFTER,
    SURNAMES_ALSO_WORDS,
    THING_END,
    TITLE_BEFORE,
    WORD_AFTER,
)
from rag.language.pinyin import surnames
from rag.language.scripts import HAN, simplify

_LIST_GAP = re.compile(r"[、，\s]*(?:和|及|以及|与)?\s*")
_HAN_RUN = re.compile(f"[{HAN}]+")
_TITLE_MARKS = re.compile(r"《([^《》\n]{1,60})》")


def find_chinese_names(text: str, *, liberal: bool = False) -> list[NameMention]:
    """Names in Chinese text, in order, not overlapping.

    ``liberal`` also takes people whose context says little: good for index terms, which cost nothing when
    wrong, too loose to show.
    """
    plain = simplify(text)
    words = _words(plain)
    out: list[NameMention] = []
    covered = bytearray(len(plain))

    def take(start: int, end: int, kind: str) -> None:
        if not any(covered[start:end]):
            covered[start:end] = b"\x01" * (end - start)
            out.append(NameMention(start, end, text[start:end], kind))

    if not liberal:
        for match in _TITLE_MARKS.finditer(text):
            take(match.start(1), match.end(1), "title")
    for start, end in words:
        word = plain[start:end]
        if word in gazetteer() and not _is_given(plain, start, end):
            take(start, end, gazetteer_kind(word))
    starts = dict(words)
    inside = bytearray(len(plain))  # characters within a dictionary word of two or more
    for start, end in words:
        if end - start > 1:
            inside[start:end] = b"\x01" * (end - start)
    confirmed: dict[str, None] = {}
    weak: list[tuple[int, int]] = []
    doubtful: dict[tuple[int, int], float] = {}
    last_end = -1
    table = dictionary()
    for run in _HAN_RUN.finditer(plain):
        at = run.start()
        while at < run.end():
            best = None
            for surname in (plain[at : at + 2], plain[at : at + 1]):
                if surname not in surnames():
                    continue
                for given in (2, 1):
                    end = at + len(surname) + given
                    if end > run.end() or any(covered[at:end]):
                        continue
                    score = _score(plain, at, end, surname, starts, inside, last_end, table)
                    if score is not None and (best is None or score > best[0]):
                        best = (score, end)
                if best:
                    break
            if best and best[0] >= 3.0:
                confirmed[plain[at : best[1]]] = None
                last_end = at = best[1]
            else:
                if best and best[0] >= 1.5:
                    weak.append((at, best[1]))
                if best and best[0] >= 0.8:
                    doubtful[at, best[1]] = best[0]
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


def _promote_repeated(text: str, confirmed: dict[str, None], doubtful: Mapping[tuple[int, int], float]) -> None:
    """Three characters that may be a name in several places of a text, by what stands around them, are one."""
    scores: dict[str, list[float]] = {}
    before: dict[str, set[str]] = {}
    after: dict[str, set[str]] = {}
    for (start, end), score in doubtful.items():
        name = text[start:end]
        if _formed(name) and not all(ch in SOUNDS for ch in name):
            scores.setdefault(name, []).append(score)
            before.setdefault(name, set()).add(text[start - 1 : start])
            after.setdefault(name, set()).add(text[end : end + 1])
    for name, found in scores.items():
        # 苏南硕 that 放 always follows is a piece of something else
        part = any(len(beside) == 1 and _HAN_RUN.fullmatch("".join(beside)) for beside in (before[name], after[name]))
        if len(found) > 1 and len(found) == text.count(name) and sum(sorted(found)[-2:]) >= 4.4 and not part:
            confirmed[name] = None


def _promote_listed(text: str, confirmed: dict[str, None], weak: Sequence[tuple[int, int]]) -> None:
    """A doubtful name that stands in a list right before a sure one (战滨华、卢秀梅) is sure too, and so are one of
    three characters behind a sure one, and three such in a row."""
    for row in _rows(text, [(a, b) for a, b in weak if _formed(text[a:b])]):
        if len(row) >= 3 or any(text.endswith(f"{name}、", 0, row[0][0]) for name in confirmed):
            confirmed.update(dict.fromkeys(text[a:b] for a, b in row))
    for start, end in reversed(weak):
        gap = re.match(r"[、，]", text[end : end + 1])
        if gap and any(text.startswith(name, end + 1) for name in confirmed):
            confirmed[text[start:end]] = None


def _formed(name: str) -> bool:
    """Whether three characters or more have the form of a name: a common surname, and no end that things have."""
    return len(name) >= 3 and (name[0] in COMMON_SURNAMES or name[:2] in surnames()) and name[-1] not in THING_END


def _role_before(text: str, start: int, starts: Mapping[int, int], inside: bytearray, name: str) -> bool:
    """Whether the word before a name says what somebody is: 船工, 木匠, 水文学家."""
    return text[start - 1 : start] in ROLE_END and start in starts and bool(inside[start - 1]) and _formed(name)


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
    text: str,
    start: int,
    end: int,
    surname: str,
    starts: Mapping[int, int],
    inside: bytearray,
    last_end: int,
    table: Mapping[str, int],
) -> float | None:
    """Evidence that text[start:end] is a person's name; None where it cannot be one."""
    given = text[start + len(surname) : end]
    if any(ch in NOT_GIVEN for ch in given) or MAKES.match(text, end):
        return None
    name = text[start:end]
    if (
        surname in SURNAMES_ALSO_WORDS
        and last_end >= 0
        and start > last_end
        and _LIST_GAP.fullmatch(text, last_end, start)
    ):
        return None  # the "and" of a list
    weight = table.get(name, 0)
    if weight > 20 or (len(given) == 1 and name in table):
        return None
    before = text[max(0, start - 8) : start]
    titled = bool(TITLE_BEFORE.search(before))
    chosen = bool(CHOOSING.search(before)) or _role_before(text, start, starts, inside, name)
    maybe = sum(ch in MAYBE_GIVEN for ch in given)
    rare = sum(ch in RARELY_GIVEN for ch in given)
    if maybe + rare == len(given) or (maybe + rare and given[-1] in (MAYBE_GIVEN | RARELY_GIVEN) - LAST_GIVEN):
        return None
    if rare and not (titled or chosen):
        return None
    # 副司令员于建国: a title right before settles what 于 is, unless what follows is the commonest of words.
    sure = titled and surname not in "和从向会将" and table.get(given, 0) <= 50
    if (
        surname in SURNAMES_ALSO_WORDS
        and not sure
        and start
        and ("\u3400" <= text[start - 1] <= "\u9fff" or text[start - 1].isalnum())
    ):
        score = -0.7
    else:
        score = 0.5 if surname in COMMON_SURNAMES or len(surname) > 1 else 0.0
    score -= 0.6 * (rare + maybe) + 1.0 * (start > 0 and text[start - 1] in "“‘《")
    if titled:
        score += 2.0
    elif chosen:
        score += 1.6
    elif 0 <= start - last_end <= 4 and start > last_end >= 0 and _LIST_GAP.fullmatch(text, last_end, start):
        score += 1.8
    elif start == 0 or not "\u3400" <= text[start - 1] <= "\u9fff":
        score += 0.5
    elif inside[start] and start not in starts:
        return None  # begins in the middle of a word
    after = text[end : end + 6]
    if start == 0 and ASKED_AFTER.match(text, end):
        score += 2.5
    elif STRONG_AFTER.match(after):
        score += 1.5
    elif WORD_AFTER.match(after):
        score += 0.8
    elif len(name) == 2:
        score -= 1.0
    if end < len(text) and inside[end] and end not in starts:
        score -= 1.5  # ends in the middle of a word
    loose = [not inside[i] for i in range(start, end)]
    if all(loose):
        score += 0.9
    elif given in table and len(given) == 2 and not sure:
        score -= 0.5 if loose[0] else 1.0
    if len(name) >= 3:
        score += 0.4
    return score


@lru_cache(maxsize=4)
def _words(text: str) -> list[tuple[int, int]]:
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
    words = _words(plain)
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


_FOREIGN = re.compile(rf"[{SOUNDS}]{{1,8}}(?:[·•‧・][{SOUNDS}]{{1,8}})+")
_WITHHELD = re.compile(r"(?P<surname>[\u4e00-\u9fff])某(?:某|[甲乙丙丁])?(?!些|个|种|年|月|日|地|人)")
_FOREIGN_ALONE = re.compile(rf"[{SOUNDS}]{{2,8}}")
_LATIN_NAME = re.compile(r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){1,3}")


def is_foreign(text: str) -> bool:
    """Whether all of a text, of one character at least, is written with the characters of foreign names."""
    return bool(text) and all(ch in SOUNDS for ch in simplify(text))


def certain_people(text: str) -> list[tuple[int, int]]:
    """Spans that are people by their form alone: 米哈伊尔·普罗霍罗夫, and 何某, whose name is withheld."""
    plain = simplify(text)
    found = [m.span() for m in _FOREIGN.finditer(plain)]
    found += [m.span() for m in _WITHHELD.finditer(plain) if m["surname"] in surnames()]
    return sorted(found)


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
