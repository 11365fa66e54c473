"""Text recognition with RapidOCR: an image to placed words.

The models come with the package; nothing is fetched. An image that lies on its side or upside
down is turned first; a slight skew is levelled in the words' frames, so that rows stay rows.

The detector looks at an image as a whole and shrinks or enlarges it by its shorter side: a lone
line fades on an empty page, and fills the view when it is cropped tightly. Such images are framed
anew, with some paper around what is printed.
"""

from __future__ import annotations

import math
import os
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from extractor.document import Box
from extractor.errors import ReaderCrashed
from extractor.readers.assembly import clean
from extractor.readers.layout import Piece

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

LONG_SIDE = 2000  # pixels of the longer side that recognition works on: 170 dpi on A4
THREADS = 2
SURE = 0.5  # a line recognised with less is noise
TIME_SHARE = 0.85  # of a document's time limit that recognition may use
LEVEL = 0.002  # radians of skew that rows bear without being levelled
PAPER = 64  # pixels of paper around what is printed, where an image is framed anew
NARROW = 256  # pixels of the shorter side below which an image always is
SPARSE = 0.25  # share of an image that is worth looking at below which it is
INK = 40  # levels of grey between print and paper, averaged over 3 by 3 pixels
SPECK = 4  # pixels of so averaged print that are dust

Point = tuple[float, float]


class Recogniser:
    """Recognises the pages of one document as long as its time lasts.

    Recognition takes seconds a page: rather than lose a long scan to the time limit, the pages
    that would not fit are left out and listed in `unread`.
    """

    def __init__(self, seconds: float) -> None:
        self._stop = time.monotonic() + TIME_SHARE * seconds
        self._slowest = 0.0
        self.unread: list[int] = []

    def read(self, number: int, image: Array, scale: float) -> list[Piece] | None:
        """The words of page `number`, see `recognise`; None where its time is over."""
        start = time.monotonic()
        if self._slowest and start + self._slowest > self._stop:
            self.unread.append(number)
            return None
        pieces = recognise(image, scale)
        self._slowest = max(self._slowest, time.monotonic() - start)
        return pieces


def recognise(image: Array, scale: float) -> list[Piece]:
    """Words of an image (height, width, BGR) with boxes in points and confidences.

    `scale` is the image's pixels a point. Words come unordered; see `layout`.
    """
    view, left, top = _framed(image)
    upright, turns, lines = _lines(view)
    if not lines:
        return []
    angle = _skew(lines)
    height, width = upright.shape[:2]
    pieces = []
    for line in lines:
        for word in line.words():
            seen = [_turned_back(corner, turns, width, height) for corner in word.corners]
            level = [_rotated(corner, -angle) for corner in word.corners]
            box, frame = (
                _bounds([(x + left, y + top) for x, y in points], scale) for points in (seen, level)
            )
            pieces.append(Piece(word.text, box, word.confidence, frame))
    return pieces


