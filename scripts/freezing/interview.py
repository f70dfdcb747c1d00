"""A case tells when the illness began and how many live at home, and an officer's device has a key."""

from __future__ import annotations

from bluezone.portal.cases.models import Case
from bluezone.portal.identity.models import Staff
from bluezone.portal.interview.keys import key_for
from bluezone.portal.interview.services import digest_of_asked, take_part
from bluezone.portal.interview.telling import Draft, Home, Illness
from scripts.freezing.cases import CASE
from tests.support.portal.offices import NOW, Office


def work(office: Office) -> dict[str, str]:
    """What an officer notes while the person tells it."""
    lan, case = Staff.objects.get(username="lan"), Case.objects.select_related("person").get(number=CASE)
    entropy = office.chance.randbytes
    for told in (Illness(onset=case.onset), Home(household=4, occupation="giáo viên")):
        draft = Draft(entropy(16).hex(), told)
        take_part(actor=lan, case=case, draft=draft, read=digest_of_asked(case), now=NOW, entropy=entropy)
    key_for(staff=lan, now=NOW, entropy=entropy, is_doubted=False)
    return {}
