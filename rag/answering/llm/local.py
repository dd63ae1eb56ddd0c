"""Any local transformers chat model (extra ``models``)."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any

from rag.answering.llm.backend import ContextOverflowError, Message, without_thinking
from rag.errors import AnswererError, ModelNotFoundError


class LocalBackend:
    """A causal chat model by hub name or folder, loaded on first use and kept.

    Decoding is greedy, so that the same question gets the same answer.
    """

    def __init__(self, name: str, *, timeout: float = 120.0) -> None:
        self._name = name
        self._timeout = timeout
        self._loaded: tuple[Any, Any] | None = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._name

    def complete(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        """Text as the model writes it. See ChatBackend for what is raised."""
        return without_thinking(self._complete(messages, max_tokens))

    def _complete(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        with self._lock:
            self._loaded = self._loaded or self._load()
        tokenizer, model = self._loaded
        inputs = self._inputs(tokenizer, messages)
        length = int(inputs["input_ids"].shape[-1])
        room = int(getattr(model.config.get_text_config(), "max_position_embeddings", 0) or 0)
        if room and length + 32 > room:
            raise ContextOverflowError(f"the prompt has {length} tokens, {self._name} takes {room}")
        budget = min(max_tokens, room - length) if room else max_tokens
        yield from self._generate(tokenizer, model, inputs, budget)

    def _generate(self, tokenizer: Any, model: Any, inputs: Any, budget: int) -> Iterator[str]:
        from queue import Empty

        from transformers import StoppingCriteria, StoppingCriteriaList, TextIteratorStreamer

        stop = threading.Event()
        failures: list[BaseException] = []

        class Cancelled(StoppingCriteria):
            def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
                import torch

                return torch.full((input_ids.shape[0],), stop.is_set(), dtype=torch.bool, device=input_ids.device)

        streamer = TextIteratorStreamer(tokenizer, skip_prompt=True, skip_special_tokens=True, timeout=self._timeout)

        def work() -> None:
            try:
                model.generate(
                    **inputs.to(model.device),
                    max_new_tokens=budget,
                    do_sample=False,
                    temperature=None,
                    top_p=None,
                    top_k=None,
                    streamer=streamer,
                    stopping_criteria=StoppingCriteriaList([Cancelled()]),
                )
            except BaseException as error:  # handed to the thread that waits
                failures.append(error)
                streamer.on_finalized_text("", stream_end=True)

        worker = threading.Thread(target=work, name="newsrag-llm", daemon=True)
        worker.start()
        try:
            yield from (text for text in streamer if text)
        except Empty:
            raise AnswererError(f"{self._name} wrote nothing for {self._timeout:g} s") from None
        finally:
            stop.set()  # the model ends with the token it is at
            worker.join(self._timeout)
        if failures:
            raise AnswererError(f"{self._name} failed: {' '.join(str(failures[0]).split())[:200]}")

    def _inputs(self, tokenizer: Any, messages: Sequence[Message]) -> Any:
        if not getattr(tokenizer, "chat_template", None):
            raise AnswererError(f"{self._name} is not a chat model: its tokenizer has no chat template")
        turns = [{"role": m.role, "content": m.content} for m in messages]
        options = {"add_generation_prompt": True, "return_tensors": "pt", "return_dict": True, "enable_thinking": False}
        try:
            return tokenizer.apply_chat_template(turns, **options)
        except Exception:  # a template that knows no system role raises its own error: fold it into the question
            merged = "\n\n".join(m.content for m in messages)
            try:
                return tokenizer.apply_chat_template([{"role": "user", "content": merged}], **options)
            except Exception as error:
                raise AnswererError(f"{self._name}'s chat template cannot be used: {error}") from None

    def _load(self) -> tuple[Any, Any]:
        try:
            import torch
            import transformers
        except ImportError:
            raise AnswererError("local language models need the extra: pip install 'newsrag[models]'") from None
        library: Any = transformers  # its own annotations are too narrow for what it accepts
        library.utils.logging.disable_progress_bar()
        try:
            tokenizer = library.AutoTokenizer.from_pretrained(self._name)
            model = library.AutoModelForCausalLM.from_pretrained(self._name, dtype="auto")
        except (OSError, ValueError, KeyError) as error:
            reason = " ".join(str(error).split())[:200]
            raise ModelNotFoundError(f"the language model {self._name!r} cannot be loaded: {reason}") from None
        if torch.cuda.is_available():
            model = model.to("cuda")
        return tokenizer, model.eval()
