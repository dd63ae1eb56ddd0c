"""What a language model wrote, checked sentence by sentence as it comes: cited, supported, or struck."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rag.answering.citations import cite
from rag.answering.llm.support import Support, support
from rag.language.sentences import split_sentences
from rag.types import Citation, Language, Passage

_MARKER = re.compile(r"\s*(?:\[|［|【|〔)\s*\^?(?P<list>\d{1,4}(?:\s*[,，、;–-]\s*\d{1,4})*)\s*(?:\]|］|】|〕)")
_OTHER_MARKER = re.compile(r"\s*(?:\[|【)\s*(?:citation|source|来源|引用)[^\]】]{0,40}(?:\]|】)", re.I)
_DECORATION = re.compile(r"\*\*|__|^\s*(?:#+|[-*•]|\d+[.)])\s+", re.M)
_PREAMBLE = re.compile(r"^\s*(?:answer|答案?|回答)\s*[:：]\s*", re.I)
REFUSAL = re.compile(r"[\"'`“]?NOT[ _-]?FOUND[\"'`”]?[.。!]?", re.I)
_SHOWN = 80


@dataclass(slots=True)
class Checked:
    """What may be shown of a reply so far, and what became of the rest."""

    citations: list[Citation] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.sentences).strip()


class Checker:
    """Takes a reply in pieces and gives back the sentences that a passage supports, with verified citations."""

    def __init__(self, passages: Sequence[Passage], source_text: Callable[[str], str], language: Language) -> None:
        self._passages = passages
        self._source_text = source_text
        self._language = language
        self.result = Checked()
        self.refused = False
        self._invented: set[int] = set()

    def feed(self, pieces: Iterable[str]) -> Iterator[str]:
        """The supported sentences, each as soon as the next has begun (its markers may follow its full stop)."""
        buffer = ""
        for piece in pieces:
            buffer += piece
            done, buffer = _complete(buffer)
            for sentence in done:
                yield from self._sentence(sentence)
        for sentence in _sentences(buffer):
            yield from self._sentence(sentence)
        if self._invented:
            numbers = ", ".join(f"[{n}]" for n in sorted(self._invented))
            self.result.notes.append(
                f"模型引用了不存在的段落 {numbers}，已去掉。"
                if self._language == "zh"
                else f"The model cited passages that do not exist ({numbers}); the markers were removed."
            )

    def _sentence(self, written: str) -> Iterator[str]:
        numbers = [n for match in _MARKER.finditer(written) for n in _numbers(match["list"])]
        claim = _DECORATION.sub("", _OTHER_MARKER.sub("", _MARKER.sub("", written)))
        claim = _PREAMBLE.sub("", claim).strip()
        if not any(c.isalnum() for c in claim):
            return
        if REFUSAL.fullmatch(claim):
            self.refused = True
            return
        self._invented |= {n for n in numbers if not 1 <= n <= len(self._passages)}
        cited = list(dict.fromkeys(n - 1 for n in numbers if 1 <= n <= len(self._passages)))
        best: tuple[Support, int] | None = None
        markers: list[int] = []
        # a claim without a usable marker is tried against every passage: it is the support that counts
        for at in cited or range(len(self._passages)):
            found = support(claim, self._passages[at])
            if best is None or (found.holds, found.score) > (best[0].holds, best[0].score):
                best = (found, at)
            if found.holds and (cited or not markers):
                marker = self._cite(at, found)
                if marker is not None and marker not in markers:
                    markers.append(marker)
        if not markers:
            self._strike(claim, best)
            return
        assert best is not None
        text = _with_markers(claim, markers, self._language, first=not self.result.sentences)
        self.result.sentences.append(text)
        self.result.scores.append(best[0].score)
        yield text

    def _cite(self, at: int, found: Support) -> int | None:
        passage = self._passages[at]
        citation = cite(passage, *found.window, len(self.result.citations) + 1, self._source_text)
        if citation is None:
            return None
        for known in self.result.citations:
            if (known.source, known.start, known.end) == (citation.source, citation.start, citation.end):
                return known.marker
        self.result.citations.append(citation)
        return citation.marker

    def _strike(self, claim: str, best: tuple[Support, int] | None) -> None:
        self.result.struck.append(claim)
        shown = claim if len(claim) <= _SHOWN else claim[: _SHOWN - 1] + "…"
        missing = ", ".join(best[0].missing) if best else ""
        if self._language == "zh":
            why = f"（文章中没有：{missing}）" if missing else ""
            self.result.notes.append(f"删去了一句没有依据的话{why}：{shown}")
        else:
            why = f" (not in the articles: {missing})" if missing else ""
            self.result.notes.append(f"Struck, no article supports it{why}: {shown}")


def _complete(buffer: str) -> tuple[list[str], str]:
    """Sentences that are certainly over, and what is still open."""
    spans = _joined(buffer)
    if len(spans) < 2:
        return [], buffer
    last = spans[-1][0]
    # a marker that has only half arrived may belong to the sentence before
    if re.match(r"\s*(?:\[|［|【|〔)[^\]］】〕]{0,12}$", buffer[last:]):
        last = spans[-2][0]
    return _sentences(buffer[:last]), buffer[last:]


def _sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in _joined(text) if text[a:b].strip()]


def _joined(text: str) -> list[tuple[int, int]]:
    """Sentence spans, with markers that follow a full stop given to the sentence they follow."""
    out: list[tuple[int, int]] = []
    for start, end in split_sentences(text):
        at = start
        while (match := _MARKER.match(text, at)) and out:
            at = match.end()
        if at > start and out:
            out[-1] = (out[-1][0], at)
        if at < end and text[at:end].strip():
            out.append((at, end))
        elif at < end and out:
            out[-1] = (out[-1][0], end)
    return out


def _numbers(listed: str) -> list[int]:
    out: list[int] = []
    for part in re.split(r"[,，、;]", listed):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        if len(ends) == 2 and ends[0] < ends[1] <= ends[0] + 20:
            out += range(ends[0], ends[1] + 1)
        else:
            out += ends
    return out


def _with_markers(claim: str, markers: Sequence[int], language: Language, *, first: bool) -> str:
    joined = "".join(f"[{m}]" for m in markers)
    if language == "en":
        return ("" if first else " ") + f"{claim} {joined}"
    return f"{claim}{joined}"
