"""Where the sample pages, the gold sets and the optional public data are."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
GOLD = ROOT / "eval" / "gold"


def shared_folder() -> Path:
    """The folder with the public data: beside the checkout, or the parent of NEWSRAG_DATA."""
    named = os.environ.get("NEWSRAG_DATA")
    return Path(named).parent if named else ROOT.parent / "shared"


def data_folder() -> Path:
    named = os.environ.get("NEWSRAG_DATA")
    return Path(named) if named else ROOT.parent / "shared" / "data"


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
