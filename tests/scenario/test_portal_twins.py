"""Every form of the portal, sent twice at the same moment, filled in as people would and with the nastiest strings: no
error of the server, an answer for both, nothing done twice to the same thing, nothing kept of what was refused to both,
and nothing kept without a line. That what is new is not made twice, either, is in the tests of each act that makes
something: here two who each make one cannot be told from one who makes two."""

from __future__ import annotations

import pytest

from bluezone.joining.portal.demo_logins import LOGINS_FILE
from tests.support.exchange.databases import store_address
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import set_clock
from tests.support.portal.served_portal import demo_portal, portal_command
from tests.support.portal.twins import Ledger, Reader, forms_before, nastily_filled, sent_twice
from tests.support.scenario.towns import a_town

MAY_BE_DONE_TWICE = {
    "cases.rule": "the same rule, said again",
    "announcements.draft": "the same words, saved again",
    "papers.revise": "the same draft, saved again",
    "lists.choose": "the same columns, chosen again",
    "staff.invite": "the second code ends the first",
    "directives.lead": "the same person, named again",
    "premises.telephone": "the same number, said again",
    "cases.code": "whoever pressed twice saw no page of the first, and reads the second",
}
"""Actions that may be done twice to the same things: a later one leaves what the first left."""
KEEPS_A_DRAFT = {"my_report": ["rollout_desk_reportrecord"]}
"""What was typed is kept for the office, though sending it is refused; sending alone leaves a line."""
STORES = ("sqlite", "postgresql")
EXAMPLES = 8
"""Of each form."""
NASTY_VALUES = 2
"""To each of these, other ones to the next."""
TOLD = {200, 302, 400, 403, 404, 409}


@pytest.mark.breadth
@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("store", STORES)
def test_two_who_send_the_same_form_at_once_are_both_answered_and_it_is_done_once(tmp_path, store):
    with store_address(store, tmp_path) as address:
        database = address if store == "postgresql" else ""
        options = ("--database", database) if database else ()
        data = demo_portal(tmp_path / "portal")
        if database:
            clock = str(set_clock(tmp_path, NOON_MS))
            for command in ("migrate", "demo-data"):
                assert 0 == portal_command(command, data, "--clock", clock, *options).returncode
        wrong, heard, forms = raced(tmp_path, data, database, options)

    assert [] == wrong, "\n".join([*wrong, *(line for line in heard if '"broken"' in line)])
    assert len({form.view for form in forms}) > 30


def raced(folder, data, database, options):
    """What went wrong at which form, what the portal said of it, and the forms that were sent."""
    wrong, heard = [], []
    with a_town(folder, data) as town, town.portal(data, *options, heard=heard) as portal:
        for note in ("gọi sau 17 giờ", "nhà có hai cháu nhỏ"):
            town.phone_sends(note)
        names = [line.split()[0] for line in (data / LOGINS_FILE).read_text(encoding="utf-8").splitlines()[1:]]
        readers = {name: Reader(portal) for name in names}
        for name, reader in readers.items():
            reader.signs_in(name)
            reader.sends("/account/reauthenticate", password=portal.password(name))
        ledger, forms = Ledger(portal, database), forms_before(readers, EXAMPLES)
        kept = ledger.kept()
        for form in [*nastily_filled(forms, NASTY_VALUES), *forms]:  # before anything is done that they are about
            before, had = ledger.last(), kept
            answers, kept = sent_twice(form, readers), ledger.kept()
            changed = sorted(name for name in kept if kept[name] != had[name])
            changed = [] if changed == KEEPS_A_DRAFT.get(form.view) else changed
            if changed and all(one.status_code >= 400 for one in answers):
                wrong.append(f"{form}: refused to both, and kept something in {', '.join(changed)}")
            if changed and ledger.last() == before:
                wrong.append(f"{form}: kept something in {', '.join(changed)} without a line")
            wrong += [f"{form}: answered {one.status_code}" for one in answers if one.status_code not in TOLD]
            wrong += [f"{form}: an answer without a word" for one in answers if one.status_code != 302 and not one.text]
            wrong += [
                f"{form}: {act} was done {times} times to {', '.join(about)}"
                for (act, about), times in ledger.written_after(before).items()
                if times > 1 and act not in MAY_BE_DONE_TWICE
            ]
        for reader in readers.values():
            reader.close()
    return wrong, heard, forms
