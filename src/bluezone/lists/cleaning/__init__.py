"""One cell at a time: from what somebody typed to a value, with a note for everything that was changed or is in doubt.

Nothing here guesses silently. What can be told is corrected and noted; what can be meant in two ways is asked, with a
suggestion; what cannot be is wrong. Each module is one kind of value.
"""
