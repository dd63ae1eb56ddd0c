"""Sentence boundaries in Chinese and English."""

from __future__ import annotations

import re

_CLOSERS = re.escape("”’」』）】》〉\"')]〕")
_BOUNDARY = re.compile(
    rf"(?P<han>[。！？｡]+|(?:…{{2,}}|[!?！？]+(?=[{_CLOSERS}]*[\u3400-\u9fff“‘「『《（])))[{_CLOSERS}]*"
    rf"|(?P<latin>\.{{3}}|…|[.!?]+)(?P<close>[{_CLOSERS}]*)(?=\s|$)"
    r"|(?P<line>\n+)"
)
# The period belongs to the word, and the sentence goes on.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“\"'])(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|Mt|Gen|Col|Lt|Sgt|Capt|Rev|Hon|Gov|Sen|Rep|No|Nos|vs|Inc|Ltd|Co|Corp"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|approx|est|fig|e\.g|i\.e|cf|al|a\.m|p\.m"
    r"|[A-Z]|(?:[A-Z]\.)+[A-Z])$"
)
_OPENS_SENTENCE = re.compile(r"\s*[“\"'‘(\[]*[A-Z0-9\u3400-\u9fff]")
_CERTAIN = re.compile(r"(?:^|[\s(])(?:a\.m|p\.m|(?:[A-Z]\.)+[A-Z]|Inc|Ltd|Co|Corp)$")
_NEW_SUBJECT = re.compile(r"\s*[“\"]*(?:The|A|An|In|On|At|It|He|She|They|We|This|That|These|Those|But|And|However)\b")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans ``(start, end)`` of the sentences of ``text``, in order, covering all of it.

    White space after a sentence, and closing quotes and brackets, belong to it. A line break always
    ends a sentence: wrapped lines are joined before sentences are sought.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        if match.start() < start:
            continue
        if match["latin"] and not _ends_sentence(text, start, match):
            continue
        end = match.end()
        while end < len(text) and text[end].isspace():
            end += 1
        if not text[start : match.end()].strip():
            continue  # blank lines join what follows or precedes
        spans.append((start, end))
        start = end
    if start < len(text):
        if text[start:].strip() or not spans:
            spans.append((start, len(text)))
        else:
            spans[-1] = (spans[-1][0], len(text))
    return spans


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    mark, after = match["latin"], match.end()
    if after >= len(text):
        return True
    if mark in ("!", "?") or (len(mark) > 1 and set(mark) <= {"!", "?"}):
        return not text[after:].lstrip()[:1].islower()
    if not _OPENS_SENTENCE.match(text, after):
        return False
    if mark == ".":
        before = text[max(start, match.start() - 24) : match.start()]
        if _ABBREVIATION.search(before):
            # "in the U.S. The …" ends; "U.S. President" and "J. Smith" go on.
            return bool(_CERTAIN.search(before) and _NEW_SUBJECT.match(text, after))
    return True
