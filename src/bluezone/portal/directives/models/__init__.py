"""What is kept of directives. No row holds the name of anybody but staff; of people outside there are only counts."""

from bluezone.portal.directives.models.directives import Assigned, DirectiveRecord, File, Membership, Participant
from bluezone.portal.directives.models.evidence import EvidenceRecord
from bluezone.portal.directives.models.levels import (
    ApprovalRecord,
    CorrectionRecord,
    ExtensionRecord,
    PublishedRate,
    SentReminder,
    VendorCount,
)
from bluezone.portal.directives.models.papers import RolloutPaper
from bluezone.portal.directives.models.reports import (
    Answer,
    FigureRecord,
    KeyingRecord,
    NothingRecord,
    ReportRecord,
    TransitionRecord,
)

__all__ = [
    "Answer",
    "ApprovalRecord",
    "Assigned",
    "CorrectionRecord",
    "DirectiveRecord",
    "EvidenceRecord",
    "ExtensionRecord",
    "FigureRecord",
    "File",
    "KeyingRecord",
    "Membership",
    "NothingRecord",
    "Participant",
    "PublishedRate",
    "ReportRecord",
    "RolloutPaper",
    "SentReminder",
    "TransitionRecord",
    "VendorCount",
]
