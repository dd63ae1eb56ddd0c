"""From a question to a short answer with checked citations, or an honest "not in these articles"."""

from rag.answering.ask import ask, ask_stream
from rag.answering.citations import verifies
from rag.answering.factory import choose_answerer, make_answerer
from rag.answering.protocols import Answerer, Event, Reader, Request, SpanPrediction
from rag.answering.serialise import answer_to_dict

__all__ = [
    "Answerer",
    "Event",
    "Reader",
    "Request",
    "SpanPrediction",
    "answer_to_dict",
    "ask",
    "ask_stream",
    "choose_answerer",
    "make_answerer",
    "verifies",
]
