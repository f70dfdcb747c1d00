"""Telling an owner who does not look at the pages: what is told, and the ways on which it reaches a screen.

What is told, when, and never twice is decided in `citizen/noticing.py`; nothing here decides anything.
"""

from bluezone.device.notifying.notice import Notice, Notifier

__all__ = ["Notice", "Notifier"]
