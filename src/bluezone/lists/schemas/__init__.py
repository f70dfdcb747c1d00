"""What the lists of each kind hold, as data: fields, how offices head their columns, and which fields must be there.

A new kind of list is a new `Schema`, not new code. `fields` says what a field is, `people` holds those that every list
of people has, `kinds` the lists.
"""
