"""Back in without a password or a second factor: helped by others, who learn nobody's secret and become nobody else."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.audit.selectors import verify_chain
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Invitation, Renewal, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import ASK_LASTS, SETTLED
from bluezone.portal.staff.invitations import (
    LASTS,
    MOST_WRONG,
    ask_for_both,
    give_what_was_asked_for,
    invite,
    open_for,
    renew,
    with_code,
    withdraw,
)
from bluezone.portal.staff.services import end_role, give_role, make_staff
from tests.portal.identity.test_signing_in import code_now, set_up_an_app
from tests.support.portal.offices import NOW, PASSWORD, SON_DUONG, TAN_TRAO, TUYEN_QUANG, settled, the_unit

NEW = "một câu mới mà không ai biết"


@pytest.fixture(autouse=True)
def no_counted_attempts():
    cache.clear()


@pytest.fixture
def lan(office):
    person = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    RecoveryCodes.activate(person)
    return person


@pytest.fixture
def manager(office):
    return settled(office.staff("Đỗ Quản Trị", Role.ADMINISTRATOR, TUYEN_QUANG))


@pytest.fixture
def other_manager(office):
    manager = office.staff("Lý Quản Trị", Role.ADMINISTRATOR)
    manager.grants.update(given_at=NOW - SETTLED)
    return manager


def code_for(office, person, renews, actor=None, now=NOW):
    return invite(actor=actor, staff=person, renews=renews, now=now, entropy=office.chance.randbytes)


def shown_code(page) -> str:
    found = re.search(r'secret__code--long">\s*([^<]+?)\s*<', page.content.decode())
    assert found is not None
    return found[1]


def sets_anew(client, code, **more):
    fields = {"code": code, "password1": NEW, "password2": NEW, **more}
    return client.post(reverse("invitation"), fields)


def signs_in(office, person, password=NEW):
    client = office.client()
    return client, client.post(reverse("account_login"), {"login": person.username, "password": password})


def acts() -> list[tuple[str, int | None]]:
    known = ("staff.ask", "staff.invite", "staff.renew", "staff.withdraw", "staff.void")
    return list(Entry.objects.filter(act__in=known).order_by("number").values_list("act", "actor_id"))


def test_a_forgotten_password_is_set_anew_and_the_second_factor_is_still_asked_for(office, lan, manager):
    page = office.client(manager).post(reverse("invitation_new", args=[lan.username]), {"renews": "password"})
    visitor, code = office.client(), shown_code(page)

    asks = visitor.post(reverse("invitation"), {"code": f"  {code.upper().replace('-', ' ')} "})
    done = sets_anew(visitor, code)

    assert lan.full_name in asks.content.decode()
    assert "The new password holds" in done.content.decode()
    client, answer = signs_in(office, lan)
    assert reverse("mfa_authenticate") == answer.headers["location"]
    assert 302 == client.get(reverse("case_list")).status_code
    assert [("staff.invite", manager.pk), ("staff.renew", lan.pk)] == acts()
    verify_chain()


def test_a_lost_second_factor_is_set_anew_by_whoever_also_knows_the_password(office, lan, manager):
    code = code_for(office, lan, Renewal.SECOND_FACTOR, manager)

    wrong = sets_anew(office.client(), code, password="a guess of the administrator")
    right = sets_anew(office.client(), code, password=PASSWORD)

    assert 409 == wrong.status_code
    assert "The password until now is wrong" in wrong.content.decode()
    assert 200 == right.status_code
    assert not Authenticator.objects.filter(user=lan).exists()
    client, answer = signs_in(office, lan)
    assert "/" == answer.headers["location"]
    assert reverse("mfa_index") == client.get(reverse("case_list")).headers["location"]


def test_the_password_asked_for_with_a_code_is_guessed_five_times_and_no_more(office, lan, manager):
    code = code_for(office, lan, Renewal.SECOND_FACTOR, manager)

    for number in range(MOST_WRONG):
        assert 409 == sets_anew(office.client(), code, password=f"guess {number}").status_code
    late = sets_anew(office.client(), code, password=PASSWORD)

    assert "is over" in late.content.decode()
    assert Authenticator.objects.filter(user=lan).exists()
    assert [("staff.invite", manager.pk), ("staff.void", None)] == acts()


def test_where_both_are_lost_one_administrator_asks_and_another_gives_the_code_out(office, lan, manager, other_manager):
    first, second = office.client(manager), office.client(other_manager)
    first.post(reverse("invitation_new", args=[lan.username]), {"renews": "both"})

    own = first.post(reverse("invitation_give", args=[lan.username]))
    told = second.get(reverse("staff_list")).content.decode()
    given = second.post(reverse("invitation_give", args=[lan.username]))
    again = second.post(reverse("invitation_give", args=[lan.username]))
    sets_anew(office.client(), shown_code(given))

    assert 409 == own.status_code
    assert "Whoever asked does not give the code out" in own.content.decode()
    assert "asked on 24/11/2026 09:30" in told
    assert 409 == again.status_code
    assert not Authenticator.objects.filter(user=lan).exists()
    assert Staff.objects.get(pk=lan.pk).check_password(NEW)
    expected = [("staff.ask", manager), ("staff.invite", other_manager), ("staff.renew", lan)]
    assert [(act, person.pk) for act, person in expected] == acts()


def test_who_was_made_administrator_for_it_is_no_second_person(office, lan, manager):
    ask_for_both(actor=manager, staff=lan, now=NOW)
    hired = office.staff("Không Có Thật", Role.ADMINISTRATOR)
    hired.grants.update(given_at=NOW - SETTLED + dt.timedelta(minutes=1))

    with pytest.raises(RefusedError, match="for a week"):
        give_what_was_asked_for(actor=hired, staff=lan, now=NOW, entropy=office.chance.randbytes)


def test_who_was_made_administrator_for_it_is_no_first_person_either(office, lan):
    """Else whoever hired them would answer their ask, alone."""
    hired = office.staff("Không Có Thật", Role.ADMINISTRATOR)
    hired.grants.update(given_at=NOW - SETTLED + dt.timedelta(minutes=1))

    with pytest.raises(RefusedError, match="for a week"):
        ask_for_both(actor=hired, staff=lan, now=NOW)


def test_the_database_knows_that_nobody_alone_renews_both(lan, manager):
    facts = {"staff": lan, "renews": Renewal.BOTH, "asked_by": manager, "given_by": manager}

    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(**facts, asked_at=NOW, code_hash="x", expires_at=NOW)


def test_one_administrator_alone_cannot_ask_by_the_way_of_a_code(office, lan, manager):
    with pytest.raises(RefusedError, match="another gives the code out"):
        code_for(office, lan, Renewal.BOTH, manager)

    assert 0 == Invitation.objects.count()


def test_nobody_helps_themselves_past_their_second_factor(office, manager):
    for renews in Renewal:
        answer = office.client(manager).post(reverse("invitation_new", args=[manager.username]), {"renews": renews})

        assert 409 == answer.status_code
        assert "Nobody sets their own anew" in answer.content.decode()

    assert 0 == Invitation.objects.count()


def test_who_was_asked_for_cannot_give_it_out_to_themselves(office, manager, other_manager):
    """Of two administrators one asks for the other; that other one's open screen is no second person."""
    ask_for_both(actor=manager, staff=other_manager, now=NOW)

    with pytest.raises(RefusedError, match="nobody sets their own"):
        give_what_was_asked_for(actor=other_manager, staff=other_manager, now=NOW, entropy=office.chance.randbytes)


