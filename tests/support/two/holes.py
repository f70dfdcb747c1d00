"""Planted holes: one check taken away each, and the promise that must be seen broken by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from django.conf import settings

from bluezone.portal.announcements.models import Announcement
from bluezone.portal.announcements.services import approving
from bluezone.portal.cases import changing as case_changing
from bluezone.portal.cases import merging as case_merging
from bluezone.portal.cases import rules
from bluezone.portal.cases import services as desk_services
from bluezone.portal.cases.models import Case
from bluezone.portal.contact_codes import services as contact_codes_services
from bluezone.portal.directives.services import deciding
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.second_person import SETTLED, is_settled, may_now
from bluezone.portal.papers import noted
from bluezone.portal.papers.models import NotedCertificate
from bluezone.portal.papers.services import certificates as paper_certificates
from bluezone.portal.papers.services import issuing
from bluezone.portal.papers.services import signing as paper_signing
from bluezone.portal.posts.services import releasing as door_releasing
from bluezone.portal.premises import services as premises_services
from bluezone.portal.reports import selectors
from bluezone.portal.reports import services as report_services
from bluezone.portal.staff import invitations
from bluezone.portal.staff import middleware as staff_middleware
from bluezone.portal.tracing.exporting import releases as exporting_releases
from bluezone.protocol import revocation
from bluezone.protocol.signature import KeyList, Kind, ListedKey, open_file
from tests.support.portal.offices import NOW
from tests.support.protocol.signing import signing_key
from tests.support.two.promise import A_DAY, AT_ONCE, HOURS, Promise
from tests.support.two.promises import (
    accounts,
    announcing,
    certificates,
    contact_codes,
    correcting,
    desk,
    doors,
    merging,
    premises,
    releases,
    report_keys,
    reporting,
    scans,
    signing,
    terms,
)


@dataclass(frozen=True)
class Hole:
    """A check that is not there."""

    name: str
    promise: Promise
    plant: Callable[[pytest.MonkeyPatch], None]
    length: int = 4
    """Of the shortest sequence that goes through it."""
    waits: tuple[dt.timedelta, ...] = (AT_ONCE,)
    """Before each act; with more than one of them nobody finds it who does not wait."""
    after: tuple[str, ...] = ()
    """How the moves begin from which every run goes on looking; a drill looks from the beginning."""


def _gone(of: object, name: str, instead: object) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda monkeypatch: monkeypatch.setattr(of, name, instead)


def _yes(*_args: object, **_named: object) -> bool:
    return True


def _none(*_args: object, **_named: object) -> None:
    return None


def _newest_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was: whoever administers any unit makes a key of it, and the newest is told to the exchange."""
    monkeypatch.setattr(report_services, "_require_everybodys", _none)
    monkeypatch.setattr(selectors, "_key_of_the_portal", lambda: selectors.ReportKey.objects.latest("pk"))


def _author_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes other words into a draft is not noted as their author."""

    def revised(*, actor: object, row: Announcement, **more: object) -> None:
        author = row.drafted_by
        approving.revise_announcement(actor=actor, row=row, **more)  # type: ignore[arg-type] # passed on as they came
        Announcement.objects.filter(pk=row.pk).update(drafted_by=author)

    monkeypatch.setattr(announcing, "revise_announcement", revised)


def _words_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands there when the button arrives is approved."""

    def approved(*, row: Announcement, read: str, **more: object) -> None:
        approving.approve_announcement(row=row, read=row.digest, **more)  # type: ignore[arg-type] # as above

    monkeypatch.setattr(announcing, "approve_announcement", approved)


def _one_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = msgspec.structs.replace(signing.KEYS, required_signatures={})
    monkeypatch.setattr(revocation, "open_file", lambda kind, data, _keys: open_file(kind, data, listed))


def _keys_not_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two signatures are two, whoever gave them: under the other's number a key of one's own is taken."""
    own = {kind: signing_key(kind).verifying_key.value for kind in (Kind.REVOCATION, Kind.CONFIG)}
    true = KeyList.key

    def key(self: KeyList, kind: Kind, key_id: bytes) -> ListedKey:
        found = true(self, kind, key_id)
        return msgspec.structs.replace(found, public=own[kind]) if kind in own else found

    monkeypatch.setattr(KeyList, "key", key)


def _certificate_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one person brought stands."""
    at_once = NotedCertificate.objects.filter
    monkeypatch.setattr(noted, "standing", lambda organisation: at_once(organisation=organisation, ended_at=None))


