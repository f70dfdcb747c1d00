"""Files as they come with a request: one or several, no larger than a bound, read only then."""

from __future__ import annotations

from bluezone.portal.directives.services.filing import Upload
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.request import StaffRequest


def uploaded(request: StaffRequest, field: str, most_bytes: int) -> Upload | None:
    """Reads the file in this field, if any; one that is too large is passed on just too long to be taken."""
    found = request.FILES.get(field)
    if found is None or isinstance(found, list):
        return None
    return Upload(str(found.name), found.read(most_bytes + 1))


def required(request: StaffRequest, field: str, most_bytes: int) -> Upload:
    """Reads the file in this field. Raises RefusedError for none."""
    found = uploaded(request, field, most_bytes)
    if found is None:
        raise RefusedError("no file was chosen")
    return found


def all_uploaded(request: StaffRequest, field: str, most_bytes: int, most_files: int) -> list[Upload]:
    """Reads all files in this field. Raises RefusedError for none, or too many."""
    found = request.FILES.getlist(field)
    if not found:
        raise RefusedError("no file was chosen")
    if len(found) > most_files:
        raise RefusedError("these are too many files at once")
    return [Upload(str(one.name), one.read(most_bytes + 1)) for one in found]
