"""Where in a sheet the table stands: under which titles, with which header, until which total line, in which letters.

Sheet → (letters read) → header block → rows, each kept or skipped with a reason → Table
"""
