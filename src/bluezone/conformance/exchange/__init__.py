"""Anybody's exchange, judged from outside by the sentences of docs/protocol: what a stranger can fetch and call.

Every sentence is a rule of its own (`rules/`), and is met, not met with what was seen, or not tried with why. What is
read is read loosely (`loose.py`), so that one fault is told once and hides no other.
"""
