"""Guessing passwords is slow."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from rag.serving.attempts import MOST, REMEMBERED, WINDOW, Attempts
from rag.serving.settings import Settings
from tests.ui.support import serving


def test_an_address_waits_until_its_oldest_failure_is_old() -> None:
    now = 100.0
    attempts = Attempts(lambda: now)
    for _ in range(MOST):
        assert attempts.wait("a") == 0
        attempts.failed("a")
        now += 1
    assert attempts.wait("a") == WINDOW - MOST
    assert attempts.wait("b") == 0
    now += WINDOW - MOST
    assert attempts.wait("a") == 0
    attempts.failed("a")
    assert attempts.wait("a") == 1  # the second failure is now the oldest of ten


def test_memory_of_addresses_is_bounded() -> None:
    attempts = Attempts()
    for _ in range(MOST):
        attempts.failed("first")
    for number in range(REMEMBERED - 1):
        attempts.failed(str(number))
    assert attempts.wait("first") > 0
    attempts.failed("one more")
    assert attempts.wait("first") == 0


@pytest.mark.integration
def test_guesses_at_the_window_and_the_api_are_counted_together(index: Path) -> None:
    with serving(Settings(index=index, host="0.0.0.0", auth=("ada", "secret"))) as url:
        for number in range(MOST // 2):
            wrong = {"username": "ada", "password": f"guess {number}"}
            assert httpx.post(f"{url}/login", data=wrong).status_code == 400
            assert httpx.get(f"{url}/v1/models", auth=("ada", f"guess {number}")).status_code == 401
        refused = httpx.post(f"{url}/login", data={"username": "ada", "password": "secret"})
        assert refused.status_code == 429
        assert 0 < int(refused.headers["retry-after"]) <= WINDOW
        assert httpx.get(f"{url}/v1/models", auth=("ada", "secret")).status_code == 429
        assert httpx.get(f"{url}/v1/models").status_code == 401  # no guess
        assert httpx.get(f"{url}/healthz").status_code == 200


@pytest.mark.integration
def test_right_passwords_are_not_counted(index: Path) -> None:
    with serving(Settings(index=index, host="0.0.0.0", auth=("ada", "secret")), window=False) as url:
        for _ in range(MOST + 1):
            assert httpx.get(f"{url}/v1/models", auth=("ada", "secret")).status_code == 200
            assert httpx.post(f"{url}/v1/ask", json={}, auth=("ada", "secret")).status_code == 422
