"""What is erased when, as a page tells it: one line for each rule that the code runs, with the days of this portal.

The days are those of the rules' own terms and stand nowhere else; a test has every rule run and notes which term it
asked for. What is erased by other clocks of the portal stands beside them, from the constants of these rooms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bluezone.portal.operations.kept_upgrade import KEPT_FOR as UPGRADE_KEPT_FOR
from bluezone.portal.operations.retention import rules
from bluezone.portal.operations.retention.rules import Rule, Terms
from bluezone.portal.posts.services.taking import KEPT_FOR as ROWS_KEPT_FOR
from bluezone.portal.premises.owners import ASIDE_KEPT
from bluezone.trace.regimes.shipped import REGIMES, shipped_regime
from bluezone.vietnam.words import Words

AT_ONCE = ""
"""In place of a term: as soon as it is over."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a rule erases, and from when on its days are counted; lazily translated."""

    what: Any
    since: Any
    term: str
    """Of `Terms`; AT_ONCE for what waits no day."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page."""

    what: Any
    since: Any
    days: int | None
    """None for at once."""
    rule: str = ""
    """The rule that does it; empty where another clock of the portal does."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A regime, with the days on which somebody is asked how they are, and until when their answers are kept."""

    regime: Words
    asked_days: int
    gone_days: int
    """After the last meeting, at the latest."""


TOLD: dict[Rule, Told] = {
    rules.reports_whose_work_is_done: Told(
        _("Reports and health declarations from phones, with what came of calls to their owners"),
        _("after the work on them was done"),
        "done_reports",
    ),
    rules.reports_that_are_long_over: Told(
        _("Reports and declarations of whatever state"), _("after they arrived"), "reports"
    ),
    rules.messages_that_no_key_opened: Told(_("Messages that no key opened"), _("after they arrived"), "unreadable"),
    rules.numbers_of_what_was_taken_back: Told(
        _("Numbers of reports that their owners took back"), _("after that"), "unreadable"
    ),
    rules.codes_of_contacts: Told(
        _("That a contact agreed to warn others, and what joins their code with them"),
        _("after they agreed"),
        "codes",
    ),
    rules.reminders_of_contacts: Told(
        _("To whom reminders went, and who agreed to them on which number"),
        _("after they were sent"),
        "contacts",
    ),
    rules.handles_of_ended_codes: Told(_("What joins a code with its case"), _("after the code ended"), "codes"),
    rules.contacts_of_old_cases: Told(
        _("Lists of a case's contacts, and what their files were called"), _("after the case was opened"), "contacts"
    ),
    rules.evidence_that_is_long_over: Told(
        _("What evidence of meetings says, with the marks of names and numbers"), _("after it came"), "contacts"
    ),
    rules.words_of_exposures: Told(
        _("Where people met, in words, and reasons; who met whom and when stays, by pseudonyms"),
        _("after it was entered"),
        "contacts",
    ),
    rules.answers_of_contacts: Told(
        _("Symptoms, temperatures and words of whoever was asked how they are"), _("after they were told"), "contacts"
    ),
    rules.answers_of_cases: Told(
        _("What cases told of their illness, home and work"), _("after it was told"), "contacts"
    ),
    rules.households_of_long_ago: Told(
        _("Addresses of households, and who lived with whom"), _("after something was last entered there"), "contacts"
    ),
    rules.words_of_quarantines: Told(
        _("Grounds and reasons of decisions on quarantine, who saw a refusal, and words of what was needed there"),
        _("after they were proposed"),
        "contacts",
    ),
    rules.marks_of_samples: Told(
        _("Barcodes, Ct values and reasons of samples; that they were taken, and what they came to, stays"),
        _("after they were noted"),
        "contacts",
    ),
    rules.quarter_hours_of_radios: Told(
        _("What radios at doors counted, by the quarter hour"), _("after it was counted"), "quarters"
    ),
    rules.words_of_released_rows: Told(
        _("What rows of doors were opened for, in words"), _("after it was asked for"), "contacts"
    ),
    rules.places_of_patients: Told(
        _("Places where a patient has been, with what happened there"),
        _("after the patient was there"),
        "names",
    ),
    rules.files_that_nobody_confirmed: Told(
        _("Files of lists that nobody confirmed"), _("after they were sent"), "waiting_lists"
    ),
    rules.messages_that_never_left: Told(
        _("Words and addresses of messages that never left"), _("after they were written"), "messages"
    ),
    rules.attempts_to_sign_in: Told(_("Attempts of staff to sign in"), _("after the attempt"), "sign_ins"),
    rules.ended_invitations: Told(_("Codes by which staff came back in"), _("after they ended"), "sign_ins"),
    rules.rules_that_were_asked_for: Told(
        _("Asks that one person be enough at the code desk"), _("after the ask"), "sign_ins"
    ),
    rules.asks_to_take_names_out: Told(
        _("Asks to take many names out, with what they were for"), _("after the ask"), "sign_ins"
    ),
    rules.words_of_own_files: Told(
        _("Words of people's own files, and who asked for another"), _("after the file was asked for"), "dossiers"
    ),
    rules.ended_sessions: Told(_("Sessions of staff"), _("once they have ended"), AT_ONCE),
    rules.names_of_patients: Told(
        _("Name, telephone, year of birth and card of a patient, also as they were before a correction"),
        _("after the last case was opened; the pseudonym stays"),
        "names",
    ),
    rules.names_of_others: Told(
        _("Name, telephone, year of birth and card of somebody who never had a case"),
        _("after they were entered last; the pseudonym stays"),
        "contacts",
    ),
}
NEVER = (
    _("The case itself, and who met whom and when: by pseudonyms"),
    _("Papers of offices, under the rules of their archives"),
    _("Lists of staff, households and businesses: as long as the office that keeps them says"),
    _("The audit: who did and who read what"),
)


def terms_in_force() -> Terms:
    """The terms that this portal was started with; the defaults where it was started with none."""
    return Terms.of(settings.RETENTION_TERMS or "default")


def lines_of(terms: Terms) -> Iterator[Line]:
    """Tells each rule in the order in which they run, and what other clocks erase."""
    for rule in rules.RULES:
        told = TOLD[rule]
        days = getattr(terms, told.term) if told.term else None
        yield Line(told.what, told.since, days, rule.__name__)
    yield from _by_other_clocks()


def followed_under(terms: Terms) -> list[Followed]:
    """Tells for each regime how long contacts are asked at most, and until when what they answer is kept."""
    found = []
    for name in REGIMES[1:]:
        regime = shipped_regime(name)
        longest = max(one.days.value + one.watch_days.value for one in (regime.f1, regime.f1_vaccinated))
        found.append(Followed(regime.name, longest, longest + terms.contacts))
    return found


def _by_other_clocks() -> Iterator[Line]:
    rows = _("Rows of doors, with what was told of those that were opened")
    yield Line(rows, _("after somebody came in"), ROWS_KEPT_FOR.days)
    told = _("What owners told of their places by a link, with who answers for them")
    yield Line(told, _("after it, or the place, was put aside or closed"), ASIDE_KEPT.days)
    yield Line(_("The store of before an upgrade"), _("after the upgrade"), UPGRADE_KEPT_FOR.days)
