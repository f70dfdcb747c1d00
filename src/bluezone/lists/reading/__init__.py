"""From a file's bytes to rows of cells, within bounds.

`opening` finds out what the bytes really are; each kind has a module that looks at its structure first, because a few
hostile bytes may ask for a table of a hundred thousand million cells, and only then lets python-calamine read it.
"""