def test_nobody_helps_whoever_has_more_rights_than_their_own(office, lan, other_manager):
    """A role at the province, or in the commune beside, is more than the commune's administrator could give."""
    for unit in (TUYEN_QUANG, TAN_TRAO, None):
        grant = give_role(actor=None, staff=lan, role=Role.REPORTER, unit=unit and the_unit(unit), now=NOW)
        page = office.client(other_manager).get(reverse("staff", args=[lan.username])).content.decode()
        answer = office.client(other_manager).post(
            reverse("invitation_new", args=[lan.username]), {"renews": "password"}
        )

        assert "Help this person back in" not in page
        assert 409 == answer.status_code
        assert "roles beyond your units" in answer.content.decode()
        grant.ended_at = NOW
        grant.save()

    assert code_for(office, lan, Renewal.PASSWORD, other_manager)


def test_a_stranger_is_told_of_to_nobody(office, lan):
    neighbour = office.client(office.staff("Quản Trị Xã Bên", Role.ADMINISTRATOR, TAN_TRAO))

    for view in ("invitation_new", "invitation_give", "invitation_withdraw"):
        assert 404 == neighbour.post(reverse(view, args=[lan.username]), {"renews": "password"}).status_code


def test_an_asked_for_code_is_not_given_out_once_the_person_has_risen_beyond(office, lan, manager, other_manager):
    ask_for_both(actor=manager, staff=lan, now=NOW)
    give_role(actor=None, staff=lan, role=Role.SUPERVISOR, unit=the_unit(TUYEN_QUANG), now=NOW)

    with pytest.raises(RefusedError, match="beyond your units"):
        give_what_was_asked_for(actor=other_manager, staff=lan, now=NOW, entropy=office.chance.randbytes)


