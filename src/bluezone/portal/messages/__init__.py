"""Messages to people: what they cost, by which outlet they leave, what became of them, and who wants none.

The face for other rooms is arithmetic (`cost`); services and pages are asked for by their modules.
"""

from bluezone.vietnam.sms import Cost, cost_of, sms_link, without_marks

__all__ = ["Cost", "cost_of", "sms_link", "without_marks"]
