"""The headline as a picture: a bar for each tool, drawn without any library or network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

ROW, LEFT, WIDTH, TOP = 34, 220, 560, 46
COLOURS = {"caught": "#2f7d4f", "false alarms": "#c0392b"}


@dataclass(frozen=True)
class Bar:
    """What is shown of one tool; both are shares of a hundred."""

    name: str
    caught: float
    false_alarms: float


def draw(bars: Sequence[Bar]) -> str:
    """An SVG picture: for each tool how many of the faults it caught, and on how much of what conforms it alarmed."""
    height = TOP + ROW * len(bars) + 10
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 60}" height="{height}" '
        'font-family="sans-serif" font-size="13" role="img">',
        "<title>Faults caught and false alarms, tool by tool</title>",
        f'<rect width="{LEFT + WIDTH + 60}" height="{height}" fill="#ffffff"/>',
        *_legend(),
    ]
    for place, bar in enumerate(bars):
        lines += _row(bar, TOP + place * ROW)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _legend() -> list[str]:
    words = {"caught": "faults caught, %", "false alarms": "false alarms on what conforms, %"}
    lines = []
    for place, (kind, text) in enumerate(words.items()):
        left = LEFT + place * 170
        lines.append(f'<rect x="{left}" y="14" width="12" height="12" fill="{COLOURS[kind]}"/>')
        lines.append(f'<text x="{left + 18}" y="25" fill="#222222">{text}</text>')
    return lines


def _row(bar: Bar, top: int) -> list[str]:
    return [
        f'<text x="{LEFT - 10}" y="{top + 18}" text-anchor="end" fill="#222222">{escape(bar.name)}</text>',
        *_bar(bar.caught, top + 2, COLOURS["caught"]),
        *_bar(bar.false_alarms, top + 15, COLOURS["false alarms"]),
    ]


def _bar(share: float, top: int, colour: str) -> list[str]:
    width = round(WIDTH * share / 100, 1)
    return [
        f'<rect x="{LEFT}" y="{top}" width="{width}" height="11" fill="{colour}"/>',
        f'<text x="{LEFT + width + 5}" y="{top + 10}" font-size="11" fill="#222222">{share:.0f}</text>',
    ]
