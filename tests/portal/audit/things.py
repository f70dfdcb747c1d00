"""The lines that pages of the audit leave in it themselves, for whoever walks every page."""

from __future__ import annotations

LINES = {
    "audit_export": "audit.export",
    "audit_log": "audit.read",
}
