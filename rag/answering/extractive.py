"""The answerer that needs no language model: a span that the reader finds, the sentence that holds it, its citation."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from rag.answering import abstention, bylines, lists, ranking, readings, rivals, roles, stated, verdict
from rag.answering.abstention import Abstention, load_abstention
from rag.answering.analysis import Analysis
from rag.answering.citations import cite_around
from rag.answering.compose import Statement, abstain, compose
from rag.answering.hints import hint
from rag.answering.proposals import Candidate, admissible, judge, propose
from rag.answering.protocols import Event, PassageReader, Reader, Request, SpanPrediction
from rag.answering.reader import OnnxReader, load_reader
from rag.answering.sentence_reader import SentenceReader
from rag.answering.spans import Span, snap
from rag.errors import ModelNotFoundError
from rag.types import Answer, Citation

_PREFERRED = 1.0
"""Added to the score of a span in the article that the turn before was answered from."""
READ = 4
"""Passages the trained reader reads at most: each costs tens of milliseconds."""
ALWAYS_READ = 2
FAR = 0.1
"""How far behind the best in the search's score a passage is not read, but for the first ALWAYS_READ: of 535 right
answers of the fit questions 2 came from such a passage, and 2.5 passages are read on average instead of 4."""
READ_AGAIN = 2
"""Sentences that are read a second time, with their neighbours alone."""
_AGAIN = 0.4
"""What the log-odds of the second reading count beside a candidate's score: of 1,141 fit questions the first answer is
right for 74.6 % with it and for 73.6 % without; .2 to .6, and three or four sentences, are within half a point."""
_LOOKED_AT = 10
_AS_MUCH = 0.05
"""How much less of the question than another an article may speak of for its writers to be the ones asked for."""
_SUREST = 8.0
"""Log-odds beyond which the reader's sureness counts no more."""


_Place = tuple[int, int, int]
"""A passage's number and a span of it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A candidate with what is shown of it."""

    candidate: Candidate
    pieces: tuple[Span, ...]
    text: str
    confidence: float
    features: dict[str, float] = field(default_factory=dict)
    verdict: bool | None = None


