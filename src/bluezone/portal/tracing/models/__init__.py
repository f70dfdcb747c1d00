"""Who met whom, what says so, and how far everybody is from a confirmed case (docs/decisions/0027-tracing.md).

A person's involvement is a node, an exposure an edge, and evidence what an edge stands on: an exposure counts while
nobody withdrew it and one piece of evidence at least holds. Levels are never typed: what stands here of them is a
cache (`levels.py`). Every row carries the paths of where its people are now, an edge those of both ends.
"""

from bluezone.portal.tracing.models.involved import NUMBERS_OF_AN_INVOLVEMENT, Involvement, ListedPerson, Outbreak
from bluezone.portal.tracing.models.landmarks import Landmark, Presence
from bluezone.portal.tracing.models.leaving import Release, Transfer
from bluezone.portal.tracing.models.met import (
    NUMBERS_OF_AN_EXPOSURE,
    Certainty,
    Evidence,
    Exposure,
    ExposureCounter,
)

__all__ = [
    "NUMBERS_OF_AN_EXPOSURE",
    "NUMBERS_OF_AN_INVOLVEMENT",
    "Certainty",
    "Evidence",
    "Exposure",
    "ExposureCounter",
    "Involvement",
    "Landmark",
    "ListedPerson",
    "Outbreak",
    "Presence",
    "Release",
    "Transfer",
]
