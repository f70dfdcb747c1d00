"""What the rules say about entered figures: an error that must be mended, or a question that a person answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bluezone.vietnam.words import Words


class Rule(Enum):
    """Which rule speaks; callers branch on it, and a person's answer to a question is remembered by it."""

    NOT_A_COUNT = "not a count"
    TYPED_PERCENTAGE = "typed percentage"
    UNKNOWN = "unknown indicator"
    MISSING = "missing"
    KEYED_TWICE = "two keyings differ"
    BEYOND_WHOLE = "beyond its whole"
    NO_DENOMINATOR = "numerator without denominator"
    FALLING = "falling"
    SUM = "parts do not add up"
    PUBLISHED = "published rate differs"
    VENDOR = "vendor count differs"
    EVIDENCE = "evidence differs"
    LIST = "list differs"
    OUTLIER = "unlike its neighbours"


class Weight(Enum):
    """Whether the report can be sent as it is."""

    ERROR = "error"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark at the figures it is about."""

    rule: Rule
    weight: Weight
    indicators: tuple[str, ...]
    words: Words


def error(rule: Rule, indicators: tuple[str, ...], vi: str, en: str) -> Finding:
    return Finding(rule, Weight.ERROR, indicators, Words(vi, en))


def question(rule: Rule, indicators: tuple[str, ...], vi: str, en: str) -> Finding:
    return Finding(rule, Weight.QUESTION, indicators, Words(vi, en))