class ExtractiveAnswerer:
    """Answers from the passages alone. Deterministic; keeps no state between questions."""

    def __init__(self, reader: Reader | None = None, calibration: Abstention | None = None) -> None:
        self._reader = reader
        self._calibration = calibration

    @property
    def reader(self) -> Reader:
        """The reader in use, the bundled one unless another was given; loaded when first asked for."""
        if self._reader is None:
            self._reader = load_reader()
        return self._reader

    def preload(self) -> None:
        """Begin to load the reader, so that it is there when the passages are."""
        if isinstance(self.reader, OnnxReader):
            self.reader.preload()

    @property
    def calibration(self) -> Abstention:
        return self._calibration or load_abstention(self.reader.name)

    @property
    def name(self) -> str:
        return self.reader.name

    def stream(self, request: Request) -> Iterator[Event]:
        """Stages, the text in sentences, then the answer."""
        yield Event(stage="reading")
        answer = self.answer(request)
        yield Event(stage="writing")
        for piece in re.findall(r"[^。；\n.]*(?:[。；\n.]|$)", answer.text):
            if piece:
                yield Event(delta=piece)
        yield Event(answer=answer)

    def answer(self, request: Request) -> Answer:
        """The answer, or an abstention with the passages as leads. Every citation in it has been verified."""
        started = time.perf_counter()
        read_from = request
        if bylines.asked(request.question):
            read_from = replace(request, passages=tuple(bylines.passages_of(request.passages, request.source_text)))
            findings = self._writers(read_from, request)
        else:
            findings = self.findings(request)
        read = time.perf_counter()
        answer = self._write(read_from, findings)
        return replace(
            answer,
            question=request.question,
            answerer=self.name,
            notes=request.notes,
            passages=request.passages,
            timings={"reading": read - started, "writing": time.perf_counter() - read},
        )

    def confidence(self, request: Request) -> float:
        """How sure the best answer would be; 0 where there is none."""
        found = self.findings(request)
        return found[0].confidence if found else 0.0

    def findings(self, request: Request) -> list[Finding]:
        """What could be answered, best first, each with its confidence; whether it is said is decided later."""
        analysis = Analysis(request.question, request.language, request.passages, request.today)
        if not request.passages:
            return []
        if analysis.expected.kind == "yesno":
            return self._verdicts(analysis)
        candidates, best_match = self.candidates(analysis)
        if request.exclude:
            said = [c for c in candidates if _same(_raw(analysis, c), request.exclude)]
            candidates = [c for c in candidates if c not in said]
        own = {i for i, p in enumerate(request.passages) if p.article_id in request.preferred}

        def score(candidate: Candidate) -> float:  # a follow-up is about the article before it, if that says anything
            return candidate.score + _PREFERRED * (candidate.passage in own)

        if own:
            candidates.sort(key=score, reverse=True)
        again = self._read_again(analysis, candidates)

        def score_again(candidate: Candidate) -> float:  # what was not read again stays in its order, behind
            odds = again.get(_alone(analysis, candidate))
            return -math.inf if odds is None else score(candidate) + _AGAIN * odds

        candidates.sort(key=score_again, reverse=True)
        out: list[Finding] = []
        for candidate in candidates[:8]:
            pieces = self._pieces(analysis, candidate)
            text = _text(analysis, candidate, pieces)
            if any(_same(text, f.text) and f.candidate.passage == candidate.passage for f in out):
                continue
            others = [c for c in candidates if not _overlap(c, candidate) and not _same(_raw(analysis, c), text)]
            agree = best_match is not None and _overlap(best_match, candidate)
            beside = rivals.beside(analysis, candidate, others, lambda c: again.get(_alone(analysis, c), 0.0))
            set_aside = {c.passage for c in beside}
            others = [c for c in others if c.passage not in set_aside]
            feats = abstention.features(analysis, rivals.undivided(candidate, beside), others, agree)
            feats["again"] = again.get(_alone(analysis, candidate), 0.0)
            confidence = max(self.calibration.confidence(feats), stated.least_confidence(analysis, candidate, feats))
            out.append(Finding(candidate, pieces, text, confidence, feats))
        return out

    def candidates(self, analysis: Analysis) -> tuple[list[Candidate], Candidate | None]:
        """Spans by matching and by the reader, best first, and the best by matching alone."""
        proposed = propose(analysis)
        best_match = proposed[0] if proposed else None
        if isinstance(self.reader, SentenceReader):
            return proposed, best_match
        read: dict[tuple[int, int, int], float] = {}
        chosen = _to_read(analysis, proposed)
        beside = [hint(analysis, i) for i in chosen]
        predictions = [
            replace(p, passage=chosen[p.passage])
            for p in self.reader.read(analysis.question, [analysis.for_reader(i) for i in chosen], beside)
        ]
        for prediction in predictions:
            passage = prediction.passage
            span = _snapped(analysis, prediction)
            if span[0] < span[1]:
                key = (passage, *span)
                read[key] = read.get(key, 0.0) + prediction.probability
        found = [replace(c, reader=read.pop((c.passage, c.start, c.end), 1e-4)) for c in proposed]
        rest = [judge(analysis, passage, (start, end), p) for (passage, start, end), p in read.items()]
        found += [c for c in rest if admissible(analysis, c)]
        found = ranking.compare([_with_belief(c, predictions) for c in found])
        return sorted(found, key=lambda c: (-c.score, c.passage, c.start, c.end)), best_match

    def _read_again(self, analysis: Analysis, candidates: Sequence[Candidate]) -> dict[_Place, float]:
        """The reader's log-odds that the sentences of the first candidates answer, each with its neighbours and nothing
        else beside them: what a passage says elsewhere cannot make them look better.

        Of other articles those that could be shown beside the first answer are read as well. Empty where the reader
        does not tell.
        """
        if not isinstance(self.reader, PassageReader) or not candidates:
            return {}
        several = analysis.expected.kind in rivals.SEVERAL_KINDS
        chosen: dict[_Place, str] = {}
        for candidate in candidates[:_LOOKED_AT]:
            place, article = _alone(analysis, candidate), analysis.passages[candidate.passage].article_id
            rival = several and article not in chosen.values() and rivals.as_good(candidate, candidates[0])
            if place not in chosen and (len(chosen) < READ_AGAIN or rival):
                chosen[place] = article
        alone = [replace(analysis.for_reader(i), text=analysis.passages[i].text[low:high]) for i, low, high in chosen]
        beside = [hint(analysis, i) for i, _, _ in chosen]
        with suppress(ModelNotFoundError):
            odds = self.reader.passage_odds(analysis.question, alone, beside)
            return {p: max(-_SUREST, min(_SUREST, o)) for p, o in zip(chosen, odds, strict=True)}
        return {}

    def _pieces(self, analysis: Analysis, candidate: Candidate) -> tuple[Span, ...]:
        span = (candidate.start, candidate.end)
        if analysis.expected.kind == "person":
            chain = lists.people(analysis, candidate.passage, span, candidate.sentence)
            if len(chain) > 1:
                return tuple(lists.new(analysis, candidate.passage, chain))
        return (span,)

    def _writers(self, bylines_found: Request, request: Request) -> list[Finding]:
        """The people of the first byline among the articles that speak of most of what is asked, as sure as that is."""
        subject = bylines.subject(request.question)
        about = Analysis(subject, request.language, request.passages, request.today)
        missing: dict[str, float] = {}
        for i, passage in enumerate(request.passages):
            missing[passage.article_id] = min(about.missing(i), missing.get(passage.article_id, 1.0))
        least = min(missing.values(), default=1.0)
        analysis = Analysis(request.question, request.language, bylines_found.passages, request.today)
        for i, byline in enumerate(bylines_found.passages):
            people = [(n.start, n.end) for n in analysis.facts[i].names if n.kind == "person"]
            if people and missing[byline.article_id] <= least + _AS_MUCH:
                candidate = judge(analysis, i, (people[0][0], people[-1][1]))
                text = _text(analysis, candidate, people)
                return [Finding(candidate, tuple(people), text, 1.0 - missing[byline.article_id])]
        return []

    def _verdicts(self, analysis: Analysis) -> list[Finding]:
        out: list[Finding] = []
        for passage, facts in enumerate(analysis.facts):
            for sentence in facts.sentences:
                found = verdict.judge(analysis, passage, sentence)
                if found.yes is None:
                    continue
                candidate = judge(analysis, passage, sentence)
                candidate = replace(candidate, coverage=found.strength)
                feats = abstention.features(analysis, candidate, [], True)
                if not found.yes or found.bounded:
                    feats |= {"contradicted": 0.0, "number_conflict": 0.0}
                feats["verdict"] = 1.0
                confidence = self.calibration.confidence(feats)
                said = facts.text[slice(*sentence)]
                out.append(Finding(candidate, (sentence,), said, confidence, feats, found.yes))
        return sorted(
            out, key=lambda f: (-round(f.confidence, 2), -f.candidate.coverage, f.candidate.passage, f.candidate.start)
        )[:8]

    def _write(self, request: Request, findings: Sequence[Finding]) -> Answer:
        best = findings[0] if findings else None
        confidence = best.confidence if best else 0.0
        nothing = Answer(abstain(request.language, bool(request.passages)), None, False, confidence, request.language)
        if best is None or confidence < self.calibration.threshold:
            return nothing
        statements: list[Statement] = []
        marker = 1
        for finding in [best, *self._rivals(request, best, findings[1:])]:
            statement = self._statement(request, finding, marker)
            if statement is not None:
                statements.append(statement)
                marker += len(statement.citations)
        if not statements:
            return nothing  # the source no longer holds what the index does: nothing can be vouched for
        first = statements[0]
        span = _verdict_word(first.verdict, request.language) if first.verdict is not None else first.span
        citations = tuple(c for s in statements for c in s.citations)
        return Answer(compose(statements, request.language), span, True, confidence, request.language, citations)

    def _rivals(self, request: Request, best: Finding, others: Sequence[Finding]) -> list[Finding]:
        """Other articles' different answers that are as sure: two meetings on one day have two chairs."""
        analysis = Analysis(request.question, request.language, (), request.today)
        if analysis.expected.kind not in rivals.SEVERAL_KINDS:
            return []
        seen_articles = {request.passages[best.candidate.passage].article_id}
        out: list[Finding] = []
        for finding in others:
            article = request.passages[finding.candidate.passage].article_id
            sure = finding.confidence >= max(self.calibration.threshold, rivals.RIVAL * best.confidence)
            alone = rivals.answers_alone(finding.candidate, finding.features["again"])
            rival = rivals.as_good(finding.candidate, best.candidate) and (sure or alone)
            alike = any(_same(finding.text, f.text) for f in (best, *out))
            if rival and article not in seen_articles and not alike and not finding.candidate.check.contradicted:
                seen_articles.add(article)
                out.append(finding)
        return out[:2]

    def _statement(self, request: Request, finding: Finding, marker: int) -> Statement | None:
        candidate = finding.candidate
        passage = request.passages[candidate.passage]
        inner = (finding.pieces[0][0], finding.pieces[-1][1])
        citation: Citation | None = cite_around(passage, candidate.sentence, inner, marker, request.source_text)
        if citation is None:
            return None
        analysis = Analysis(request.question, request.language, (passage,), request.today)
        facts = analysis.facts[0]
        mentions = tuple(replace(m, start=m.start - inner[0], end=m.end - inner[0]) for m in facts.inside(inner))
        said = None
        if finding.verdict is None and analysis.expected.options:
            said = _chosen(analysis, 0, (candidate.start, candidate.end))
        elif finding.verdict is None and not analysis.position:  # the places in a title are no reading of it
            named = analysis.expected.kind == "person" and candidate.fit == 1.0
            within = mentions if len(finding.pieces) == 1 else None
            said = readings.reading(finding.text, request.language, within, people=named)
        return Statement(finding.text, said, (citation,), finding.verdict)


