"""Counting in the field without accounts and without names: tokens for a team's day, and counters that only add up.

No list of people who refused can exist: nothing in this folder has a field in which a person, a household, a place or
the moment of one knock could stand, and what is kept of an entry is its share in a sum.
"""
