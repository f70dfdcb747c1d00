"""A post of a lodging with a shift, a device and a row, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.identity.roles import Role
from bluezone.portal.posts.services.enrolling import digest_of_device
from bluezone.portal.posts.services.keeping import digest_of_keeper, digest_of_post
from bluezone.portal.premises.models import Premises
from tests.support.portal.announcing import PlayedPublished
from tests.support.portal.doorposts import Gate, a_gate_at, row
from tests.support.portal.posting import Fields
from tests.support.portal.premises import Doors
from tests.support.portal.things import Things


def things(known: Things) -> dict[str, object]:
    office, place = known.office, Premises.objects.get(pk=known.of("premises")["key"])
    keeper = office.staff("Ma Thị Giữ Cửa", Role.HEALTH_OFFICER)
    gate = a_gate_at(Doors(office, keeper, keeper, PlayedPublished()), place)
    gate.send(row(1, app="live"))
    return {
        "key": gate.post.pk,
        "post_new.key": gate.premises.pk,
        "post_device_revoke.key": gate.device.pk,
        "post_keeper_end.key": gate.keeper.pk,
        "gate": gate,
    }


def forms(known: Things) -> dict[str, Fields]:
    """What whoever keeps doors of the commune sends."""
    gate = known.of("posts")["gate"]
    assert isinstance(gate, Gate)
    return {
        "post_new": {"name": "Cổng sau"},
        "post_code": {},
        "post_keeper": {"label": "Ca tối", "pin": "1357"},
        "post_close": {"read": digest_of_post(gate.post)},
        "post_device_revoke": {"read": digest_of_device(gate.device)},
        "post_keeper_end": {"read": digest_of_keeper(gate.keeper)},
    }
