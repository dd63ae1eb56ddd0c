"""Who wrote it: the byline of the article that a question is about, which is no part of its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.offsets import OffsetMap
from rag.types import Passage

_WRITER = r"(?:reporter|journalist|correspondent|writer|author)s?"
_ASKED = re.compile(
    r"(?:哪[位名些个几]|谁|什么人)(?:的|是)?(?:本报)?(?:记者|通讯员|作者)(?:采写|报道|撰写|写)?了?"
    r"|(?:记者|通讯员|作者)(?:是|叫|名叫)?(?:谁|哪[位名些]|什么名字)"
    r"|(?:谁|哪[位名些几]\w{0,3})(?:采写|报道|撰稿)了?"
    r"|(?:谁|哪[位名些几]\w{0,3})(?:撰写|写)的?了?(?=\w{0,24}(?:报道|文章|稿|新闻|消息))"
    r"|(?:报道|文章|稿子?|新闻|消息)是?由?谁(?:采写|撰写|写|报道)的?"
    rf"|\b(?:who|which {_WRITER}) (?:\w+ ){{0,2}}?(?:reported on|covered|filed)\b"
    rf"|\b(?:who|which {_WRITER}) (?:wrote|authored) (?:\w+ ){{0,4}}?(?:article|story|report|piece|news)\b"
    rf"|\bwhich {_WRITER} (?:wrote|reported)\b(?: on\b)?|\bwho (?:is|was|are|were) the {_WRITER}\b|\bbylines?\b",
    re.I,
)
_OF_A_WORK = re.compile(r"《|小说|诗|歌|剧|专著|\b(?:novel|book|poem|song|play|novelist)\b", re.I)


_BREAK = re.compile(r"(?<=[\u4e00-\u9fff（])[ \t]*\r?\n\s*")
"""The end of a line within a name or between two, which is no character of it."""


def asked(question: str) -> bool:
    """Whether a question asks who reported or wrote an article: 哪位记者报道了…, who reported on …"""
    return bool(_ASKED.search(question)) and not _OF_A_WORK.search(question)


def subject(question: str) -> str:
    """What the article is about whose writer is asked for: the question without the words that ask."""
    return _ASKED.sub(" ", question)


def passages_of(found: Sequence[Passage], source_text: Callable[[str], str]) -> list[Passage]:
    """The bylines of the articles found, best first, as passages that can be cited; an article without one has none.

    A byline that the source has in several places is taken where it stands next behind the passage found.
    """
    first = {p.article_id: p for p in reversed(found) if p.byline.strip()}
    order = dict.fromkeys(p.article_id for p in found if p.article_id in first)
    bylines = (_passage(first[article], source_text) for article in order)
    return [byline for byline in bylines if byline is not None]


def _passage(found: Passage, source_text: Callable[[str], str]) -> Passage | None:
    try:
        source = source_text(found.source)
    except Exception:  # whatever the reason, there is nothing to cite
        return None
    written = re.compile(r"\s*".join(map(re.escape, "".join(found.byline.split()))))
    places = [m.span() for m in written.finditer(source)]
    if not places:
        return None
    start, end = min(places, key=lambda place: (place[0] < found.start, abs(place[0] - found.start)))
    breaks = [m.span() for m in _BREAK.finditer(source, start, end)]
    kept = [at for at in range(start, end) if not any(low <= at < high for low, high in breaks)]
    text = "".join(source[at] for at in kept)
    return replace(
        found,
        chunk_id=f"{found.article_id}:byline",
        text=text,
        start=start,
        end=end,
        offsets=OffsetMap.from_positions(kept),
        mentions=(),
        duplicates=(),
    )
