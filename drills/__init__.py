"""What takes hours: the suite's own checks in full numbers, and faults planted to see whether the tests notice.

`scripts/drill` lists the drills; docs/drills.md says what each is, and keeps what they found. A drill is no second
suite: it runs the files of `tests/` with the full amounts of `tests/support/amounts.py`.
"""
