"""Who keeps what the rooms hold that speaks for meetings."""

EVIDENCE_KEEPER = "bluezone.portal.tracing.gathering"
"""The module to which rooms below offer it (`frame/evidence.py`)."""