def test_the_first_password_proves_nothing_beside_a_code(office, lan, manager):
    """Whoever hired the person knows it."""
    Staff.objects.filter(pk=lan.pk).update(must_change_password=True)

    with pytest.raises(RefusedError, match="set both anew"):
        code_for(office, lan, Renewal.SECOND_FACTOR, manager)


def test_a_password_that_came_by_a_code_proves_nothing_beside_another_code(office, lan, manager):
    """Else one administrator sets the one anew, and with it the other."""
    renew(code=code_for(office, lan, Renewal.PASSWORD, manager), password="", new_password=NEW, now=NOW)
    desk = office.client(manager)

    answer = desk.post(reverse("invitation_new", args=[lan.username]), {"renews": "second_factor"})

    assert 409 == answer.status_code
    assert "set both anew" in answer.content.decode()
    assert Authenticator.objects.filter(user=lan).exists()


def test_it_proves_something_once_it_was_used_together_with_the_second_factor(office, lan, manager):
    renew(code=code_for(office, lan, Renewal.PASSWORD, manager), password="", new_password=NEW, now=NOW)
    client, _ = signs_in(office, lan)
    assert Staff.objects.get(pk=lan.pk).password_unproven

    client.post(reverse("mfa_authenticate"), {"code": code_now(lan)})

    assert not Staff.objects.get(pk=lan.pk).password_unproven
    assert code_for(office, lan, Renewal.SECOND_FACTOR, manager)


def test_a_factor_that_is_set_up_beside_it_proves_it_too(office, lan, manager, monkeypatch):
    monkeypatch.setattr(transaction, "on_commit", lambda then: then())  # a test's own transaction never commits
    renew(code=code_for(office, lan, Renewal.SECOND_FACTOR, manager), password=PASSWORD, new_password=NEW, now=NOW)
    client, _ = signs_in(office, lan)
    assert Staff.objects.get(pk=lan.pk).password_unproven

    set_up_an_app(client, NEW)

    assert not Staff.objects.get(pk=lan.pk).password_unproven


def test_a_passkey_alone_says_nothing_about_the_password(office, lan, manager):
    renew(code=code_for(office, lan, Renewal.PASSWORD, manager), password="", new_password=NEW, now=NOW)
    request = RequestFactory().get("/")
    request.session = office.client(lan).session
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = []

    record_authentication(request, Staff.objects.get(pk=lan.pk), "mfa", type="webauthn", passwordless=True)

    assert Staff.objects.get(pk=lan.pk).password_unproven


def test_a_code_for_the_second_factor_is_none_once_the_password_came_by_a_code(office, lan, manager):
    code = code_for(office, lan, Renewal.SECOND_FACTOR, manager)
    Staff.objects.filter(pk=lan.pk).update(password_unproven=True)

    assert with_code(code, NOW) is None


@pytest.mark.parametrize("opens", [True, False])
def test_an_ask_for_both_ends_after_a_day(office, lan, manager, other_manager, opens):
    ask_for_both(actor=manager, staff=lan, now=NOW)
    office.clock[0] = NOW + ASK_LASTS - dt.timedelta(minutes=1 if opens else 0)
    second = office.client(other_manager)
    listed = second.get(reverse("staff_list")).content.decode()

    answer = second.post(reverse("invitation_give", args=[lan.username]))

    assert opens == ("asked on 24/11/2026" in listed)
    assert (200 if opens else 409) == answer.status_code


