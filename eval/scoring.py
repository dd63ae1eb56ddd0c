"""From outcomes to numbers: every metric for every question, and their means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.corpus import Corpus
from eval.judging import Judgement, Span, article_ranking, covers
from eval.metrics.abstention import abstention_accuracy
from eval.metrics.alce import citation_precision, citation_recall, split_statements, strip_markers
from eval.metrics.answer_recall import answer_recall
from eval.metrics.auroc import auroc
from eval.metrics.citation_overlap import citation_overlap
from eval.metrics.cmrc import cmrc_exact_match, cmrc_f1
from eval.metrics.mlqa import language_of, mlqa_exact_match, mlqa_f1
from eval.metrics.ranx_scores import ranx_scores
from eval.metrics.risk_coverage import RiskCoverage, risk_coverage
from eval.metrics.squad import exact_match, token_f1
from eval.types import GivenAnswer, Outcome

CUTOFFS = (1, 5, 10, 20)
RANKING = ("recall@1", "recall@5", "recall@10", "recall@20", "mrr@10", "ndcg@10")

Values = dict[str, dict[str, float]]  # question id → metric → value


def ranking_metrics(depth: int) -> list[str]:
    """The ranking metrics that ``depth`` passages are enough for."""
    return [metric for metric in RANKING if int(metric.split("@")[1]) <= depth or metric == "recall@1"]


def question_values(
    judgements: Sequence[Judgement], outcomes: Mapping[str, Outcome], corpus: Corpus, depth: int
) -> Values:
    """Every metric that is defined for a question, by question id."""
    values: Values = {j.question.id: {} for j in judgements}
    graded = [j for j in judgements if j.question.answerable and j.grades]
    qrels = {j.question.id: j.grades for j in graded}
    rankings = {j.question.id: article_ranking(outcomes[j.question.id].hits, j, corpus) for j in graded}
    for metric, scores in ranx_scores(qrels, rankings, ranking_metrics(depth)).items():
        for question, score in scores.items():
            values[question][metric] = score
    for judgement in judgements:
        outcome = outcomes[judgement.question.id]
        own = values[judgement.question.id]
        if judgement.judgeable:
            supports = [hit.supports for hit in outcome.hits]
            own.update({f"answer_recall@{k}": answer_recall(supports, k) for k in CUTOFFS if k <= depth})
        if outcome.answer is not None:
            own.update(_answer_values(judgement, outcome.answer, failed=bool(outcome.error)))
    return values


def _answer_values(judgement: Judgement, answer: GivenAnswer, failed: bool) -> dict[str, float]:
    question = judgement.question
    said = (answer.span or strip_markers(answer.text)) if answer.answered else ""
    own: dict[str, float] = {}
    if question.answerable and question.answers:
        own["em"], own["f1"] = mlqa_exact_match(said, question.answers), mlqa_f1(said, question.answers)
        if any(language_of(text) == "zh" for text in question.answers):
            own["cmrc_em"], own["cmrc_f1"] = cmrc_exact_match(said, question.answers), cmrc_f1(said, question.answers)
        else:
            own["squad_em"], own["squad_f1"] = exact_match(said, question.answers), token_f1(said, question.answers)
        own["loss"] = 1.0 - own["f1"]
    elif not question.answerable:
        own["loss"] = 1.0 if answer.answered or failed else 0.0
    if question.answers or not question.answerable:
        own["correct"] = 1.0 - own["loss"]
    if answer.answered:
        own.update(_citation_values(judgement, answer))
    return own


def _citation_values(judgement: Judgement, answer: GivenAnswer) -> dict[str, float]:
    """Citation metrics of a given answer. Nothing supports an answer to an unanswerable question."""
    spans: dict[int, list[Span]] = {}
    for citation in answer.citations:
        spans.setdefault(citation.marker, []).append((citation.source, citation.start, citation.end))
    own: dict[str, float] = {}
    if answer.citations:
        own["citation_exact"] = sum(c.exact for c in answer.citations) / len(answer.citations)
    evidence = judgement.evidence
    if judgement.question.answerable and not evidence:
        return own

    def supports(markers: Sequence[int], _: str) -> bool:
        return covers([span for marker in markers for span in spans.get(marker, ())], evidence)

    statements = split_statements(answer.text)
    own["citation_recall"] = citation_recall(statements, supports)
    own["citation_precision"] = citation_precision(statements, supports)
    if evidence:
        cited = [span for group in spans.values() for span in group]
        own["citation_overlap_precision"], own["citation_overlap_recall"] = citation_overlap(cited, evidence)
    return own


def summary(judgements: Sequence[Judgement], outcomes: Mapping[str, Outcome], values: Values) -> dict[str, float]:
    """Means over the questions that a metric is defined for, and the metrics of a whole run."""
    gathered: dict[str, list[float]] = {}
    for question in values.values():
        for metric, value in question.items():
            if metric not in ("loss", "correct"):
                gathered.setdefault(metric, []).append(value)
    means = {metric: sum(numbers) / len(numbers) for metric, numbers in gathered.items()}
    asked = [(j.question.answerable, outcomes[j.question.id]) for j in judgements]
    given = [(could, outcome.answer, bool(outcome.error)) for could, outcome in asked if outcome.answer is not None]
    if given:
        could = [answerable for answerable, *_ in given]
        confidence = [answer.confidence for _, answer, _ in given]
        # a question that failed was neither answered nor refused: it counts as the wrong decision
        decided = [answer.answered if not failed else not answerable for answerable, answer, failed in given]
        means.update(abstention_accuracy(decided, could))
        telling = auroc(confidence, could)
        if telling is not None:
            means["auroc"] = telling
        curve = risk_curve(judgements, outcomes, values)
        if curve is not None:
            means["aurc"] = curve.area
    failed = sum(bool(outcomes[j.question.id].error) for j in judgements)
    means["errors"] = failed / len(judgements) if judgements else 0.0
    return means


def risk_curve(judgements: Sequence[Judgement], outcomes: Mapping[str, Outcome], values: Values) -> RiskCoverage | None:
    """Risk against coverage with 1 - F1 as the loss; any answer to an unanswerable question is wholly wrong."""
    confidence: list[float] = []
    losses: list[float] = []
    for judgement in judgements:
        answer = outcomes[judgement.question.id].answer
        loss = values[judgement.question.id].get("loss")
        if answer is None or loss is None:
            continue
        confidence.append(answer.confidence)
        losses.append(loss if judgement.question.answerable else 1.0)
    return risk_coverage(confidence, losses) if losses else None
