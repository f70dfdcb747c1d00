"""Data of an earlier version carried to this one, on demand, and taken back: the old or the new, never between.

Nobody works in the folder meanwhile. A portal's SQLite file is changed as a copy, which takes the old one's name once
everything about it was found right; on PostgreSQL all changes and checks are one transaction, and a dump of before lies
in the folder. An exchange's changes are one transaction on both; it has no way back, for its log would fork.
"""
