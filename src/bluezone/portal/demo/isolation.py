"""Quarantines for a demonstration, one of each state that there is: proposed, written, ordered, longer, over, released,
recalled and put aside; and several for whoever tries it to decide about together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bluezone.portal.demo import signed_by_hand
from bluezone.portal.demo.cluster import Cluster
from bluezone.portal.demo.sampling import show_negative_samples
from bluezone.portal.demo.signed_by_hand import Office
from bluezone.portal.followup.plan import ONE_DAY
from bluezone.portal.identity.models import Staff
from bluezone.portal.isolation import services
from bluezone.portal.isolation.centres import add_centre, close_centre, digest_of_centre
from bluezone.portal.isolation.models import Centre, Decision, Delivery, Kind, Need, Stay
from bluezone.portal.isolation.needs import ask_for, digest_of_need, digest_of_needs, settle_need
from bluezone.portal.isolation.papers import Signing, draw_up
from bluezone.portal.isolation.selectors import asked_of
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.tracing.models import Exposure, Involvement
from bluezone.portal.tracing.services import digest_of_exposure, withdraw_exposure

_OFFICE = ("TM. Ủy ban nhân dân", "Chủ tịch")
_RELEASED, _OVER = slice(3), slice(5)
"""Of the old ones: whose release is issued; and those of whom a release is written at all. The others wait for one."""
_ILL, _UNTESTED = 5, 7
_IN_THE_CENTRE, _BEDS = (2, 3, 4), 2
"""Of the running ones who stay in a centre: one more than it has beds."""
_IN_HOSPITAL, _NO_REASON, _LONGER, _TO_BE_LONGER, _RECALLED, _PUT_ASIDE = 10, 6, 4, 5, 8, 9
_ORDERED = (0, 1, 2, 3, 4, 5, 6, 7, _IN_HOSPITAL)
_PROPOSED, _WRITTEN, _THROWN_AWAY = slice(4), slice(4, 6), slice(6, 7)
"""Of the new ones; of the last nobody has proposed anything yet."""
_WEEK = 7 * ONE_DAY


@dataclass(frozen=True, slots=True)
class _Work:
    """The officers who work on the quarantines of a cluster."""

    officer: Staff
    office: Office
    signing: Signing
    entropy: Callable[[int], bytes]

    def propose(self, one: Involvement, now: dt.datetime, centre: Centre | None = None) -> Decision:
        """Proposes what the rules ask, at home or in this place."""
        asked = asked_of(one)
        assert asked is not None  # an F1 of this month
        kind = Kind(centre.kind) if centre is not None else Kind.HOME
        wanted = services.Asked(kind, asked.first_day, asked.last_day, asked.ground, centre, is_beyond=True)
        read = services.digest_of_person(one)
        stay = services.propose_stay(actor=self.officer, involvement=one, asked=wanted, read=read, now=now)
        return stay.decisions.get()

    def draw_up(self, decisions: Sequence[Decision], now: dt.datetime) -> OutgoingPaper:
        """Writes one paper about these."""
        read = services.digests_of([one.stay for one in decisions])
        writer = self.office.writer
        return draw_up(
            actor=writer, decisions=decisions, signing=self.signing, read=read, now=now, entropy=self.entropy
        )

    def order(self, decisions: Sequence[Decision], now: dt.datetime) -> OutgoingPaper:
        """Writes one paper about these and sends it out."""
        return signed_by_hand.send_out(self.draw_up(decisions, now), self.office, now)

    def release(self, stays: Sequence[Stay], now: dt.datetime) -> list[Decision]:
        """Proposes the release of these, whose days are over."""
        read, ground = services.digests_of(stays), "hết thời gian cách ly, không có triệu chứng"
        return services.propose_releases(
            actor=self.officer, stays=stays, ground=ground, read=read, now=now, is_untested_known=True
        )

    def extend(self, stay: Stay, now: dt.datetime) -> Decision:
        """Proposes a week more."""
        read, last, reason = services.digest_of_stay(stay), stay.last_day + _WEEK, "người cùng phòng mắc bệnh"
        return services.propose_extension(
            actor=self.officer, stay=stay, last_day=last, reason=reason, read=read, now=now
        )

    def deliver(self, stay: Stay, outcome: Delivery.Outcome, way: Delivery.Way, words: str, now: dt.datetime) -> None:
        """Brings the decision about somebody that is in force last."""
        read, decision = services.digest_of_stay(stay), stay.decisions.order_by("-pk")[0]
        services.deliver(
            actor=self.officer, decision=decision, outcome=outcome, way=way, words=words, read=read, now=now
        )


def show_isolation(
    cluster: Cluster, staff: Mapping[str, Staff], committee: Organisation, entropy: Callable[[int], bytes]
) -> None:
    """Decides about the people of a cluster, through everybody's hands: the officer proposes, the supervisor writes,
    the clerk sends out what the leader signed."""
    signing = Signing(committee, "UBND", committee.unit.name, _OFFICE, staff["khanh"].full_name, "YT")
    office = Office(staff["hung"], staff["huyen"], staff["khanh"])
    work = _Work(staff["lan"], office, signing, entropy)
    _order_the_old(work, cluster)
    running = _order_the_running(work, cluster)
    _go_on(work, cluster, running)
    _bring_supplies(work, cluster, running)
    _release_the_old(work, cluster)
    _propose_the_new(work, cluster)


def _order_the_old(work: _Work, cluster: Cluster) -> None:
    known, at = cluster.old_known, cluster.days.at
    work.order([work.propose(one, at(known, 13)) for one in cluster.old], at(known, 16))
    for stay in _stays_of(cluster.old):
        work.deliver(stay, Delivery.Outcome.HANDED, Delivery.Way.PERSON, "", at(known, 17))


def _order_the_running(work: _Work, cluster: Cluster) -> dict[int, Stay]:
    """Orders most of them by one paper; one by another, which is recalled; and puts one proposal aside."""
    known, at, people = cluster.running_known, cluster.days.at, cluster.running
    school, ward, _ = _places(work, cluster)
    where = dict.fromkeys(_IN_THE_CENTRE, school) | {_IN_HOSPITAL: ward}
    work.order([work.propose(people[one], at(known, 13), where.get(one)) for one in _ORDERED], at(known, 15))
    recalled = work.order([work.propose(people[_RECALLED], at(known, 14))], at(known, 16))
    signed_by_hand.recall(recalled, work.office, "Ghi nhầm người trùng họ tên", at(known - 1, 9))
    aside = work.propose(people[_PUT_ASIDE], at(known, 14))
    read = services.digest_of_stay(aside.stay)
    services.put_aside(
        actor=work.officer, decision=aside, reason="chuyển về nơi cư trú", read=read, now=at(known - 1, 8)
    )
    return dict(enumerate(_stays_of(people)))


def _places(work: _Work, cluster: Cluster) -> tuple[Centre, Centre, Centre]:
    """A school with beds, a ward, and a house that takes nobody any more."""
    told = (("Trường Quân sự tỉnh", Kind.CENTRE, _BEDS), ("Bệnh viện Đa khoa khu vực", Kind.HOSPITAL, 6))
    now, unit = cluster.days.at(cluster.running_known, 9), work.signing.organisation.unit
    first, second, gone = (
        add_centre(actor=work.officer, unit=unit, name=name, kind=kind, beds=beds, now=now)
        for name, kind, beds in (*told, ("Nhà văn hóa xã", Kind.CENTRE, 12))
    )
    close_centre(actor=work.officer, centre=gone, read=digest_of_centre(gone), now=now)
    return first, second, gone


def _go_on(work: _Work, cluster: Cluster, running: Mapping[int, Stay]) -> None:
    """Delivers the orders but for two, has one extended and another one's extension submitted; of one the meeting is
    withdrawn."""
    at, known = cluster.days.at, cluster.running_known
    handed, refused, absent = Delivery.Outcome
    for one in (0, 1, 4, 5, 6, 7):
        work.deliver(running[one], handed, Delivery.Way.PERSON, "", at(known - 1, 10))
    work.deliver(running[2], refused, Delivery.Way.CENTRE, "Tổ trưởng Hà Văn Bính", at(known - 1, 11))
    work.deliver(running[3], absent, Delivery.Way.HOUSEHOLD, "", at(known - 1, 11))
    work.order([work.extend(running[_LONGER], at(1, 14))], at(1, 16))
    longer = work.draw_up([work.extend(running[_TO_BE_LONGER], at(0, 8))], at(0, 9))
    signed_by_hand.submit(longer, work.office, at(0, 9))
    _withdraw(work, cluster.running[_NO_REASON], at(0, 9))


def _withdraw(work: _Work, one: Involvement, now: dt.datetime) -> None:
    met = Exposure.objects.get(target=one)
    reason, read = "Hỏi lại thì hôm đó người này nghỉ làm.", digest_of_exposure(met)
    withdraw_exposure(actor=work.officer, exposure=met, reason=reason, read=read, now=now)


def _bring_supplies(work: _Work, cluster: Cluster, running: Mapping[int, Stay]) -> None:
    at = cluster.days.at
    told = (
        (0, Need.What.FOOD, "gạo, rau cho năm người", None),
        (1, Need.What.MEDICINE, "thuốc huyết áp", Need.Outcome.BROUGHT),
        (4, Need.What.CHILD, "sữa cho cháu hai tuổi", Need.Outcome.REFUSED),
        (5, Need.What.HYGIENE, "khẩu trang", Need.Outcome.OVER),
        (7, Need.What.OTHER, "sạc điện thoại", None),
    )
    for one, what, words, outcome in told:
        stay, asked = running[one], at(1, 9)
        read = digest_of_needs(stay.pk)
        need = ask_for(actor=work.officer, stay=stay, what=what, words=words, read=read, now=asked)
        if outcome is not None:
            by, read = "tổ Covid cộng đồng", digest_of_need(need)
            settle_need(actor=work.officer, need=need, outcome=outcome, carried_by=by, read=read, now=at(1, 17))


def _release_the_old(work: _Work, cluster: Cluster) -> None:
    """Releases some; of others a scan of the release waits to be confirmed; the rest wait to be released, one ill and
    one untested among them."""
    days, stays = cluster.days, _stays_of(cluster.old)
    over = days.ago(stays[0].last_day)
    tested = [one for at, one in enumerate(cluster.old) if at not in (_ILL, _UNTESTED)]
    show_negative_samples(actor=work.officer, people=tested, now=days.at(over, 9))
    work.order(work.release(stays[_RELEASED], days.at(over - 1, 9)), days.at(over - 1, 14))
    for stay in _stays_of(cluster.old[_RELEASED])[1:]:
        work.deliver(stay, Delivery.Outcome.HANDED, Delivery.Way.POST, "", days.at(0, 7))
    last = work.release(stays[_RELEASED.stop : _OVER.stop], days.at(over - 1, 9))
    signed_by_hand.bring_scan(work.draw_up(last, days.at(0, 8)), work.office, days.at(0, 9))


def _propose_the_new(work: _Work, cluster: Cluster) -> None:
    """Proposes most of them for one paper, which is to be written; of two a draft waits, and one was thrown away."""
    at = cluster.days.at
    proposed = [work.propose(one, at(0, 13)) for one in cluster.new[:-1]]
    work.draw_up(proposed[_WRITTEN], at(0, 15))
    signed_by_hand.discard(work.draw_up(proposed[_THROWN_AWAY], at(0, 15)), work.office, at(0, 16))


def _stays_of(people: Sequence[Involvement]) -> list[Stay]:
    """Reads the quarantine of each as it stands, in their order; none of whoever has none."""
    found = {one.involvement_id: one for one in Stay.objects.filter(involvement__in=[one.pk for one in people])}
    return [found[one.pk] for one in people if one.pk in found]
