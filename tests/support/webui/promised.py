"""Waits until a page's promise comes out as yes. Playwright's own `wait_for_function` takes any promise for a yes."""

from __future__ import annotations

EVERY_MS = 50


def until(asks: str, timeout_ms: int = 45_000) -> str:
    """A script for `evaluate` that asks a function which gives a promise again and again, and ends with the first yes.

    It counts its turns and asks no clock, since pages are told of other days here.
    """
    return f"""async () => {{
      const asks = {asks};
      for (let turn = 0; turn < {timeout_ms // EVERY_MS}; turn += 1) {{
        if (await asks()) {{ return; }}
        await new Promise(goesOn => window.setTimeout(goesOn, {EVERY_MS}));
      }}
      throw new Error("never so: " + asks);
    }}"""
