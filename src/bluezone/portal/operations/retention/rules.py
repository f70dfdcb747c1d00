"""What is erased, and when: one small named rule a kind of thing (docs/operating/portal.md, "What it keeps").

A rule erases, says how many things that were, and moves nothing elsewhere. What a case was and when it was stays for
ever, without the name; so does the audit, whose lines name staff and never a patient.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from bluezone.portal.cases.alerts import forget_alerted_places
from bluezone.portal.cases.models import AskedRule, Correction, Double, GivenCode, Person
from bluezone.portal.cases.persons import with_merged
from bluezone.portal.contact_codes.forgetting import forget_contact_codes
from bluezone.portal.dossiers.forgetting import forget_dossiers
from bluezone.portal.errors import ConfigurationError
from bluezone.portal.followup.forgetting import forget_answers
from bluezone.portal.households.services import forget_households, forget_members
from bluezone.portal.identity.models import Invitation
from bluezone.portal.interview.services import forget_what_was_told
from bluezone.portal.isolation.forgetting import forget_words
from bluezone.portal.lists.models import Entry, Kind, SentList
from bluezone.portal.lists.services import forget as forget_list
from bluezone.portal.lists.services import forget_file_names
from bluezone.portal.messages.models import Message, State
from bluezone.portal.posts.models import RowRelease
from bluezone.portal.posts.services.erasing import forget_for_whom, forget_quarters
from bluezone.portal.reminders.forgetting import forget_reminders, forget_reminders_of
from bluezone.portal.reports.evidence import OVER, erase_reports
from bluezone.portal.reports.models import Report, TakenBack, Unreadable
from bluezone.portal.sampling.forgetting import forget_samples
from bluezone.portal.tracing.forgetting import forget_landmarks, forget_words_of_exposures
from bluezone.portal.tracing.gathering import forget as forget_evidence
from bluezone.portal.tracing.gathering import forget_what_is_over
from bluezone.portal.tracing.models import Release
from bluezone.vietnam.numbers import whole_number


@dataclass(frozen=True, slots=True)
class Terms:
    """How many days things are kept. What the law of the place says goes before the defaults."""

    done_reports: int = 30
    """After the work on them is done."""
    reports: int = 90
    """After they arrived, whatever became of them: what they tell of is long over."""
    unreadable: int = 90
    """After they arrived: until then two officers may bring the key back."""
    codes: int = 30
    """After a code ended; the exchange forgets it after a day."""
    contacts: int = 90
    """Lists of a case's contacts, after the case was opened; what evidence of meetings says, after it came."""
    waiting_lists: int = 30
    """Files that nobody confirmed, after they were sent."""
    quarters: int = 365
    """What radios at doors counted by the quarter hour: longer than any directive asks for."""
    messages: int = 30
    """That wait to be sent, after they were written: nobody has a way out for them any more."""
    sign_ins: int = 30
    """Noted addresses and names of attempts to sign in."""
    dossiers: int = 30
    """Words of people's own files, after they were asked for."""
    names: int = 730
    """Of patients, after their last case was opened."""

    def __post_init__(self) -> None:
        if min(getattr(self, name) for name in self.__slots__) < 1:
            raise ValueError("everything is kept for a day at least")

    @classmethod
    def of(cls, text: str) -> Self:
        """Reads "default", or terms that differ from the defaults: "names=3650,reports=60". Raises
        ConfigurationError."""
        found: dict[str, int] = {}
        for part in () if text == "default" else text.split(","):
            name, _, said = part.partition("=")
            days = whole_number(said.strip(), most_digits=5)
            if name.strip().replace("-", "_") not in cls.__slots__ or not days:
                raise ConfigurationError(f"{part[:40]!r} is no term such as names=3650")
            found[name.strip().replace("-", "_")] = days
        return cls(**found)


_NOTHING_KNOWN: dict[str, Any] = {"birth_year": None, "identity_sealed": b""}
Rule = Callable[[Terms, dt.datetime], int]


def reports_whose_work_is_done(terms: Terms, now: dt.datetime) -> int:
    """Erases reports that were closed long enough ago, with the calls to their owners."""
    over = now - dt.timedelta(days=terms.done_reports)
    return erase_reports(Report.objects.filter(state=Report.State.CLOSED, closed_at__lt=over), OVER, now)


def reports_that_are_long_over(terms: Terms, now: dt.datetime) -> int:
    """Erases reports of whatever state that arrived long ago; only the day of their arrival is known."""
    over = now.date() - dt.timedelta(days=terms.reports)
    return erase_reports(Report.objects.filter(arrived_on__lt=over), OVER, now)


def messages_that_no_key_opened(terms: Terms, now: dt.datetime) -> int:
    """Erases sealed messages that no key has opened in time."""
    over = now.date() - dt.timedelta(days=terms.unreadable)
    return _gone(Unreadable.objects.filter(arrived_on__lt=over).delete())


