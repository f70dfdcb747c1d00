"""Whose signatures on papers are believed, and which tokens of this machine sign for whom."""

from bluezone.documents.practice import make_only_practice_sheets, make_real_sheets
from bluezone.portal.settings.chosen import CONFIGURATION, TRAINING

if TRAINING:
    make_only_practice_sheets()
else:
    make_real_sheets()

PAPER_ROOTS = CONFIGURATION.roots
PAPER_TOKENS = CONFIGURATION.tokens
PAPER_OBJECTORS = (
    "bluezone.portal.directives.selectors.differing.figures_that_differ",
    "bluezone.portal.isolation.papers.names_that_left",
    "bluezone.portal.situation.differing.figures_that_differ",
)
"""Who is asked, before a paper gets its number, whether its figures still are what they were."""
PAPER_FOLLOWERS = ("bluezone.portal.isolation.papers.follow_paper",)
"""Functions of rooms above papers, by name: told of what is issued, recalled or thrown away
(`papers/followed.py`)."""
PAPER_DRAFTS_OFFERED = ("bluezone.portal.isolation.selectors.drafts_offered",)
"""Functions of rooms above papers, by name: the drafts that wait for somebody in their room (`papers/waiting.py`)."""
