"""What the portal does by itself only where the operator says so."""

from bluezone.portal.settings.chosen import CONFIGURATION

RETENTION_TERMS = CONFIGURATION.erase
"""None erases nothing."""
