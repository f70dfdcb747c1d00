"""What stands in the fields of a report's form, as it was sent; what of it is kept, `services.reporting` says."""

from __future__ import annotations

from bluezone.portal.directives.services.entering import Entry
from bluezone.portal.frame.request import StaffRequest
from bluezone.vietnam.numbers import whole_number

_LONGEST = 9


def entry_in(request: StaffRequest) -> Entry:
    """Reads a form's fields by their prefixes."""

    def those(prefix: str) -> dict[str, str]:
        return {
            name.removeprefix(prefix): value
            for name, value in request.POST.items()
            if name.startswith(prefix) and isinstance(value, str)
        }

    return Entry(those("figure."), those("nothing."), request.POST.get("as_of", ""), those("answer."))


def seen_revision(request: StaffRequest) -> int | None:
    """The revision of the draft that stood in the page; None from a page that does not say."""
    return whole_number(request.POST.get("revision", ""), most_digits=_LONGEST)
