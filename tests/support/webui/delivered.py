"""What a page was really given of a film: the pixels of the imitated camera, as the page's reader of codes gets them.

A film's greys are those of video, and a browser that makes them a page's again loses shades on the way: what a reader
could have read is to be asked of these pixels, and not of the pictures that went into the film.
"""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from tests.support.webui.frames import HEIGHT, WIDTH, as_delivered

_BLOCK = 8
_KEEP = """() => {
  const kept = window.keptPictures = [], grab = CanvasRenderingContext2D.prototype.getImageData;
  let wasBare = true;
  CanvasRenderingContext2D.prototype.getImageData = function (...given) {
    const picture = grab.apply(this, given), greys = new Uint8Array(picture.width * picture.height);
    for (let at = 0; at < greys.length; at += 1) { greys[at] = picture.data[4 * at + 1]; }
    const some = greys.filter((_, at) => at % 997 === 0), isBare = Math.max(...some) - Math.min(...some) < 4;
    if (!isBare && wasBare) { kept.push(greys); }
    wasBare = isBare;
    return picture;
  };
}"""
_TAKE = """at => new Promise(resolve => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result.split(",")[1]);
  reader.readAsDataURL(new Blob([window.keptPictures[at]]));
})"""


def keep_what_it_is_given(page: Page) -> None:
    """Has the page keep the first look at each picture that comes after the bare wall."""
    page.evaluate(_KEEP)


def delivered(page: Page, filmed: dict[str, Image.Image]) -> dict[str, Image.Image]:
    """The pixels that the page was given of each of these pictures. Raises AssertionError where one never came."""
    names = list(filmed)
    expected = np.stack([_coarse(np.asarray(as_delivered(filmed[name]).convert("L"))) for name in names])
    found: dict[str, Image.Image] = {}
    for at in range(page.evaluate("window.keptPictures.length")):
        greys = np.frombuffer(b64decode(page.evaluate(_TAKE, at)), dtype=np.uint8).reshape(HEIGHT, WIDTH)
        nearest = int(((expected - _coarse(greys)) ** 2).mean(axis=(1, 2)).argmin())
        found[names[nearest]] = Image.fromarray(greys)
    missing = set(names) - set(found)
    assert not missing, f"never came before the camera: {sorted(missing)}"
    return found


def _coarse(greys: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    blocks = greys.reshape(HEIGHT // _BLOCK, _BLOCK, WIDTH // _BLOCK, _BLOCK).astype(float)
    return np.asarray(blocks.mean(axis=(1, 3)))
