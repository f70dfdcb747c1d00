"""The import kit for the lists that offices really have, and safe exports (docs/decisions/0012-lists.md).

    bytes → Workbook → Table → Mapping → Plan → applied whole, and records → a file

Pure: no Django, no clock, no chance, no store. What must be remembered goes through the ports of `ports.py`. A folder
for each step, in the order of the arrow: `reading`, `letters` (old encodings), `layout` (where the table stands),
`cleaning` (one cell), `mapping` (which column is which), `planning` (what would be stored), `duplicates`, `exporting`.
`outbreak` goes a way of its own: a line list and the contacts between its people, as epidemiologists keep them.
"""
