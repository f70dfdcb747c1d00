"""The rules of the checker, in the order of the boxes; their prose is docs/guides/papers.md.

Each is one function with the name of what it looks at. It yields findings, or raises `CannotJudgeError` where the sheet
does not tell.
"""

from __future__ import annotations

from bluezone.conformance.rules import foot, head, page, text, title
from bluezone.conformance.rules.rule import CannotJudgeError, Rule

RULES: tuple[Rule, ...] = (*page.RULES, *head.RULES, *title.RULES, *text.RULES, *foot.RULES)

__all__ = ["RULES", "CannotJudgeError", "Rule"]
