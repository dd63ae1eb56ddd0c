"""Line charts as plain SVG that takes its colours from the page, so that it is readable in light and dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 520, 320
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 14, 44
DASHES = ("", "7 3", "2 3", "9 3 2 3", "12 4")
MOST_POINTS = 200  # a longer line is thinned out: no screen shows more

Point = tuple[float, float]


def line_chart(
    lines: Mapping[str, Sequence[Point]],
    *,
    title: str,
    x_label: str,
    y_label: str,
    x_range: tuple[float, float],
    y_range: tuple[float, float] = (0.0, 1.0),
    x_percent: bool = False,
) -> str:
    """An ``<svg>`` with one line a name; colours are the page's ``--line-0`` and on. ``y`` is shown in percent."""
    low, high = y_range
    high = high if high > low else low + 1.0

    def at(x: float, y: float) -> Point:
        across = (x - x_range[0]) / ((x_range[1] - x_range[0]) or 1.0)
        up = (min(max(y, low), high) - low) / (high - low)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title, quote=True)}" '
        'xmlns="http://www.w3.org/2000/svg">',
        f"<title>{escape(title)}</title>",
    ]
    for step in range(5):
        value = low + (high - low) * step / 4
        x0, y0 = at(x_range[0], value)
        parts.append(f'<line class="grid" x1="{x0:.1f}" y1="{y0:.1f}" x2="{WIDTH - RIGHT}" y2="{y0:.1f}"/>')
        parts.append(f'<text class="tick" x="{LEFT - 6}" y="{y0 + 4:.1f}" text-anchor="end">{100 * value:.0f}</text>')
    for value in _ticks(*x_range):
        x0, y0 = at(value, low)
        label = f"{100 * value:.0f}" if x_percent else f"{value:g}"
        parts.append(f'<text class="tick" x="{x0:.1f}" y="{y0 + 16:.1f}" text-anchor="middle">{label}</text>')
    parts.append(
        f'<text class="axis" x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 8}" text-anchor="middle">'
        f"{escape(x_label)}</text>"
    )
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(
        f'<text class="axis" x="12" y="{middle:.0f}" text-anchor="middle" transform="rotate(-90 12 {middle:.0f})">'
        f"{escape(y_label)}</text>"
    )
    for number, (name, points) in enumerate(lines.items()):
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*point) for point in _thinned(points)))
        dash = DASHES[number % len(DASHES)]
        parts.append(
            f'<polyline class="line" style="stroke:var(--line-{number % 6})" stroke-dasharray="{dash}" '
            f'points="{drawn}"><title>{escape(name)}</title></polyline>'
        )
    return "".join([*parts, "</svg>"])


def legend(names: Sequence[str]) -> str:
    """A list of the lines' names, each with a sample of its line."""
    items = []
    for number, name in enumerate(names):
        dash = DASHES[number % len(DASHES)]
        line = (
            '<line class="line" x1="0" y1="4" x2="36" y2="4" '
            f'style="stroke:var(--line-{number % 6})" stroke-dasharray="{dash}"/>'
        )
        items.append(f'<li><svg class="key" viewBox="0 0 36 8" aria-hidden="true">{line}</svg>{escape(name)}</li>')
    return f'<ul class="legend">{"".join(items)}</ul>'


def _ticks(low: float, high: float) -> list[float]:
    """About five round values between the ends, both ends among them."""
    span = high - low
    if span <= 0:
        return [low]
    if span > 4 and float(low).is_integer() and float(high).is_integer():
        step = max(1, round(span / 5))
        inner = [float(v) for v in range(int(low) + step - (1 if low == 1 else 0), int(high), step)]
        return [low, *(v for v in inner if low + step / 2 < v < high - step / 2), high]
    return [low + span * n / 4 for n in range(5)]


def _thinned(points: Sequence[Point]) -> list[Point]:
    if len(points) <= MOST_POINTS:
        return list(points)
    step = (len(points) - 1) / (MOST_POINTS - 1)
    return [points[round(n * step)] for n in range(MOST_POINTS)]
