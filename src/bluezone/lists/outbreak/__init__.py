"""A line list (one row a person) and a contact list (one row for who exposed whom), joined by ids.

    bytes → Rows → LineList, ContactList

Such lists come out of other systems, so the first row is the header and no title stands above it. A row that cannot be
used is told with its line and left out; a file is refused only where no row of it could be used.
"""
