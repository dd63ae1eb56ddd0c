"""TREC topics and relevance judgements (qrels), in the layouts that trec_eval and its relatives use."""

from __future__ import annotations

import re
from pathlib import Path

from eval.datasets.files import digest_files, read_json_lines, read_text
from eval.types import GoldSet, Question
from rag.errors import GoldError

_TOPIC = re.compile(r"<top>(.*?)</top>", re.DOTALL | re.IGNORECASE)
_NUMBER = re.compile(r"<num>\s*(?:Number:)?\s*([^\s<]+)", re.IGNORECASE)
_FIELD = r"<{0}>\s*(?:{1}:)?\s*(.*?)\s*(?=<|$)"


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Question id → document id → grade, from ``qid iteration docid grade`` or BEIR's ``qid docid grade`` with header.

    Raises:
        GoldError: a line has another number of columns or a grade that is no whole number.
    """
    grades: dict[str, dict[str, int]] = {}
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        parts = line.split("\t") if "\t" in line else line.split()
        parts = [part.strip() for part in parts]
        if number == 1 and parts[-1].lower() in ("score", "relevance", "rel", "label"):
            continue
        if len(parts) not in (3, 4):
            raise GoldError(f"{path}, line {number}: expected 3 or 4 columns, found {len(parts)}.")
        try:
            grade = int(float(parts[-1]))
        except (ValueError, OverflowError) as error:
            raise GoldError(f"{path}, line {number}: the grade {parts[-1]!r} is not a number.") from error
        grades.setdefault(parts[0], {})[parts[-2]] = grade
    if not grades:
        raise GoldError(f"{path}: no judgements in it.")
    return grades


def read_topics(path: Path) -> dict[str, str]:
    """Question id → text, from ``<top>`` markup, JSONL (id/qid and title/query/question/text) or ``id<TAB>text`` lines.

    Raises:
        GoldError: the file is none of these.
    """
    text = read_text(path)
    if _TOPIC.search(text):
        return _marked_up(text, path)
    topics: dict[str, str] = {}
    if text.lstrip().startswith("{"):
        for number, record in read_json_lines(path):
            identifier = next((record[k] for k in ("id", "_id", "qid", "query_id", "topic_id") if k in record), None)
            words = next((record[k] for k in ("question", "query", "text", "title") if record.get(k)), None)
            if identifier is None or not isinstance(words, str):
                raise GoldError(f"{path}, line {number}: a topic needs an id and a question.")
            topics[str(identifier)] = words.strip()
        return topics
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        identifier, separator, words = line.strip("\r").partition("\t")
        if not separator or not words.strip():
            raise GoldError(f"{path}, line {number}: expected an id, a tab and a question.")
        topics[identifier.strip()] = words.strip()
    return topics


def _marked_up(text: str, path: Path) -> dict[str, str]:
    topics: dict[str, str] = {}
    for block in _TOPIC.findall(text):
        number = _NUMBER.search(block)
        # a description is a question, a title only key words: what people ask newsrag is questions
        fields = [
            re.search(_FIELD.format(tag, label), block, re.DOTALL | re.IGNORECASE)
            for tag, label in (("desc", "Description"), ("title", "Topic"))
        ]
        words = next((field.group(1) for field in fields if field and field.group(1).strip()), "")
        if number is None or not words:
            raise GoldError(f"{path}: a <top> without a <num> or without a <title> or <desc>.")
        topics[number.group(1)] = " ".join(words.split())
    return topics


def read_trec(topics: Path, qrels: Path) -> GoldSet:
    """Topics judged by qrels. Topics without any judgement are left out, as trec_eval does.

    Raises:
        GoldError: a file is malformed, or the qrels judge none of the topics.
    """
    grades = read_qrels(qrels)
    questions = []
    for identifier, text in read_topics(topics).items():
        if identifier in grades:
            relevant = tuple((doc, grade) for doc, grade in grades[identifier].items() if grade > 0)
            questions.append(Question(identifier, text, relevant=relevant, answerable=bool(relevant)))
    if not questions:
        raise GoldError(f"{qrels} judges none of the topics in {topics}.")
    return GoldSet(topics.name.split(".")[0], "trec", tuple(questions), digest=digest_files([topics, qrels]))