def test_an_ask_for_both_ends_with_the_role_of_whoever_asked(office, lan, manager, other_manager):
    ask_for_both(actor=manager, staff=lan, now=NOW)
    manager.grants.update(ended_at=NOW)
    second = office.client(other_manager)
    listed = second.get(reverse("staff_list")).content.decode()

    answer = second.post(reverse("invitation_give", args=[lan.username]))

    assert "asked on" not in listed
    assert 409 == answer.status_code
    assert "no administrator of this person any more" in answer.content.decode()


def test_an_ask_for_both_ends_where_whoever_asked_got_the_role_anew(office, lan, manager, other_manager):
    ask_for_both(actor=manager, staff=lan, now=NOW)
    manager.grants.update(given_at=NOW)

    with pytest.raises(RefusedError, match="no administrator of this person any more"):
        give_what_was_asked_for(actor=other_manager, staff=lan, now=NOW, entropy=office.chance.randbytes)


def test_a_code_for_both_is_none_once_whoever_asked_is_no_administrator_any_more(office, lan, manager, other_manager):
    ask_for_both(actor=manager, staff=lan, now=NOW)
    code = give_what_was_asked_for(actor=other_manager, staff=lan, now=NOW, entropy=office.chance.randbytes)
    assert with_code(code, NOW)

    manager.grants.update(ended_at=NOW)

    assert with_code(code, NOW) is None


def test_whoever_asks_for_both_is_given_what_waits_for_the_second(lan, manager):
    assert ask_for_both(actor=manager, staff=lan, now=NOW) == open_for(lan, NOW)


def test_nothing_is_open_any_more_of_what_an_administrator_of_then_gave_out(office, lan, manager):
    code_for(office, lan, Renewal.PASSWORD, manager)
    opened = open_for(lan, NOW)

    manager.grants.update(ended_at=NOW)

    assert (lan, None) == (opened.staff, open_for(lan, NOW))


def test_a_week_elsewhere_makes_no_second_administrator_here(office, lan, manager):
    """Of a commune beside for a year, of this one since this minute."""
    ask_for_both(actor=manager, staff=lan, now=NOW)
    newcomer = office.staff("Quản Trị Xã Bên", Role.ADMINISTRATOR, TAN_TRAO)
    newcomer.grants.update(given_at=NOW - dt.timedelta(days=365))
    give_role(actor=None, staff=newcomer, role=Role.ADMINISTRATOR, unit=the_unit(SON_DUONG), now=NOW)

    with pytest.raises(RefusedError, match="for a week"):
        give_what_was_asked_for(actor=newcomer, staff=lan, now=NOW, entropy=office.chance.randbytes)


def test_what_nobody_has_is_not_lost(office, manager):
    person = make_staff(username="moi", full_name="Người Mới", password=PASSWORD, must_change=False)
    give_role(actor=None, staff=person, role=Role.REPORTER, unit=the_unit(SON_DUONG), now=NOW)
    page = office.client(manager).get(reverse("staff", args=["moi"])).content.decode()

    code = code_for(office, person, Renewal.PASSWORD, manager)
    done = sets_anew(office.client(), code).content.decode()

    assert 'value="password"' in page
    assert 'value="both"' not in page
    assert "Sign in with it." in done
    for renews in (Renewal.SECOND_FACTOR, Renewal.BOTH):
        with pytest.raises(RefusedError, match="no second factor"):
            code_for(office, person, renews)


def test_a_code_works_once_and_for_four_hours(office, lan, manager):
    code, soon = code_for(office, lan, Renewal.PASSWORD, manager), NOW + LASTS - dt.timedelta(seconds=1)

    assert with_code(code, soon) == open_for(lan, soon) is not None
    assert with_code(code, NOW + LASTS) is open_for(lan, NOW + LASTS) is None
    renew(code=code, password="", new_password=NEW, now=NOW)

    with pytest.raises(RefusedError, match="is over"):
        renew(code=code, password="", new_password=PASSWORD, now=NOW)


