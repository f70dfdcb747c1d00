"""The conformance checker: a PDF or DOCX of anybody's, judged box by box against Nghị định 30/2020/NĐ-CP.

A file is read into a `sheet` (by `pdf_reading` or `docx_reading`): lines of text with their type and place, and the
strokes under them. `anatomy` finds the boxes of an official paper in it, and each of the `rules` looks at one. What
cannot be known — a scan, a box that is not there, a measure that a PDF does not tell — is said, never guessed.
"""

from __future__ import annotations

from bluezone.conformance.findings import Finding, Severity, Unjudged, Verdict
from bluezone.conformance.inspection import MAX_FILE_BYTES, inspect_paper

__all__ = ["MAX_FILE_BYTES", "Finding", "Severity", "Unjudged", "Verdict", "inspect_paper"]
