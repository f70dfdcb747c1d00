"""A sentence in both languages of the product. No sentence that a person reads has only one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in Vietnamese and in English."""

    vi: str
    en: str

    def __post_init__(self) -> None:
        if not self.vi or not self.en:
            raise ValueError("a sentence needs both languages")

    def said(self, language: Language) -> str:
        return self.vi if language == "vi" else self.en