def numbers_of_what_was_taken_back(terms: Terms, now: dt.datetime) -> int:
    """Erases the numbers of what was taken back, kept as long as a message may lie unopened."""
    over = now.date() - dt.timedelta(days=terms.unreadable)
    return _gone(TakenBack.objects.filter(arrived_on__lt=over).delete())


def handles_of_ended_codes(terms: Terms, now: dt.datetime) -> int:
    """Erases the handles of ended codes: they could still join a case with what the exchange knows."""
    return _gone(GivenCode.objects.filter(expires_at__lt=now - dt.timedelta(days=terms.codes)).delete())


def contacts_of_old_cases(terms: Terms, now: dt.datetime) -> int:
    """Erases contacts on lists of cases that were opened long ago, with what was told of them as evidence and what
    their files were called."""
    over = now - dt.timedelta(days=terms.contacts)
    listed = Entry.objects.filter(kind=Kind.CONTACTS, case__opened_at__lt=over)
    forget_evidence(origin="list", keys=[str(pk) for pk in listed.order_by("pk").values_list("pk", flat=True)], now=now)
    Entry.objects.filter(same_as__in=listed).update(same_as=None)
    return _gone(listed.delete(), "registers.Entry") + forget_file_names(over)


def evidence_that_is_long_over(terms: Terms, now: dt.datetime) -> int:
    """Forgets what evidence said that came long ago, and withdraws what still hangs on no exposure."""
    return forget_what_is_over(now - dt.timedelta(days=terms.contacts), now)


def words_of_exposures(terms: Terms, now: dt.datetime) -> int:
    """Erases where people met, in words, and reasons, of exposures and evidence that were entered long ago."""
    return forget_words_of_exposures(now - dt.timedelta(days=terms.contacts))


def answers_of_contacts(terms: Terms, now: dt.datetime) -> int:
    """Erases symptoms, temperatures and words that contacts told long ago, and why no sample was taken."""
    return forget_answers(now - dt.timedelta(days=terms.contacts))


def answers_of_cases(terms: Terms, now: dt.datetime) -> int:
    """Erases what cases told long ago of their illness, their home and their work."""
    return forget_what_was_told(now - dt.timedelta(days=terms.contacts))


def households_of_long_ago(terms: Terms, now: dt.datetime) -> int:
    """Erases households in which nobody entered anything for long; meetings that were made of them stay. Whoever's
    name is erased lives in none since then: an address is as good as a name."""
    return forget_households(now - dt.timedelta(days=terms.contacts))


def words_of_quarantines(terms: Terms, now: dt.datetime) -> int:
    """Erases grounds, reasons and witnesses of decisions on quarantine that were proposed long ago, and words of what
    was needed there."""
    return forget_words(now - dt.timedelta(days=terms.contacts))


def marks_of_samples(terms: Terms, now: dt.datetime) -> int:
    """Erases barcodes, Ct values and reasons of samples that were noted long ago; that they were taken, and what they
    came to, stays."""
    return forget_samples(now - dt.timedelta(days=terms.contacts))


def reminders_of_contacts(terms: Terms, now: dt.datetime) -> int:
    """Erases to whom reminders went long ago, and who agreed to them on which number; that they were sent stays in the
    audit. Whoever's name is erased is forgotten here, too."""
    return forget_reminders(now - dt.timedelta(days=terms.contacts), now)


def words_of_released_rows(terms: Terms, now: dt.datetime) -> int:
    """Erases what rows of doors were opened for, in words; that they were, and how many, stays."""
    over = now - dt.timedelta(days=terms.contacts)
    return RowRelease.objects.filter(asked_at__lt=over).exclude(purpose="").update(purpose="", why_many="")


def quarter_hours_of_radios(terms: Terms, now: dt.datetime) -> int:
    """Erases what radios counted long ago: by the quarter hour, few phones are a few people."""
    return forget_quarters(now - dt.timedelta(days=terms.quarters))


def places_of_patients(terms: Terms, now: dt.datetime) -> int:
    """Erases the places of patients with what happened there, once their names are over: also where people were
    alerted for them, and for whom rows of doors were opened."""
    over = now - dt.timedelta(days=terms.names)
    return forget_landmarks(over) + forget_alerted_places(over) + forget_for_whom(over)


def files_that_nobody_confirmed(terms: Terms, now: dt.datetime) -> int:
    """Erases the files of lists that nobody has confirmed in time; that they were sent stays."""
    over = now - dt.timedelta(days=terms.waiting_lists)
    waiting = SentList.objects.select_for_update().filter(
        state__in=(SentList.State.READING, SentList.State.SHOWN), sent_at__lt=over
    )
    for sent in (found := list(waiting)):
        forget_list(sent, SentList.State.PUT_ASIDE)
    return len(found)


