"""Records out to xlsx and csv, row by row in constant memory, and never as something that a spreadsheet calculates."""
