"""Which answerer a name stands for."""

from __future__ import annotations

from functools import lru_cache

from rag.answering.extractive import ExtractiveAnswerer
from rag.answering.protocols import Answerer

EXTRACTIVE = "reader"


@lru_cache(maxsize=1)
def extractive() -> ExtractiveAnswerer:
    """The answerer that needs no language model; one for the process, so that its reader is loaded once."""
    return ExtractiveAnswerer()


def choose_answerer(choice: str | Answerer | None) -> Answerer:
    """An answerer by name: None or "reader" the bundled one, an address a server, any other name a local chat model.

    Raises:
        AnswererError: the address is no address.
    """
    if choice is None or choice == EXTRACTIVE:
        return extractive()
    if not isinstance(choice, str):
        return choice
    if choice.startswith(("http://", "https://")):
        url, _, model = choice.partition("#")
        return _language_model(model or None, url)
    return _language_model(choice, None)


def make_answerer(*, llm: str | None = None, llm_url: str | None = None) -> Answerer | None:
    """The answerer for the options --llm and --llm-url; None (the bundled reader) where neither is given.

    ``llm`` alone is a local transformers chat model; with ``llm_url`` it is the model that the server runs.

    Raises:
        AnswererError: the address is no address.
    """
    if not llm and not llm_url:
        return None
    return _language_model(llm or None, llm_url or None)


@lru_cache(maxsize=4)
def _language_model(model: str | None, url: str | None) -> Answerer:
    """One instance a model: a local one is loaded once."""
    from rag.answering.llm.answerer import LanguageModelAnswerer
    from rag.answering.llm.local import LocalBackend
    from rag.answering.llm.server import ServerBackend

    if url is not None:
        return LanguageModelAnswerer(ServerBackend(url, model), extractive())
    assert model is not None
    return LanguageModelAnswerer(LocalBackend(model), extractive())
