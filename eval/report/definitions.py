"""What each number of a report means, in a sentence."""

from __future__ import annotations

DEFINITIONS: tuple[tuple[str, str], ...] = (
    (
        "recall@k",
        "Share of the gold articles among the first k articles; an article stands where its best passage does.",
    ),
    ("MRR@10", "Mean of 1 / rank of the first gold article, 0 past rank 10."),
    ("nDCG@10", "Discounted gain of the first 10 articles over that of the ideal order (Järvelin and Kekäläinen)."),
    (
        "evidence in k",
        "Share of questions with a passage among the first k that holds half of the gold evidence or, where the gold "
        "set states none, an answer, and comes from the gold article.",
    ),
    (
        "EM, F1",
        "Exact match and token F1 with MLQA's normalisation: Chinese by character, all Unicode punctuation dropped, "
        "English without articles. Over answerable questions; no answer counts 0.",
    ),
    ("CMRC EM, F1", "CMRC 2018's own variant, over Chinese answers: F1 of the longest common run of characters."),
    ("SQuAD EM, F1", "SQuAD's own normalisation, over questions whose gold answers are in English."),
    (
        "citation recall, precision",
        "ALCE's, by sentence of the answer, with gold evidence as the judge: citations support a sentence when "
        "together they cover half of the evidence. Over questions that were answered.",
    ),
    (
        "overlap recall, precision",
        "Share of the evidence's characters that are cited, and of the cited characters that are evidence.",
    ),
    ("quote exact", "Share of citations whose quote equals the source's text at the cited offsets, line wraps aside."),
    ("answered when answerable, refused when not", "Both sides of the decision to answer; a failure counts as wrong."),
    ("AUROC", "Chance that an answerable question has a higher confidence than an unanswerable one."),
    (
        "AURC",
        "Area under the risk-coverage curve: mean risk over all coverages, where risk is 1 − F1 and an answer to an "
        "unanswerable question is wholly wrong. Lower is better.",
    ),
    ("correct", "F1 of an answerable question; 1 for an unanswerable one that was refused, else 0."),
)
