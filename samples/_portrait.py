"""A picture of nobody."""

from __future__ import annotations

from _paper import Paper


def portrait(paper: Paper, x: float, y: float, scale: float, ink: str) -> None:
    """Head and shoulders in one colour, where a photograph would be."""
    canvas = paper.canvas
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(x - 44 * scale, paper.height - y - 105 * scale, 88 * scale, 105 * scale)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.setFillColor(ink)
    canvas.circle(x, paper.height - y - 42 * scale, 20 * scale, stroke=0, fill=1)
    canvas.ellipse(
        x - 38 * scale,
        paper.height - y - 150 * scale,
        x + 38 * scale,
        paper.height - y - 66 * scale,
        stroke=0,
        fill=1,
    )
    canvas.restoreState()
