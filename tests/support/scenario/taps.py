"""How often somebody pressed until a thing was done: what a finger or a mouse does, not what a test calls."""

from __future__ import annotations

COUNTED = """addEventListener("pointerdown", () => {
  sessionStorage.setItem("taps", Number(sessionStorage.getItem("taps")) + 1);
}, true);"""
"""Goes into a browser's context before its first page."""
HOW_MANY = """Number(sessionStorage.getItem("taps"))"""
