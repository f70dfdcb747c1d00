"""The lines drawn on a page: which runs under a text, which frame stands around it, which table it is in.

Millimetres from the top left. A path that is long and thin is a stroke if it lies and a wall if it stands; anything
else that is no larger than a part of the page may be a frame.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bluezone.conformance.sheet import Box

_THIN_MM, _WALL_LONG_MM, _FRAME_LONG_MM = 1.2, 3.0, 5.0
_STROKE_LONG_MM = 2.0
"""A third of the shortest subject: a word of two thin letters."""
_FRAME_MM = 12.0
"""How far from its word a line of a frame may stand."""
_UNDER_MM = (-1.0, 4.0)
"""Where under a baseline a stroke belongs to the text above it."""
_LONGEST_SHARE_MM = 75.0
"""Half of a whole line: the stroke under several lines of text may be longer than the last of them."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The lines and frames drawn on one page."""

    strokes: tuple[Box, ...]
    walls: tuple[Box, ...]
    frames: tuple[Box, ...]

    def under(self, box: Box) -> float | None:
        """The length of the stroke under a text; None where there is none."""
        near = [
            stroke
            for stroke in self.strokes
            if _UNDER_MM[0] <= (stroke.top + stroke.bottom) / 2 - box.baseline <= _UNDER_MM[1]
            and stroke.left < box.centre < stroke.right
            and stroke.width < max(box.width + 12, _LONGEST_SHARE_MM)
        ]
        return min(near, key=lambda stroke: stroke.top).width if near else None

    def frames_in(self, box: Box) -> bool:
        """Whether a frame stands around a text, drawn at once or side by side."""
        return self._is_walled_in(box) or any(
            frame.left <= box.left
            and box.right <= frame.right
            and frame.top <= box.top + 1
            and box.bottom <= frame.bottom
            for frame in self.frames
        )

    def _is_walled_in(self, box: Box) -> bool:
        """Whether four lines stand close around a text, as some printers draw a frame."""
        over = [stroke for stroke in self.strokes if 0 <= box.baseline - stroke.bottom <= _FRAME_MM]
        under = [stroke for stroke in self.strokes if 0 <= stroke.top - box.baseline <= _FRAME_MM]
        lying = [s for s in over if self._spans(s, box)], [s for s in under if self._spans(s, box)]
        beside = [wall for wall in self.walls if wall.top <= box.baseline <= wall.bottom]
        at_left = any(0 <= box.left - wall.right <= _FRAME_MM for wall in beside)
        at_right = any(0 <= wall.left - box.right <= _FRAME_MM for wall in beside)
        return all(lying) and at_left and at_right

    @staticmethod
    def _spans(stroke: Box, box: Box) -> bool:
        return stroke.left <= box.left and box.right <= stroke.right and stroke.width < box.width + 3 * _FRAME_MM

    def in_table(self, box: Box) -> bool:
        """Whether walls stand on both sides of a text."""
        beside = [wall for wall in self.walls if wall.top - 0.5 <= box.baseline <= wall.bottom + 0.5]
        return any(wall.right <= box.left + 1 for wall in beside) and any(wall.left >= box.right - 1 for wall in beside)


def ink_of(paths: Iterable[tuple[float, float, float, float]], page_width: float, page_height: float) -> Ink:
    """Sorts the bounds of paths: left, bottom, right and top, from the bottom left."""
    strokes, walls, frames = [], [], []
    for left, bottom, right, top in paths:
        box = Box(left, page_height - top, right, page_height - bottom)
        width, height = right - left, top - bottom
        if width > _STROKE_LONG_MM and height < _THIN_MM:
            strokes.append(box)
        elif height > _WALL_LONG_MM and width < _THIN_MM:
            walls.append(box)
        elif _FRAME_LONG_MM < width < 0.9 * page_width:
            frames.append(box)
    return Ink(tuple(strokes), tuple(walls), tuple(frames))