def test_a_code_is_none_once_the_person_has_more_rights_than_whoever_gave_it_out(office, other_manager):
    """A reporter's code is in the pocket of the commune's administrator when the province makes her its supervisor."""
    person = office.staff("Thảo Báo Cáo", Role.REPORTER)
    code = code_for(office, person, Renewal.PASSWORD, other_manager)
    assert with_code(code, NOW)

    give_role(actor=None, staff=person, role=Role.SUPERVISOR, unit=the_unit(TUYEN_QUANG), now=NOW)

    assert 409 == sets_anew(office.client(), code).status_code
    assert Staff.objects.get(pk=person.pk).check_password(PASSWORD)


def test_a_code_is_none_once_whoever_gave_it_out_is_no_administrator_any_more(office, lan, manager, other_manager):
    code = code_for(office, lan, Renewal.PASSWORD, other_manager)

    end_role(actor=manager, grant=other_manager.grants.get(), now=NOW)

    assert with_code(code, NOW) is None


def test_the_newest_code_is_the_only_one_and_a_withdrawn_one_is_none(office, lan, manager):
    first, second = (code_for(office, lan, Renewal.PASSWORD, manager) for _ in range(2))
    assert with_code(first, NOW) is None

    withdraw(actor=manager, staff=lan, now=NOW)

    assert with_code(second, NOW) is None
    with pytest.raises(RefusedError, match="no open invitation"):
        withdraw(actor=manager, staff=lan, now=NOW)


def test_who_asks_for_both_ends_the_code_that_was_open(office, lan, manager):
    code = code_for(office, lan, Renewal.PASSWORD, manager)

    ask_for_both(actor=manager, staff=lan, now=NOW)

    assert with_code(code, NOW) is None


def test_nobody_withdraws_the_code_of_somebody_beyond_their_units(office, lan, manager):
    code = code_for(office, lan, Renewal.PASSWORD, manager)
    neighbour = office.staff("Quản Trị Xã Bên", Role.ADMINISTRATOR, TAN_TRAO)

    with pytest.raises(RefusedError, match="beyond your units"):
        withdraw(actor=neighbour, staff=lan, now=NOW)

    assert with_code(code, NOW)


def test_what_is_withdrawn_or_given_anew_to_one_leaves_the_code_of_another(office, lan, manager):
    hoa = office.staff("Ma Thị Hoa", Role.HEALTH_OFFICER)
    code = code_for(office, hoa, Renewal.PASSWORD, manager)
    with pytest.raises(RefusedError, match="no open invitation"):
        withdraw(actor=manager, staff=lan, now=NOW)

    for _ in range(2):
        code_for(office, lan, Renewal.PASSWORD, manager)
    withdraw(actor=manager, staff=lan, now=NOW)

    given = with_code(code, NOW)
    assert given is not None
    assert hoa == given.staff


def test_the_page_of_a_code_takes_two_ways_of_asking_and_shows_nothing_of_it_in_a_report(office):
    answer = office.client().post(reverse("invitation"), {"code": "x"})

    assert "__ALL__" == answer.wsgi_request.sensitive_post_parameters
    assert 405 == office.client().put(reverse("invitation")).status_code


@pytest.mark.parametrize("wrong", ["", " ", "aaaaa-aaaaa-aaaaa-aaaaa", "x" * 5_000, "%00", "'; --"])
def test_a_code_that_was_never_given_opens_nothing_and_names_nobody(office, lan, wrong):
    asked = office.client().post(reverse("invitation"), {"code": wrong})
    tried = sets_anew(office.client(), wrong)

    for answer in (asked, tried):
        assert 409 == answer.status_code
        assert "This code was typed wrongly, was used, or is over" in answer.content.decode()


def test_the_code_is_kept_nowhere_and_stands_in_no_address(office, lan, manager):
    answer = office.client(manager).post(reverse("invitation_new", args=[lan.username]), {"renews": "password"})
    code = shown_code(answer)

    assert code not in repr(list(Invitation.objects.values()))
    assert code not in repr(list(Entry.objects.values()))
    assert code not in office.client(manager).get(reverse("staff", args=[lan.username])).content.decode()
    assert "no-store" in answer.headers["cache-control"]


