"""Wrong passwords: how many an address may give before it has to wait."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable

MOST = 10
WINDOW = 60.0  # seconds
REMEMBERED = 10_000  # addresses; who has so many guesses anew with each


class Attempts:
    """Failures of each address over the last ``WINDOW`` seconds. Not for several threads at once: one event loop's."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: OrderedDict[str, deque[float]] = OrderedDict()

    def failed(self, address: str) -> None:
        """Count a wrong password."""
        times = self._failed.setdefault(address, deque(maxlen=MOST))
        times.append(self._clock())
        self._failed.move_to_end(address)
        while len(self._failed) > REMEMBERED:
            self._failed.popitem(last=False)

    def wait(self, address: str) -> int:
        """Seconds until the address may try again; 0: now."""
        times = self._failed.get(address, deque())
        left = times[0] + WINDOW - self._clock() if len(times) == MOST else 0.0
        return max(0, math.ceil(left))
