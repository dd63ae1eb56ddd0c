"""Questions of the public sets as this project asks them in the other language, over the same passages."""

from __future__ import annotations

from pathlib import Path

from embeddings.training.sources import read_jsonl

ENGLISH, CHINESE = (Path(__file__).parent / "questions" / f"{language}.jsonl" for language in ("english", "chinese"))


def read_wordings(path: Path) -> dict[str, str]:
    """The question of each id in ``ENGLISH`` or ``CHINESE``, in the order of the file."""
    return {str(row["id"]): str(row["question"]) for row in read_jsonl(path)}
