"""Whose signatures on papers are believed, and which tokens of this machine sign for whom."""

from bluezone.portal.settings.chosen import CONFIGURATION

PAPER_ROOTS = CONFIGURATION.roots
PAPER_TOKENS = CONFIGURATION.tokens
