"""PDFium, by one thread at a time.

The library keeps state of its own for the whole process: two threads within it draw what stands on no page, find
signatures changed that are not, or end the process. So whoever opens a file with it does so, and is done with it,
within `one_at_a_time`; a test goes through all of our sources for it.
"""

from __future__ import annotations

import threading

one_at_a_time = threading.RLock()
"""Held while a document is open. The same thread may take it again: what compares two states has both open."""
