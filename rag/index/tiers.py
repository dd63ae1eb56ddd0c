"""When parts of a derived index are merged: a log-structured rule, so that adding one article rewrites little.

A derived index is a list of immutable parts. Adding makes a new part of the new rows and of every last part that
is less than twice its size, so there are at most about log2(rows) parts and each row is rewritten about that often.
"""

from __future__ import annotations

from collections.abc import Sequence

SMALL = 2048  # parts up to this many rows are merged anyway: rewriting them takes milliseconds
WASTE = 0.25  # a part of which more than this share is removed is written anew without it


def parts_to_rewrite(rows: Sequence[int], removed: Sequence[int], added: int) -> list[int]:
    """Which parts to dissolve into the new one.

    Args:
        rows: rows of each part, in order.
        removed: how many rows of each part are removed.
        added: new rows.

    Returns:
        Positions in ``rows``, ascending. Empty with ``added`` 0: nothing to write.
    """
    wasted = [at for at, (n, gone) in enumerate(zip(rows, removed, strict=True)) if gone > WASTE * n]
    total = added + sum(rows[at] - removed[at] for at in wasted)
    dissolved = set(wasted)
    if not total:
        return sorted(dissolved)
    for at in range(len(rows) - 1, -1, -1):
        if at in dissolved:
            continue
        if rows[at] >= max(2 * total, SMALL):
            break
        dissolved.add(at)
        total += rows[at] - removed[at]
    return sorted(dissolved)
