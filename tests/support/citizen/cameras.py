"""A camera that a browser takes for its own, and before which something is held."""

from __future__ import annotations

import segno

_A_CAMERA = """rows => {
  delete window.BarcodeDetector;
  navigator.mediaDevices.getUserMedia = () => {
    const canvas = document.createElement("canvas"), side = 6 * rows.length;
    canvas.width = canvas.height = side;
    const drawing = canvas.getContext("2d");
    setInterval(() => {
      drawing.fillStyle = "white";
      drawing.fillRect(0, 0, side, side);
      drawing.fillStyle = "black";
      rows.forEach((row, y) => row.forEach((dark, x) => { if (dark) drawing.fillRect(6 * x, 6 * y, 6, 6); }));
    }, 100);
    return Promise.resolve(canvas.captureStream(10));
  };
}"""


def a_camera_before(text: str) -> str:
    """A script that gives the browser a camera which sees nothing but this code."""
    rows = [list(map(int, row)) for row in segno.make_qr(text, error="m").matrix_iter(border=4)]
    return f"({_A_CAMERA})({rows})"