def messages_that_never_left(terms: Terms, now: dt.datetime) -> int:
    """Erases words and addresses of messages that never left; that they were written stays."""
    over = now - dt.timedelta(days=terms.messages)
    forgotten = {"state": State.FAILED, "state_at": now, "next_at": None, "address": "", "body": "", "subject": ""}
    return Message.objects.filter(state=State.QUEUED, created_at__lt=over).update(**forgotten, problem="never left")


def attempts_to_sign_in(terms: Terms, _now: dt.datetime) -> int:
    """Erases attempts to sign in, by the clock of the framework, which noted them."""
    over = timezone.now() - dt.timedelta(days=terms.sign_ins)
    noted = (AccessAttempt, AccessFailureLog, AccessLog)
    return sum(_gone(model.objects.filter(attempt_time__lt=over).delete()) for model in noted)


def ended_invitations(terms: Terms, now: dt.datetime) -> int:
    """Used, over, or asked for and never given out. Who helped whom back in stays in the audit."""
    over = now - dt.timedelta(days=terms.sign_ins)
    never_given = Q(code_hash=None, asked_at__lt=over)
    return _gone(Invitation.objects.filter(Q(ended_at__lt=over) | Q(expires_at__lt=over) | never_given).delete())


def rules_that_were_asked_for(terms: Terms, now: dt.datetime) -> int:
    """Agreed to, put aside, or never answered. What was agreed to is a rule, and who said so stands there."""
    over = now - dt.timedelta(days=terms.sign_ins)
    return _gone(AskedRule.objects.filter(Q(ended_at__lt=over) | Q(asked_at__lt=over)).delete())


def asks_to_take_names_out(terms: Terms, now: dt.datetime) -> int:
    """Agreed to, put aside, or never answered, with what they were for. Who said so stays in the audit."""
    over = now - dt.timedelta(days=terms.sign_ins)
    return _gone(Release.objects.filter(asked_at__lt=over).delete())


def codes_of_contacts(terms: Terms, now: dt.datetime) -> int:
    """Erases that a contact agreed to warn others, and the handle of their code."""
    return forget_contact_codes(now - dt.timedelta(days=terms.codes))


def words_of_own_files(terms: Terms, now: dt.datetime) -> int:
    """Erases people's own files and who asked for another, handed over or not; that somebody asked, and has it,
    stays."""
    return forget_dossiers(now - dt.timedelta(days=terms.dossiers), now)


def ended_sessions(_terms: Terms, _now: dt.datetime) -> int:
    """Erases ended sessions, by the clock of the framework, which ended them."""
    return _gone(Session.objects.filter(expire_date__lt=timezone.now()).delete())


def names_of_patients(terms: Terms, now: dt.datetime) -> int:
    """Erases names, telephones and cards of patients, and what was corrected of them; the pseudonym stands for them
    then."""
    over = now - dt.timedelta(days=terms.names)
    known = Person.objects.annotate(last=Max("cases__opened_at")).filter(last__lt=over)
    return _nameless(known, now)


def names_of_others(terms: Terms, now: dt.datetime) -> int:
    """Erases names and telephones of persons who never had a case, once nobody has entered them for as long as lists of
    contacts are kept."""
    over = now - dt.timedelta(days=terms.contacts)
    return _nameless(Person.objects.filter(cases=None, merged_into=None, noted_at__lt=over), now)


def _nameless(persons: QuerySet[Person], now: dt.datetime) -> int:
    named = persons.exclude(Q(full_name=F("pseudonym")) & Q(phone=""))
    over_now = with_merged(set(named.values_list("pk", flat=True)))
    Correction.objects.filter(case__person__in=over_now).update(**_NOTHING_KNOWN, full_name="", phone="")
    Double.objects.filter(Q(one__in=over_now) | Q(other__in=over_now)).delete()
    forget_members(over_now)
    forget_reminders_of(over_now, now)
    return Person.objects.filter(pk__in=over_now).update(
        **_NOTHING_KNOWN, identity_hash="", full_name=F("pseudonym"), phone="", search_text=""
    )


RULES: tuple[Rule, ...] = (
    reports_whose_work_is_done,
    reports_that_are_long_over,
    messages_that_no_key_opened,
    numbers_of_what_was_taken_back,
    handles_of_ended_codes,
    codes_of_contacts,
    contacts_of_old_cases,
    evidence_that_is_long_over,
    words_of_exposures,
    answers_of_contacts,
    answers_of_cases,
    households_of_long_ago,
    words_of_quarantines,
    marks_of_samples,
    reminders_of_contacts,
    words_of_released_rows,
    quarter_hours_of_radios,
    places_of_patients,
    files_that_nobody_confirmed,
    messages_that_never_left,
    attempts_to_sign_in,
    ended_invitations,
    rules_that_were_asked_for,
    asks_to_take_names_out,
    words_of_own_files,
    ended_sessions,
    names_of_patients,
    names_of_others,
)


def _gone(deleted: tuple[int, dict[str, int]], of: str = "") -> int:
    """How many of the things themselves went, without what hung on them."""
    return deleted[1].get(of, 0) if of else deleted[0]