def _to_read(analysis: Analysis, proposed: Sequence[Candidate]) -> list[int]:
    """The passages that the reader gets: the first of the search, the one with the best matching span, then of those
    close behind the ones with the next best."""
    scores = [p.score for p in analysis.passages]
    close = {i for i, score in enumerate(scores) if i < ALWAYS_READ or score >= max(scores) - FAR}
    close |= {c.passage for c in proposed[:1]}
    order = [*range(ALWAYS_READ), *(c.passage for c in proposed), *range(len(scores))]
    return sorted([i for i in dict.fromkeys(order) if i in close][:READ])


def _snapped(analysis: Analysis, prediction: SpanPrediction) -> Span:
    """The reader's span with the ends of what it points at: of the answers offered, the one it has in it."""
    passage = prediction.passage
    if analysis.expected.options:
        hits = [hit for found in analysis.options(passage) for hit in found]
        near = [h for h in hits if h.start < prediction.end and prediction.start < h.end]
        return (near[0].start, near[0].end) if near else (0, 0)
    span = snap(analysis.facts[passage], prediction.start, prediction.end, analysis.expected)
    return lists.whole(analysis, passage, roles.without_name(analysis, passage, span))


def _chosen(analysis: Analysis, passage: int, span: Span) -> str | None:
    """Which of the answers that the question offers a span in the other language is."""
    chinese = not analysis.facts[passage].text[slice(*span)].isascii()
    for option, found in zip(analysis.expected.options, analysis.options(passage), strict=True):
        if any((h.start, h.end) == span for h in found) and option.isascii() == chinese:
            return option
    return None