def test_all_sessions_end_when_a_code_is_given_out_and_when_it_is_used(office, manager):
    lan = Staff.objects.create(pk=1_234, username="lan", full_name="Nguyễn Thị Lan", password=make_password(PASSWORD))
    give_role(actor=None, staff=lan, role=Role.HEALTH_OFFICER, unit=the_unit(SON_DUONG), now=NOW)
    TOTP.activate(lan, generate_totp_secret())
    at_home = office.client(lan)
    thief, _ = signs_in(office, lan, PASSWORD)  # knows the password, and waits at the second step
    assert LOGIN_SESSION_KEY in thief.session

    code = code_for(office, lan, Renewal.SECOND_FACTOR, manager)

    assert 302 == at_home.get(reverse("case_list")).status_code
    assert LOGIN_SESSION_KEY not in thief.session
    at_home, colleague = office.client(lan), office.client(office.staff("Trần Hùng", Role.SUPERVISOR))
    thief, _ = signs_in(office, lan, PASSWORD)
    renew(code=code, password=PASSWORD, new_password=NEW, now=NOW)
    assert 302 == at_home.get(reverse("case_list")).status_code
    assert LOGIN_SESSION_KEY not in thief.session  # nothing would be asked of it any more
    assert 200 == colleague.get(reverse("case_list")).status_code
    assert str(lan.pk) not in {one.get_decoded().get("_auth_user_id") for one in Session.objects.all()}


def test_until_a_code_is_used_what_somebody_had_goes_on(office, lan, manager):
    code_for(office, lan, Renewal.PASSWORD, manager)

    _, answer = signs_in(office, lan, PASSWORD)

    assert reverse("mfa_authenticate") == answer.headers["location"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"password1": "ngắn", "password2": "ngắn"}, "too short"),
        ({"password2": "một câu khác hẳn dài hơn"}, "the same password each time"),
        ({"password1": PASSWORD, "password2": PASSWORD}, "the password until now; choose another"),
        ({"password1": "nguyen thi lan lan", "password2": "nguyen thi lan lan"}, "too much like your name"),
    ],
)
def test_a_new_password_is_a_good_one_and_the_code_stays_for_another_try(office, lan, manager, fields, said):
    Staff.objects.filter(pk=lan.pk).update(full_name="Nguyen Thi Lan Lan")
    code = code_for(office, lan, Renewal.PASSWORD, manager)

    answer = sets_anew(office.client(), code, **fields)

    assert 400 == answer.status_code
    assert said in answer.content.decode()
    assert code in answer.content.decode()
    assert with_code(code, NOW)


def test_whoever_forgot_is_not_held_up_by_their_own_wrong_guesses(office, lan, manager):
    for number in range(6):
        signs_in(office, lan, f"guess {number}")
    cache.clear()
    code = code_for(office, lan, Renewal.PASSWORD, manager)

    renew(code=code, password="", new_password=NEW, now=NOW)

    _, answer = signs_in(office, lan)
    assert reverse("mfa_authenticate") == answer.headers["location"]


def test_a_code_lets_somebody_in_while_wrong_passwords_are_typed_elsewhere(office, lan, manager):
    visitor, code = office.client(), code_for(office, lan, Renewal.PASSWORD, manager)
    for number in range(6):
        signs_in(office, lan, f"guess {number}")
    assert reverse("mfa_authenticate") != signs_in(office, lan, PASSWORD)[1].headers.get("location")
    sets_anew(visitor, code)

    answer = visitor.post(reverse("account_login"), {"login": lan.username, "password": NEW})

    assert reverse("mfa_authenticate") == answer.headers["location"]


def test_a_role_that_ended_gives_no_help_any_more(office, lan, manager, other_manager):
    end_role(actor=manager, grant=other_manager.grants.get(), now=NOW)

    answer = office.client(other_manager).post(reverse("invitation_new", args=[lan.username]), {"renews": "password"})

    assert 403 == answer.status_code


def test_only_whoever_asks_by_form_gets_a_code(office, lan, manager):
    for view in ("invitation_new", "invitation_give", "invitation_withdraw"):
        assert 405 == office.client(manager).get(reverse(view, args=[lan.username])).status_code
    nonsense = office.client(manager).post(reverse("invitation_new", args=[lan.username]), {"renews": "everything"})

    assert 400 == nonsense.status_code
    assert 0 == Invitation.objects.count()