def _any_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was: a right to seal is a right to seal with anything under a trusted root."""
    own = NotedCertificate.objects.filter
    monkeypatch.setattr(
        paper_signing, "own_certificate", lambda _paper, _fingerprint, capacity: own(capacity=capacity).first()
    )


def _first_of_this_minute(room: object, game: object, asking: str) -> Callable[[pytest.MonkeyPatch], None]:
    """As it was: whoever asks may have been hired for it, and whoever hired them answers."""
    true = getattr(room, asking)

    def plant(monkeypatch: pytest.MonkeyPatch) -> None:
        def asked(**facts: object) -> object:
            with monkeypatch.context() as within:
                within.setattr(room, "is_settled", _yes)
                return true(**facts)

        monkeypatch.setattr(game, asking, asked)
        monkeypatch.setattr(room, "still_asks", _may_still)

    return plant


def _may_still(person: Staff, act: str, paths: Iterable[str], _now: dt.datetime) -> bool:
    return may_now(person, act, paths)


def _moment_stands_still(room: object, asking: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Whatever the clock says, it is asked as if no time had passed."""
    true = getattr(room, asking)
    return _gone(room, asking, lambda what, _now: true(what, NOW))


def _asks_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_may_all_help", "still_asks"):
        monkeypatch.setattr(invitations, name, _yes)


def _of_use_after_four_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_merging, "is_settled", _is_settled_after_four_hours)
    monkeypatch.setattr(case_merging, "still_asks", _may_still)


def _is_settled_after_four_hours(person: Staff, act: str, paths: Iterable[str], now: dt.datetime) -> bool:
    return is_settled(person, act, paths, now + SETTLED - dt.timedelta(hours=4))


