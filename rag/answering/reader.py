"""The bundled reader: an extractive question-answering model in ONNX, read with NumPy; no torch."""

from __future__ import annotations

import json
import math
import re
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from rag.answering.protocols import Reader, SpanPrediction
from rag.errors import ModelNotFoundError
from rag.types import Passage

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers

Logits = npt.NDArray[np.float32]

_SURROGATE = re.compile("[\ud800-\udfff]")
_TOP = 12
"""Start and end positions looked at in each window."""
_NBEST = 20


@dataclass(frozen=True, slots=True)
class _Window:
    """One pair of question and stretch of passage as the model sees it."""

    passage: int
    ids: list[int]
    types: list[int]
    offsets: list[tuple[int, int]]
    first: int  # first and one past the last token of the passage
    last: int


class OnnxReader:
    """Reads several passages in one batch and scores spans across them.

    The folder holds model.onnx, tokenizer.json and config.json. Within a window, start and end are distributions over
    the passage's tokens; a window holds the answer with the odds that its answerable logit says (against the other
    windows and against no answer at all). A span's score is the logarithm of start, end and window odds together.
    """

    def __init__(self, folder: str | Path, *, threads: int = 0) -> None:
        self._folder = Path(folder)
        try:
            self._config: dict[str, Any] = json.loads((self._folder / "config.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelNotFoundError(f"{self._folder} is no reader: config.json cannot be read ({error})") from None
        self._threads = threads
        self._lock = threading.Lock()
        self._loaded: tuple[tokenizers.Tokenizer, onnxruntime.InferenceSession] | None = None

    @property
    def name(self) -> str:
        return str(self._config.get("name", self._folder.name))

    def read(self, question: str, passages: Sequence[Passage], hints: Sequence[str] = ()) -> list[SpanPrediction]:
        """The best spans over all passages together, best first; empty without passages.

        ``hints``: words of each passage that stand behind the question (see :mod:`rag.answering.hints`).

        Raises:
            ModelNotFoundError: the weights or the tokenizer are missing or damaged.
        """
        windows = self._windows(question, passages, hints)
        if not windows:
            return []
        start, end, answerable = self._run(windows)
        spans: list[SpanPrediction] = []
        odds = np.zeros(len(windows)) if answerable is None else answerable
        for row, window in enumerate(windows):
            spans += self._spans(window, start[row], end[row], float(odds[row]))
        total = float(np.logaddexp.reduce([0.0, *odds]))  # 0: the odds of no answer
        return _best(spans, total)

    def passage_odds(self, question: str, passages: Sequence[Passage], hints: Sequence[str] = ()) -> list[float]:
        """For each passage the log-odds that it answers the question: those of its best window.

        Raises:
            ModelNotFoundError: the weights are missing or damaged, or the model gives no such score.
        """
        windows = self._windows(question, passages, hints)
        if not windows:
            return [0.0] * len(passages)
        answerable = self._run(windows)[2]
        if answerable is None:
            raise ModelNotFoundError(f"the reader in {self._folder} does not say whether a passage answers")
        odds = [-np.inf] * len(passages)
        for window, value in zip(windows, answerable, strict=True):
            odds[window.passage] = max(odds[window.passage], float(value))
        lowest = min(value for value in odds if value > -np.inf)
        return [max(value, lowest) for value in odds]  # an empty passage has no window

    def _windows(self, question: str, passages: Sequence[Passage], hints: Sequence[str]) -> list[_Window]:
        tokenizer, _ = self.load()
        size, stride = int(self._config.get("max_length", 384)), int(self._config.get("stride", 128))
        window = int(self._config.get("window", size))
        most = int(self._config.get("max_question_tokens", 64))
        cls, sep = self._special(tokenizer)
        prefix = str(self._config.get("title_prefix", ""))
        out: list[_Window] = []
        for number, passage in enumerate(passages):
            beside = f" {hints[number]}" if hints and hints[number] else ""
            asked = tokenizer.encode(_encodable(question + beside), add_special_tokens=False).ids[:most]
            lead = prefix.format(title=passage.heading) if prefix else ""
            encoded = tokenizer.encode(_encodable(lead + passage.text), add_special_tokens=False)
            ids, offsets = encoded.ids, [(a - len(lead), b - len(lead)) for a, b in encoded.offsets]
            room = max(16, size - len(asked) - 3)
            if len(ids) > room:  # what does not fit is read in windows of the length that the model reads best
                room = max(16, min(size, window) - len(asked) - 3)
            at = 0
            while ids:
                part, places = ids[at : at + room], offsets[at : at + room]
                head = [cls, *asked, sep]
                types = [0] * len(head) + [1] * (len(part) + 1)
                out.append(
                    _Window(
                        number,
                        [*head, *part, sep],
                        types,
                        [(0, 0)] * len(head) + places + [(0, 0)],
                        len(head),
                        len(head) + len(part),
                    )
                )
                if at + room >= len(ids):
                    break
                at += max(1, room - stride)
        return out

    def preload(self) -> None:
        """Begin to load the model in a thread, if it is not; a failure is reported by the first reading."""

        def load() -> None:
            with suppress(ModelNotFoundError):
                self.load()

        if self._loaded is None:
            threading.Thread(target=load).start()

    def _special(self, tokenizer: tokenizers.Tokenizer) -> tuple[int, int]:
        cls = tokenizer.token_to_id(str(self._config.get("cls_token", "[CLS]")))
        sep = tokenizer.token_to_id(str(self._config.get("sep_token", "[SEP]")))
        if cls is None or sep is None:
            raise ModelNotFoundError(f"the reader in {self._folder} has no [CLS] and [SEP] tokens")
        return cls, sep

    def _run(self, windows: Sequence[_Window]) -> tuple[list[Logits], list[Logits], npt.NDArray[np.float64] | None]:
        """Logits of starts and ends, one row of (tokens,) for each window, and (windows,) where the model gives an
        answerable score. Windows run one by one: padded to the longest, a batch takes a fifth longer."""
        _, session = self.load()
        wanted = {i.name for i in session.get_inputs()}
        names = [o.name for o in session.get_outputs()]
        start: list[Logits] = []
        end: list[Logits] = []
        answerable: list[float] = []
        for window in windows:
            ids = np.array([window.ids], dtype=np.int64)
            types = np.array([window.types], dtype=np.int64)
            feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types}
            values = dict(zip(names, session.run(None, {k: v for k, v in feeds.items() if k in wanted}), strict=True))
            start.append(values["start_logits"][0])
            end.append(values["end_logits"][0])
            if "answerable" in values:
                answerable.append(float(np.ravel(values["answerable"])[0]))
        return start, end, np.array(answerable) if answerable else None

    def _spans(self, window: _Window, start: Logits, end: Logits, lift: float) -> list[SpanPrediction]:
        low, high = window.first, window.last
        # tokens of a headline put in front can be read but not quoted
        while low < high and window.offsets[low][0] < 0:
            low += 1
        if low >= high:
            return []
        start, end = (x - np.logaddexp.reduce(x[low:high]) for x in (start, end))
        longest = int(self._config.get("max_answer_tokens", 48))
        starts = low + np.argsort(-start[low:high], kind="stable")[:_TOP]
        ends = low + np.argsort(-end[low:high], kind="stable")[:_TOP]
        return [
            SpanPrediction(window.passage, window.offsets[s][0], window.offsets[e][1], float(start[s] + end[e]) + lift)
            for s in map(int, starts)
            for e in map(int, ends)
            if s <= e < s + longest and window.offsets[e][1] > window.offsets[s][0]
        ]

    def load(self) -> tuple[tokenizers.Tokenizer, onnxruntime.InferenceSession]:
        """The tokenizer and the model, read from disk once; threads that ask meanwhile wait for them.

        Raises:
            ModelNotFoundError: the weights or the tokenizer are missing or damaged.
        """
        with self._lock:
            if self._loaded is None:
                from tokenizers import Tokenizer

                from embeddings.onnx import available_threads, open_session

                try:
                    tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
                    model = self._folder / str(self._config.get("model_file", "model.onnx"))
                    session = open_session(model, self._threads or available_threads())
                except Exception as error:  # both libraries raise their own kinds for missing and damaged files
                    raise ModelNotFoundError(f"the reader in {self._folder} cannot be loaded: {error}") from None
                tokenizer.no_padding()
                tokenizer.no_truncation()
                self._loaded = tokenizer, session
            return self._loaded


def _encodable(text: str) -> str:
    """Text that UTF-8 can hold, character for character: lone surrogates become question marks."""
    return text if text.isascii() else _SURROGATE.sub("?", text)


def _best(spans: list[SpanPrediction], total: float) -> list[SpanPrediction]:
    """The best spans, one a place, best first, with probabilities; ``total`` is the logarithm of all odds."""
    best: dict[tuple[int, int, int], SpanPrediction] = {}
    for span in spans:
        key = (span.passage, span.start, span.end)
        if key not in best or best[key].score < span.score:
            best[key] = span
    ordered = sorted(best.values(), key=lambda s: (-s.score, s.passage, s.start, s.end))
    return [
        SpanPrediction(s.passage, s.start, s.end, s.score, min(1.0, math.exp(min(0.0, s.score - total))))
        for s in ordered[:_NBEST]
    ]


@lru_cache(maxsize=4)
def load_reader(folder: str | None = None) -> Reader:
    """The reader in ``folder``, or the bundled one; where none is bundled, the one that needs no weights."""
    if folder is not None:
        return OnnxReader(folder)
    import embeddings

    models = Path(str(embeddings.__file__)).parent / "models"
    for config in sorted(models.glob("*/config.json")):
        try:
            kind = json.loads(config.read_text(encoding="utf-8")).get("kind")
        except (OSError, ValueError, AttributeError):
            continue
        if kind == "reader" and (config.parent / "model.onnx").is_file():
            return OnnxReader(config.parent)
    from rag.answering.sentence_reader import SentenceReader

    return SentenceReader()
