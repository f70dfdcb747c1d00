"""Charts: values in, an inline SVG out, with the same figures as rows for the table beneath.

docs/decisions/0024-charts.md says why there is no library. Pure, and without words of their own: titles, labels and how
a number is written are arguments. A drawing carries classes and no colour, so both themes, print and a reader's own
style sheet work; nothing is fetched and nothing runs. Every kind begins at zero, says its figures where they stand, and
shows what is not known as a gap.
"""

from bluezone.webui.charts.columns import Column, Columns, Marker
from bluezone.webui.charts.distribution import distribution
from bluezone.webui.charts.funnel import Funnel, Step
from bluezone.webui.charts.strip import MOST_DAYS, Happening, Span, Strip

__all__ = ["MOST_DAYS", "Column", "Columns", "Funnel", "Happening", "Marker", "Span", "Step", "Strip", "distribution"]