def _onset_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was: the author of before stands again, and says what another one wrote."""
    true = case_merging._say_as_before

    def said(case: Case, *more: Any) -> None:
        onset = case.onset
        true(case, *more)
        Case.objects.filter(pk=case.pk).update(onset=onset)

    monkeypatch.setattr(case_merging, "_say_as_before", said)


HOLES = (
    Hole(
        "a contact's code is given out for meetings that were entered since they agreed",
        contact_codes.AS_AGREED,
        _gone(contact_codes_services, "_require_as_agreed", _none),
        length=2,
    ),
    Hole(
        "a contact's code is given out for whom a colleague noted who has left",
        contact_codes.CONTACTS_CODE,
        _gone(contact_codes_services, "still_asks", _yes),
        length=1,
    ),
    Hole(
        "an officer of this minute is one of two who take names out",
        releases.TAKEN_OUT_BY_WHO_HIRED,
        _gone(exporting_releases, "is_settled", _yes),
        length=2,
    ),
    Hole(
        "an ask to take names out is good for ever",
        releases.TAKEN_OUT,
        _gone(exporting_releases, "asked_since", lambda now: now - dt.timedelta(days=1_000)),
        length=2,
    ),
    Hole(
        "a password that came by a code proves something",
        accounts.ALONE,
        _gone(invitations, "_why_no_proof", _none),
        after=("{player} gives a code to {target} for the password", "uses code"),
    ),
    Hole(
        "an administrator of this minute is a second one",
        accounts.ALONE,
        _gone(invitations, "is_settled", _yes),
        after=(accounts.HIRES, "{player} asks for both of {target}"),
    ),
    Hole(
        "an administrator of this minute is a first one",
        accounts.ALONE,
        _first_of_this_minute(invitations, accounts, "ask_for_both"),
        after=(accounts.HIRES, "{hired} asks for both of {target}", "{player} gives out what was asked for {target}"),
    ),
    Hole(
        "an ask never ends",
        accounts.LEFT_LYING,
        _gone(invitations, "asked_since", lambda now: now - dt.timedelta(days=1_000)),
        length=2,
        after=("{player} gives out what was asked for {last}",),
    ),
    Hole(
        "an ask outlives its asker's role",
        accounts.LEFT_LYING,
        _asks_for_ever,
        length=2,
    ),
    Hole(
        "a case needs nobody's second look",
        desk.CODES,
        _gone(desk_services, "needs_second_person", lambda *_asked: False),
        length=2,
    ),
    Hole(
        "what was corrected needs nobody's second look",
        correcting.CORRECTED,
        _gone(desk_services, "needs_second_person", lambda *_asked: False),
        length=2,
    ),
    Hole(
        "whoever wrote over a colleague's correction needs nobody's second look",
        correcting.OWN_AND_CORRECTED,
        _gone(desk_services, "needs_second_person", lambda *_asked: False),
        length=2,
    ),
    Hole(
        "a correction waits in the case alone into which it was typed",
        correcting.CORRECTED_BESIDE,
        _gone(case_changing, "_locked_with_others", lambda _case: []),
        length=2,
    ),
    Hole(
        "an ask that two become one outlives a name that the asker has not read",
        correcting.MERGED_AND_CORRECTED,
        _gone(case_changing, "end_asks_about", _none),
        length=3,
        after=("{player} corrects CA-2026-00002",),
    ),
    Hole(
        "an onset that was written while two were one stands once they are two",
        correcting.PARTED_AND_CORRECTED,
        _onset_stays,
        after=("{player} corrects the onset of", "{player} makes the two of"),
    ),
    Hole(
        "what was confirmed of two as one is confirmed of each of them",
        correcting.PARTED,
        _gone(case_merging, "_say_as_before", _none),
        length=2,
    ),
    Hole(
        "an ask for a rule never ends",
        desk.CODES,
        _gone(rules, "asked_since", lambda now: now - dt.timedelta(days=1_000)),
        length=1,
    ),
    Hole(
        "an ask for a rule outlives its asker's role",
        desk.CODES,
        _gone(rules, "still_asks", _yes),
        length=1,
    ),
    Hole(
        "a supervisor of this minute agrees to a rule",
        desk.CODES_OF_WHO_HIRES,
        _gone(rules, "is_settled", _yes),
        length=3,
        after=("hires a supervisor",),
    ),
    Hole(
        "a supervisor of this minute asks for a rule",
        desk.RULED_BY_WHO_HIRED,
        _first_of_this_minute(rules, desk, "set_desk_rule"),
        length=2,
    ),
    Hole(
        "an officer of this minute asks that two become one",
        merging.MERGED_BY_WHO_HIRED,
        _first_of_this_minute(case_merging, merging, "ask_to_merge"),
        length=2,
    ),
    Hole(
        "an ask that two become one never ends",
        merging.MERGED,
        _gone(case_merging, "asked_since", lambda now: now - dt.timedelta(days=1_000)),
        length=1,
    ),
    Hole(
        "an ask that two become one outlives its asker's role",
        merging.MERGED,
        _gone(case_merging, "still_asks", _yes),
        length=1,
    ),
    Hole(
        "the newest report key is everybody's, whoever made it",
        report_keys.EVERYBODYS,
        _newest_key,
        length=1,
    ),
    Hole(
        "whoever was hired this minute guards another report key",
        report_keys.GUARDED_BY_NOBODY,
        _gone(report_services, "has_worked_here", _yes),
        length=1,
    ),
    Hole(
        "words are approved that were not read",
        announcing.WORDS,
        _words_not_compared,
        length=2,
    ),
    Hole(
        "whoever writes other words is not their author",
        announcing.WORDS,
        _author_forgotten,
        length=2,
    ),
    Hole(
        "whoever sent a report approves it",
        reporting.COUNTED,
        _gone(deciding, "sent_alone_by", _none),
        length=2,
    ),
    Hole(
        "a scan goes out that nobody confirmed",
        scans.SCANS,
        _gone(issuing, "require_confirmed", _none),
        length=1,
    ),
    Hole(
        "a certificate needs nobody's second look",
        certificates.SEALED,
        _certificate_at_once,
        length=2,
    ),
    Hole(
        "a clerk of this minute brings a certificate",
        certificates.SEALED_BY_WHO_HIRED,
        _first_of_this_minute(paper_certificates, certificates.services, "bring_certificate"),
        length=2,
    ),
    Hole(
        "any certificate seals",
        certificates.SEALED,
        _any_certificate,
        length=1,
    ),
    Hole(
        "an ask for rows of a door lasts for ever",
        doors.OPENED,
        _gone(door_releasing, "asked_since", lambda now: now - dt.timedelta(days=1_000)),
        length=1,
    ),
    Hole(
        "whoever registered a place approves it",
        premises.PLACE,
        _gone(premises_services, "_registered", _none),
        length=2,
    ),
    Hole(
        "one signature is enough for a revocation",
        signing.TWO_KEYS,
        _one_signature,
        length=2,
    ),
    Hole(
        "two signatures are two, whoever gave them",
        signing.TWO_KEYS,
        _keys_not_told_apart,
        length=3,
    ),
    Hole(
        "a code never ends",
        terms.CODE_USED_LATE,
        _moment_stands_still(invitations, "with_code"),
        waits=(AT_ONCE, HOURS),
        length=1,
    ),
    Hole(
        "names leave for ever once somebody agreed",
        terms.TAKEN_OUT_LATE,
        _gone(exporting_releases, "asked_since", lambda now: now - dt.timedelta(days=1_000)),
        waits=(AT_ONCE, A_DAY),
        length=2,
    ),
    Hole(
        "what was asked for at a door waits for a second person as long as it takes",
        terms.OPENED_LATE,
        _gone(door_releasing, "asked_since", lambda now: now - dt.timedelta(days=1_000)),
        waits=(AT_ONCE, HOURS, A_DAY),
        length=1,
    ),
    Hole(
        "a role is of use after four hours",
        merging.MERGED_BY_WHO_HIRED,
        _of_use_after_four_hours,
        waits=(AT_ONCE, HOURS),
        length=2,
    ),
    Hole(
        "whoever works on has a session for ever",
        terms.LEFT_OPEN,
        _gone(staff_middleware, "LONGEST_SESSION", dt.timedelta(days=1_000)),
        waits=(AT_ONCE, terms.HALF_AN_HOUR),
        length=2,
    ),
    Hole(
        "a session rests as long as one likes",
        terms.LEFT_OPEN,
        _gone(settings, "SESSION_COOKIE_AGE", 100_000_000),
        waits=(AT_ONCE, terms.SHORTLY, terms.MORE),
        length=2,
    ),
    Hole(
        "whoever said who they are has said it for ever",
        terms.LEFT_OPEN,
        _gone(settings, "ACCOUNT_REAUTHENTICATION_TIMEOUT", 100_000_000),
        waits=(AT_ONCE, terms.HALF_AN_HOUR),
        length=1,
    ),
)