def _alone(analysis: Analysis, candidate: Candidate) -> _Place:
    """Where a candidate's sentence and its neighbours stand."""
    return candidate.passage, *analysis.facts[candidate.passage].with_neighbours(candidate.sentence)


def _with_belief(candidate: Candidate, predictions: Sequence[SpanPrediction]) -> Candidate:
    """The candidate with what all of the reader's spans in its passage say for it, and not only its very own: where
    the reader knows the place and not the ends, no single span has much probability."""
    agreed = here = 0.0
    for span in predictions:
        if span.passage != candidate.passage:
            continue
        here += span.probability
        shared = min(span.end, candidate.end) - max(span.start, candidate.start)
        if shared > 0:
            agreed += span.probability * 2 * shared / (span.end - span.start + candidate.end - candidate.start)
    return replace(candidate, agreed=agreed, here=min(1.0, here))


def _verdict_word(yes: bool, language: str) -> str:
    return ("是" if yes else "否") if language == "zh" else ("Yes" if yes else "No")


def _raw(analysis: Analysis, candidate: Candidate) -> str:
    return analysis.facts[candidate.passage].text[candidate.start : candidate.end]


def _text(analysis: Analysis, candidate: Candidate, pieces: Sequence[Span]) -> str:
    text = analysis.facts[candidate.passage].text
    if len(pieces) == 1:
        return text[slice(*pieces[0])]
    joined = text[pieces[0][0] : pieces[-1][1]]
    parts = [text[slice(*p)] for p in pieces]
    if len(joined) <= sum(map(len, parts)) + 3 * len(parts):
        return joined
    return ("、" if any("\u4e00" <= c <= "\u9fff" for c in parts[0]) else ", ").join(parts)


def _overlap(a: Candidate, b: Candidate) -> bool:
    return a.passage == b.passage and a.start < b.end and b.start < a.end


def _same(a: str, b: str) -> bool:
    x, y = (re.sub(r"\W+", "", t).casefold() for t in (a, b))
    return x == y or (bool(x) and bool(y) and (x in y or y in x))
