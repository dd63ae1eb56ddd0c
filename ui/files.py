"""Which files a visitor's browser may name: those uploaded here, nothing else of this machine or its network."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import gradio as gr
from gradio.exceptions import InvalidPathError
from gradio.utils import get_upload_folder


class Uploads:
    """The folder that Gradio puts uploads into, as it was when the page was built."""

    def __init__(self) -> None:
        self._folder = Path(get_upload_folder()).resolve()

    def holds(self, path: str | Path) -> bool:
        """Whether a path lies in the folder."""
        return Path(path).resolve().is_relative_to(self._folder)

    def guard(self, blocks: gr.Blocks) -> None:
        """Have Gradio refuse every other path, and every address, before it copies what is there.

        Any value that a browser sends may be a file by its path. Gradio checks such a path only once ``launch`` was
        called, which a mounted window never does, and it downloads what an address names: both would put a file of
        this machine, or of its network, within reach.
        """
        for block in blocks.blocks.values():
            checked = self._checked(block.async_move_resource_to_block_cache)
            setattr(block, "async_move_resource_to_block_cache", checked)  # noqa: B010  (a method, to the type checker)

    def _checked(
        self, move: Callable[[str | Path | None], Awaitable[str | None]]
    ) -> Callable[..., Awaitable[str | None]]:
        async def checked(path: str | Path | None) -> str | None:
            if path is not None and not self.holds(path):
                raise InvalidPathError("this file was not uploaded here")
            return await move(path)

        return checked
