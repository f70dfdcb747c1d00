"""An approved announcement on paper: the script that is read aloud, and the poster."""

from __future__ import annotations

from bluezone.documents.errors import PaperError
from bluezone.portal.announcements.models import Announcement
from bluezone.portal.announcements.wording import approved_facts
from bluezone.portal.errors import RefusedError
from bluezone.portal.public_site.printing import announcement_poster, announcement_script
from bluezone.vietnam.words import Language


def script_of(row: Announcement, language: Language) -> bytes:
    """Sets the script that the loudspeakers say as a PDF."""
    return announcement_script(approved_facts(row), language)


def poster_of(row: Announcement, language: Language) -> bytes:
    """Sets the poster as a PDF of one page. Raises RefusedError for words that do not fit on it at their size."""
    try:
        return announcement_poster(approved_facts(row), language)
    except PaperError as error:
        raise RefusedError("this announcement is too long for a poster that is read from three metres") from error
