"""A regime as somebody would write it."""

from __future__ import annotations

SOUND = """format = 1
id = "copy"
begins = 2021-05-13
place = "79"

[name]
vi = "Bản chép"
en = "A copy"

[f1_means]
vi = "Người tiếp xúc gần."
en = "Whoever was close."

[[source]]
id = "letter"
title = "A letter"
where = "an office"

[f1]
days = { value = 10, source = "letter" }
test_days = { value = [1, 9], source = "letter" }
"""
