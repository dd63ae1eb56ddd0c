"""A writer that dies, or whose disk fails, leaves the last complete generation: found by breaking it at many points.

``NEWSRAG_CRASH_POINTS=1000`` breaks it at every point there is; by default some are picked, evenly.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CASES = [
    ("add", "kill", 8),
    ("add", "timer", 4),
    ("add", "ENOSPC", 5),
    ("add", "EIO", 5),
    ("add", "fsize", 6),
    ("remove", "kill", 5),
    ("remove", "EIO", 3),
    ("create", "kill", 5),
    ("create", "fsize", 4),
    ("repair", "kill", 5),
    ("repair", "ENOSPC", 3),
]


@pytest.mark.integration
@pytest.mark.parametrize(("operation", "fault", "points"), CASES)
def test_the_last_complete_generation_survives(operation: str, fault: str, points: int) -> None:
    points = int(os.environ.get("NEWSRAG_CRASH_POINTS", points))
    command = [sys.executable, "-m", "tests.rag.index.crash_driver", operation, fault, str(points)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=3600)
    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert outcome["failed"] == []
    assert outcome["tried"] >= min(points, 3)
    if fault in ("kill", "timer"):
        assert outcome["killed"] >= outcome["tried"] - 1, "the fault never struck"