@cache
def _engine() -> Any:
    """The one engine of this process; its models load when first used."""
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": LONG_SIDE,
            "Global.text_score": 0.0,  # doubtful lines are dropped below, with their words
            "Global.return_word_box": True,
            "Global.return_single_char_box": True,
            "EngineConfig.onnxruntime.intra_op_num_threads": min(THREADS, os.cpu_count() or 1),
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """A recognised stretch of text, with its corners clockwise from where it begins."""

    text: str
    confidence: float
    corners: list[Point]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as recognised: its text with spaces, and its characters without them."""

    text: str
    confidence: float
    corners: list[Point]
    characters: list[_Run]

    def words(self) -> list[_Run]:
        """Words with the box around their characters; the least sure character counts."""
        tokens = self.text.split()
        if sum(map(len, tokens)) != len(self.characters):
            return self._shared_out(tokens)
        words, at = [], 0
        for token in tokens:
            letters = self.characters[at : at + len(token)]
            at += len(token)
            corners = [corner for letter in letters for corner in letter.corners]
            words.append(_Run(token, min(letter.confidence for letter in letters), corners))
        return words

    def _shared_out(self, tokens: list[str]) -> list[_Run]:
        """Words over the line in proportion to their length, where characters have no places."""
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = self.corners
        total = len(" ".join(tokens)) or 1
        words, at = [], 0
        for token in tokens:
            a, b = at / total, (at + len(token)) / total
            at += len(token) + 1
            top = [(x0 + t * (x1 - x0), y0 + t * (y1 - y0)) for t in (a, b)]
            foot = [(x3 + t * (x2 - x3), y3 + t * (y2 - y3)) for t in (b, a)]
            words.append(_Run(token, self.confidence, top + foot))
        return words


def _lines(image: Array) -> tuple[Array, int, list[_Line]]:
    """The image turned upright, the clockwise quarter turns it took, and the lines on it."""
    import cv2
    from rapidocr.ch_ppocr_cls import TextClsOutput
    from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError
    from rapidocr.main import RapidOCRError

    quarter_turns = (cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)
    engine = _engine()
    turns = 0
    try:
        resized, record = engine.preprocess_img(image)
        crops, detected = engine.detect_and_crop(resized, record)
        turns = _turns_needed(detected.boxes, engine.cls_and_rotate(crops)[1].cls_res)
        if turns:
            image = cv2.rotate(image, quarter_turns[turns - 1])
            resized, record = engine.preprocess_img(image)
            crops, detected = engine.detect_and_crop(resized, record)
        texts = engine.recognize_txt(crops)
    except RapidOCRError:  # nothing on it that looks like text
        return image, turns, []
    except ONNXRuntimeError as error:  # no fault of the image
        raise ReaderCrashed(
            "text recognition failed, most likely for want of memory",
            hint="raise the memory limit of a document",
        ) from error
    result = engine.build_final_output(image, detected, TextClsOutput(), texts, crops, record)
    return image, turns, _sure_lines(result)


def _framed(image: Array) -> tuple[Array, int, int]:
    """The part of an image that is worth looking at, and where its left top corner was.

    Around narrow images paper is added; the corner is negative then.
    """
    import cv2
    import numpy as np

    height, width = image.shape[:2]
    grey = cv2.blur(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), (3, 3))
    ink = cv2.absdiff(grey, np.full_like(grey, np.median(grey))) > INK
    places = cv2.connectedComponentsWithStats(ink.astype(np.uint8))[2][1:, :4]
    places = places[places[:, 2:].max(axis=1) > SPECK]
    if not len(places):  # blank; too narrow a strip would be enlarged beyond all bounds
        places = np.array([[0, 0, width, height]])
    x0, y0 = places[:, :2].min(axis=0)
    x1, y1 = (places[:, :2] + places[:, 2:]).max(axis=0)
    wide, tall = int(x1 - x0) + 2 * PAPER, int(y1 - y0) + 2 * PAPER
    if min(height, width) >= NARROW and wide * tall >= SPARSE * height * width:
        return image, 0, 0
    least = min(max(wide, tall), LONG_SIDE // 2)  # square, so that letters are not blown up
    x0, x1 = _widened(int(x0), int(x1), least)
    y0, y1 = _widened(int(y0), int(y1), least)
    part = image[max(y0, 0) : y1, max(x0, 0) : x1]
    edges = max(-y0, 0), max(y1 - height, 0), max(-x0, 0), max(x1 - width, 0)
    paper = np.median(image.reshape(-1, 3), axis=0).tolist()
    return cv2.copyMakeBorder(part, *edges, cv2.BORDER_CONSTANT, value=paper), x0, y0


def _widened(low: int, high: int, least: int) -> tuple[int, int]:
    """A stretch with paper at both ends, and at least so long."""
    more = max(PAPER, (least - (high - low) + 1) // 2)
    return low - more, high + more


def _turns_needed(boxes: Array, classes: list[tuple[str, float]]) -> int:
    """Clockwise quarter turns that set the image upright, by a vote of its lines.

    Lines taller than wide show an image on its side. The classifier, which saw such lines turned
    counter-clockwise, tells which of them stood on their heads; long lines count for more.
    """
    votes = [0.0, 0.0, 0.0, 0.0]
    for box, (label, score) in zip(boxes, classes, strict=True):
        wide, tall = math.dist(box[0], box[1]), math.dist(box[0], box[3])
        sideways = tall >= 1.5 * wide  # as the recogniser judges it
        flipped = label == "180"
        votes[(1 if flipped else 3) if sideways else (2 if flipped else 0)] += (
            max(wide, tall) * score
        )
    return max(range(4), key=votes.__getitem__)


def _sure_lines(result: Any) -> list[_Line]:
    """The lines of a result that were recognised with some certainty."""
    if result.txts is None:
        return []
    lines = []
    characters = result.word_results
    known = len(characters) == len(result.txts)
    for index, text in enumerate(result.txts):
        if float(result.scores[index]) < SURE:
            continue
        runs = [
            _Run(letter, float(confidence), [(float(x), float(y)) for x, y in corners])
            for letter, confidence, corners in (characters[index] if known else ())
            if corners is not None
        ]
        corners = [(float(x), float(y)) for x, y in result.boxes[index]]
        lines.append(_Line(clean(text), float(result.scores[index]), corners, runs))
    return lines


def _skew(lines: list[_Line]) -> float:
    """The angle of the longer lines, in radians clockwise; 0 where it makes no difference."""
    longest = sorted(lines, key=lambda line: -math.dist(line.corners[0], line.corners[1]))
    longest = longest[: max(3, len(lines) // 2)]
    angles = sorted(
        math.atan2(right[1] - left[1], right[0] - left[0])
        for left, right, *_ in (line.corners for line in longest)
    )
    angle = angles[len(angles) // 2]
    return angle if abs(angle) > LEVEL else 0.0


def _rotated(point: Point, angle: float) -> Point:
    x, y = point
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)


def _turned_back(point: Point, turns: int, width: int, height: int) -> Point:
    """Where a point of the turned image (of that size) was before its clockwise turns."""
    x, y = point
    if turns == 1:
        return y, width - x
    if turns == 2:
        return width - x, height - y
    if turns == 3:
        return height - y, x
    return x, y


def _bounds(points: list[Point], scale: float) -> Box:
    """The box around points, from pixels to points."""
    xs, ys = [x / scale for x, _ in points], [y / scale for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))
