"""Signing in: a password is not enough, guesses are counted, sessions end, secrets lie encrypted."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from bluezone.portal import settings as product_settings
from bluezone.portal.audit.models import Entry
from bluezone.portal.identity.adapters import SecondFactorAdapter
from bluezone.portal.identity.known_devices import COOKIE
from bluezone.portal.identity.roles import NEEDS_SECOND_FACTOR, Role
from bluezone.portal.staff.services import end_role, give_role, make_staff
from tests.support.portal.half_minutes import digits_of
from tests.support.portal.offices import NOW, PASSWORD, SON_DUONG, TUYEN_QUANG, the_unit
from tests.support.portal.passkeys import Passkey, challenge_for_anybody


@pytest.fixture(autouse=True)
def no_counted_attempts():
    cache.clear()


def code_now(person) -> str:
    secret = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP).wrap().instance.data["secret"]
    from allauth.mfa.utils import decrypt

    return digits_of(decrypt(secret))


def sign_in(client, name, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": name, "password": password}, **more)


def test_the_product_keeps_passwords_under_argon2id_and_nothing_else():
    """The tests' own settings hash cheaply; those that they stand on do not."""
    (kept_under,) = product_settings.PASSWORD_HASHERS

    assert import_string(kept_under)().encode("một câu", "a salt of some length").startswith("argon2$argon2id$")


def test_a_password_leads_only_to_the_second_step(office):
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    client = office.client()

    answer = sign_in(client, person.username)

    assert reverse("mfa_authenticate") == answer.headers["location"]
    assert 302 == client.get(reverse("case_list")).status_code


def test_password_and_code_open_the_portal(office):
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    client = office.client()
    sign_in(client, person.username)

    answer = client.post(reverse("mfa_authenticate"), {"code": code_now(person)})

    assert "/" == answer.headers["location"]
    assert 200 == client.get(reverse("case_list")).status_code


def test_a_wrong_code_opens_nothing(office):
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    client = office.client()
    sign_in(client, person.username)

    answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert "wrong, or was used already" in answer.content.decode()
    assert 302 == client.get(reverse("case_list")).status_code


def test_a_recovery_code_works_once(office):
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    codes = RecoveryCodes.activate(person).get_unused_codes()
    for expected in (302, 200):
        client = office.client()
        sign_in(client, person.username)

        answer = client.post(reverse("mfa_authenticate"), {"code": codes[0]})

        assert expected == answer.status_code


def test_a_session_of_the_password_alone_ends_once_there_is_a_second_factor(office, monkeypatch):
    """Somebody with a stolen first password waits; its owner sets an app up elsewhere."""
    owner = make_staff(username="moi", full_name="Người Mới", password=PASSWORD, must_change=False)
    give_role(actor=None, staff=owner, role=Role.HEALTH_OFFICER, unit=the_unit(SON_DUONG), now=NOW)
    thief, at_home = office.client(), office.client()
    sign_in(thief, owner.username)
    sign_in(at_home, owner.username)
    assert 200 == thief.get(reverse("mfa_index")).status_code
    monkeypatch.setattr(transaction, "on_commit", lambda then: then())  # a test's own transaction never commits

    set_up_an_app(at_home)

    assert 200 == at_home.get(reverse("case_list")).status_code
    for name in ("case_list", "mfa_view_recovery_codes", "mfa_index"):
        assert thief.get(reverse(name)).headers["location"].startswith(reverse("account_login"))
        assert SESSION_KEY not in thief.session


def set_up_an_app(client, password: str = PASSWORD) -> None:
    asks = client.get(reverse("mfa_activate_totp"))
    if asks.status_code == 302:
        client.post(asks.headers["location"], {"password": password})
        client.get(reverse("mfa_activate_totp"))
    secret = client.session[SECRET_SESSION_KEY]
    answer = client.post(reverse("mfa_activate_totp"), {"code": digits_of(secret)})
    assert 302 == answer.status_code


@pytest.mark.parametrize("role", Role)
def test_a_role_that_needs_a_second_factor_sees_nothing_without_one(office, role):
    person = make_staff(username="moi", full_name="Người Mới", password=PASSWORD, must_change=False)
    give_role(actor=None, staff=person, role=role, unit=the_unit(SON_DUONG), now=NOW)

    answer = office.client(person).get("/")

    if role in NEEDS_SECOND_FACTOR:
        assert reverse("mfa_index") == answer.headers["location"]
    else:
        assert 200 == answer.status_code


def test_reporters_alone_have_nothing_but_a_password():
    """Whoever signs, seals or words papers has more, though they may see no names (SECURITY.md)."""
    assert {Role.REPORTER} == set(Role) - NEEDS_SECOND_FACTOR


def test_a_first_password_must_be_changed(office):
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    person.must_change_password = True
    person.save()
    client = office.client(person)
    assert reverse("account_change_password") == client.get("/").headers["location"]

    new = "một câu khác hẳn, dài hơn"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert 200 == client.get("/").status_code


@pytest.mark.parametrize("weak", ["ngắn quá", "123456789012345", "password1234", "lan y tá lan", PASSWORD])
def test_a_weak_password_is_refused(office, weak):
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)

    answer = office.client(person).post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    )

    assert 200 == answer.status_code
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_guessing_is_stopped_and_says_nothing_about_names(office):
    office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    told = {}
    for name in ("lanyt", "nobody"):
        answers = [sign_in(office.client(), name, f"guess {n}") for n in range(7)]
        told[name] = [(answer.status_code, without_tokens(answer).replace(name, "")) for answer in answers]
        cache.clear()

    assert told["lanyt"] == told["nobody"]
    assert 429 in {status for status, _ in told["lanyt"]}


def test_a_name_in_capitals_gets_no_guesses_of_its_own(office):
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    for number, name in enumerate(("lanyt", "LANYT", "Lanyt", "lAnyt", "laNyt")):
        cache.clear()  # what counts from anywhere lies in memory; what counts from one address, in the database
        sign_in(office.client(), name, f"guess {number}")
    cache.clear()

    assert 429 == sign_in(office.client(), person.username).status_code


def test_calls_from_many_addresses_do_not_push_out_how_often_a_name_was_tried(office, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    for number in range(5):
        sign_in(office.client(), person.username, "guess", headers={"x-forwarded-for": f"203.0.113.{number}"})
    for number in range(1_000):
        cache.set(f"other:{number}", "x", 300)

    stopped = sign_in(office.client(), person.username, headers={"x-forwarded-for": "203.0.113.99"})

    assert "Too many failed" in stopped.content.decode()


ELSEWHERE, AT_HOME = ({"REMOTE_ADDR": address} for address in ("198.51.100.7", "203.0.113.9"))


def signed_in_fully(office, person):
    """A browser in which somebody has shown everything, and signed out again."""
    client = office.client()
    sign_in(client, person.username, **AT_HOME)
    assert 302 == client.post(reverse("mfa_authenticate"), {"code": code_now(person)}, **AT_HOME).status_code
    client.post(reverse("account_logout"), **AT_HOME)
    return client


def guess(office, person, times: int, *, client=None, **where) -> None:
    for number in range(times):
        sign_in(client or office.client(), person.username, f"guess {number}", **where)


@pytest.mark.parametrize("where", [ELSEWHERE, AT_HOME], ids=["elsewhere", "behind the same address"])
def test_whoever_signed_in_fully_before_is_not_shut_out_by_what_somebody_types(office, where):
    lan = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    known = signed_in_fully(office, lan)

    for _ in range(4):
        guess(office, lan, 9, **where)
        stranger = sign_in(office.client(), lan.username, **where)
        own = sign_in(known, lan.username, **AT_HOME)

        assert reverse("mfa_authenticate") != stranger.headers.get("location")
        assert reverse("mfa_authenticate") == own.headers["location"]


def test_a_known_device_guesses_five_times_and_shuts_out_itself_alone(office):
    lan = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    known, other = signed_in_fully(office, lan), signed_in_fully_later(office, lan)
    guess(office, lan, 6, client=known, **AT_HOME)

    own, others = (sign_in(client, lan.username, **AT_HOME) for client in (known, other))

    assert "Too many failed" in own.content.decode()
    assert reverse("mfa_authenticate") == others.headers["location"]


def signed_in_fully_later(office, person):
    """With the code of a half minute in which none has passed yet."""
    cache.clear()
    for app in Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP):
        app.data.pop("passed")
        app.save()
    return signed_in_fully(office, person)


def test_a_device_is_known_for_whom_it_knows_and_for_nobody_else(office):
    lan, hung = office.staff("Lan Y Tá", Role.HEALTH_OFFICER), office.staff("Trần Hùng", Role.SUPERVISOR)
    known = signed_in_fully(office, lan)
    guess(office, hung, 6, **AT_HOME)

    answer = sign_in(known, hung.username, **AT_HOME)

    assert reverse("mfa_authenticate") != answer.headers.get("location")


def test_one_computer_knows_all_who_share_it(office):
    lan, hung = office.staff("Lan Y Tá", Role.HEALTH_OFFICER), office.staff("Trần Hùng", Role.SUPERVISOR)
    client = signed_in_fully(office, lan)
    sign_in(client, hung.username, **AT_HOME)
    client.post(reverse("mfa_authenticate"), {"code": code_now(hung)}, **AT_HOME)
    client.post(reverse("account_logout"), **AT_HOME)

    for person in (lan, hung):
        guess(office, person, 6, **ELSEWHERE)
        assert reverse("mfa_authenticate") == sign_in(client, person.username, **AT_HOME).headers["location"]
        cache.clear()


def test_the_password_alone_makes_no_device_known(office):
    lan = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    client = office.client()

    sign_in(client, lan.username)

    assert COOKIE not in client.cookies


@pytest.mark.parametrize("role", Role)
def test_whoever_has_to_set_up_a_second_factor_makes_no_device_known_before(office, role):
    person = make_staff(username="moi", full_name="Người Mới", password=PASSWORD, must_change=False)
    give_role(actor=None, staff=person, role=role, unit=the_unit(SON_DUONG), now=NOW)
    client = office.client()

    assert 302 == sign_in(client, "moi").status_code

    assert (role not in NEEDS_SECOND_FACTOR) == (COOKIE in client.cookies)


def test_nobody_makes_up_a_known_device(office, settings):
    lan = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    known = signed_in_fully(office, lan)
    true = known.cookies[COOKIE].value
    guess(office, lan, 6, **ELSEWHERE)

    of_ours = signing.dumps({"number": "1", "names": []})
    for made_up in ("", "x", true[:-1], true.replace(":", "!"), of_ours, true + "a"):
        client = office.client()
        client.cookies[COOKIE] = made_up
        assert reverse("mfa_authenticate") != sign_in(client, lan.username, **AT_HOME).headers.get("location")


def test_the_cookie_of_a_device_opens_nothing_names_nobody_and_goes_to_the_pages_of_signing_in_alone(office):
    lan = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    cookie = signed_in_fully(office, lan).cookies[COOKIE]
    thief = office.client()
    thief.cookies[COOKIE] = cookie.value

    assert 302 == thief.get(reverse("case_list")).status_code
    assert lan.username not in str(signing.loads(cookie.value, salt="bluezone/portal/known-device/1"))
    assert ("/account/", True, "Lax") == (cookie["path"], cookie["httponly"], cookie["samesite"])


def test_a_passkey_is_counted_among_the_persons_own_until_it_has_a_name(office):
    """Whoever shows codes of an app has another means, and no passkey yet."""
    lan, other = office.staff("Lan", Role.HEALTH_OFFICER), office.staff("Hùng", Role.HEALTH_OFFICER)
    passkey, adapter = Authenticator.Type.WEBAUTHN, SecondFactorAdapter()
    assert Authenticator.objects.filter(user=lan, type=Authenticator.Type.TOTP).exists()
    before = adapter.generate_authenticator_name(lan, passkey)

    Authenticator.objects.create(user=lan, type=passkey, data={})

    names = [adapter.generate_authenticator_name(one, passkey) for one in (lan, other)]
    assert ["Khóa truy cập 1", "Khóa truy cập 2", "Khóa truy cập 1"] == [before, *names]


def test_a_passkey_is_shut_out_by_nobody(office):
    """Nothing of a name is counted before it."""
    lan = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    passkey = Passkey(lan)
    passkey.keep()
    guess(office, lan, 12, **AT_HOME)
    client = office.client()
    assert reverse("mfa_authenticate") != sign_in(client, lan.username, **AT_HOME).headers.get("location")
    shown = passkey.touched(challenge_for_anybody(client), asks_who=True)

    answer = client.post(reverse("mfa_login_webauthn"), {"credential": shown}, **AT_HOME)

    assert "/" == answer.headers["location"]
    assert 200 == client.get(reverse("case_list")).status_code


def test_a_code_of_the_app_works_once_whoever_saw_it(office):
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    code = code_now(person)
    for number, expected in enumerate((302, 200)):
        client = office.client()
        sign_in(client, person.username)
        for entry in range(number * 1_000):
            cache.set(f"other:{entry}", "x", 300)

        assert expected == client.post(reverse("mfa_authenticate"), {"code": code}).status_code


def test_the_audit_tells_who_came_in_and_how_and_what_they_changed(office, monkeypatch):
    monkeypatch.setattr(transaction, "on_commit", lambda then: then())  # a test's own transaction never commits
    person = make_staff(username="moi", full_name="Người Mới", password=PASSWORD, must_change=False)
    give_role(actor=None, staff=person, role=Role.HEALTH_OFFICER, unit=the_unit(SON_DUONG), now=NOW)
    client, new = office.client(), "một câu khác hẳn, dài hơn"
    sign_in(client, person.username)
    set_up_an_app(client)
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    client.post(reverse("mfa_deactivate_totp"))
    again = office.client()
    sign_in(again, person.username, new)

    told = Entry.objects.filter(act__startswith="staff.").exclude(act="staff.give").order_by("number")

    assert [
        ("staff.sign_in", {"by": ["password"]}),
        ("staff.factor", {"added": "totp"}),
        ("staff.factor", {"added": "recovery_codes"}),
        ("staff.password", {}),
        ("staff.factor", {"removed": "totp"}),
        ("staff.factor", {"removed": "recovery_codes"}),
        ("staff.sign_in", {"by": ["password"]}),
    ] == list(told.values_list("act", "detail"))
    assert {person.pk} == set(told.values_list("actor", flat=True))
    supervisor = office.client(office.staff("Giám Sát", Role.SUPERVISOR))
    assert "changed their own second factor" in supervisor.get(reverse("audit_log")).content.decode()


def test_the_audit_tells_by_which_second_factor_somebody_came_in_and_that_recovery_codes_are_new(office, monkeypatch):
    monkeypatch.setattr(transaction, "on_commit", lambda then: then())  # a test's own transaction never commits
    person, client = office.staff("Lan Y Tá", Role.HEALTH_OFFICER), office.client()
    sign_in(client, person.username)
    client.post(reverse("mfa_authenticate"), {"code": code_now(person)})
    asks = client.get(reverse("mfa_generate_recovery_codes"))
    client.post(asks.headers["location"], {"password": PASSWORD})
    client.post(reverse("mfa_generate_recovery_codes"))

    told = Entry.objects.filter(act__in=("staff.sign_in", "staff.factor")).order_by("number")

    assert [{"by": ["password", "totp"]}, {"drawn_anew": "recovery_codes"}] == list(
        told.values_list("detail", flat=True)
    )


def test_whoever_knows_the_password_and_no_code_is_told_of(office):
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    client = office.client()
    sign_in(client, person.username)

    client.post(reverse("mfa_authenticate"), {"code": "000000"})

    line = Entry.objects.latest("number")
    assert ("staff.wrong_code", person, the_unit(SON_DUONG).path) == (line.act, line.actor, line.path)


def test_too_many_changes_are_refused_on_a_page_of_ours(office):
    client = office.client(office.staff("Lan Y Tá", Role.HEALTH_OFFICER))
    answers = [
        client.post(reverse("account_change_password"), {"oldpassword": "x", "password1": "y", "password2": "z"})
        for _ in range(7)
    ]

    assert 429 == answers[-1].status_code
    assert "Nothing was changed" in answers[-1].content.decode()


def test_behind_the_proxy_one_guesser_locks_nobody_else_out(office, settings):
    """Names are tried from one address; others sign in from theirs. What a caller writes into the header counts not."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    guesser, colleague = office.client(), office.client()
    for number in range(12):
        sign_in(guesser, f"name{number}", headers={"x-forwarded-for": f"198.51.100.{number}, 203.0.113.9"})

    stopped = sign_in(guesser, person.username, headers={"x-forwarded-for": "198.51.100.99, 203.0.113.9"})
    let_in = sign_in(colleague, person.username, headers={"x-forwarded-for": "203.0.113.77"})

    assert 302 != stopped.status_code
    assert reverse("mfa_authenticate") == let_in.headers["location"]


def test_the_right_password_comes_too_late(office):
    """Locked in the database, so that a restart of the portal does not forget it."""
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    for number in range(6):
        sign_in(office.client(), person.username, f"guess {number}")
    cache.clear()

    assert 429 == sign_in(office.client(), person.username).status_code


def without_tokens(answer) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_a_session_ends_after_half_an_hour_of_rest_and_is_young_again_with_each_page(office):
    client = office.client(office.staff("Lan Y Tá", Role.HEALTH_OFFICER))
    kept = Session.objects.filter(session_key=client.session.session_key)

    for left in (dt.timedelta(minutes=1), dt.timedelta(minutes=29)):
        kept.update(expire_date=timezone.now() + left)
        before = timezone.now()
        assert 200 == client.get(reverse("case_list")).status_code
        rests = kept.get().expire_date - before
        assert dt.timedelta(minutes=30) <= rests < dt.timedelta(minutes=31)

    kept.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    assert 302 == client.get(reverse("case_list")).status_code


def test_pages_of_one_minute_write_a_session_once(office):
    client = office.client(office.staff("Lan Y Tá", Role.HEALTH_OFFICER))
    Session.objects.update(expire_date=timezone.now() + dt.timedelta(minutes=20))

    written = []
    for _page in range(3):
        with CaptureQueriesContext(connection) as asked:
            assert 200 == client.get(reverse("case_list")).status_code
        written.append(sum('UPDATE "django_session"' in one["sql"] for one in asked))

    assert [1, 0, 0] == written


def test_a_session_ends_after_a_shift_however_busy(office):
    client = office.client(office.staff("Lan Y Tá", Role.HEALTH_OFFICER))
    assert 200 == client.get("/").status_code
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": timezone.now().timestamp() - 11 * 3600},
        {"method": "mfa", "at": timezone.now().timestamp() - 11 * 3600},
        {"method": "password", "at": timezone.now().timestamp(), "reauthenticated": True},
    ]
    session.save()

    assert 302 == client.get("/").status_code
    assert "_auth_user_id" not in client.session


def test_a_session_of_unknown_age_ends_at_once(office):
    client = office.client(office.staff("Lan Y Tá", Role.HEALTH_OFFICER))
    session = client.session
    del session[AUTHENTICATION_METHODS_SESSION_KEY]
    session.save()

    assert 302 == client.get("/").status_code


def test_the_secret_of_an_app_is_not_in_the_database(office):
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    Authenticator.objects.all().delete()
    secret = generate_totp_secret()
    stored = TOTP.activate(person, secret).instance.data["secret"]

    assert secret not in stored
    assert stored.startswith("gAAAA")


def test_who_confirms_who_they_are_may_use_a_passkey_by_the_name_that_it_has_on_every_page(office):
    person = office.staff("Nguyễn Thị Khóa", Role.HEALTH_OFFICER)
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={})

    page = office.client(person).get(reverse("account_reauthenticate")).content.decode()

    assert ("Use a passkey" in page, "security key" in page) == (True, False)


def test_setting_up_an_app_asks_for_the_password_again_and_shows_a_drawing_and_not_a_picture_address(office):
    person = make_staff(username="moi", full_name="Người Mới", password=PASSWORD, must_change=False)
    give_role(actor=None, staff=person, role=Role.HEALTH_OFFICER, unit=the_unit(SON_DUONG), now=NOW)
    client = office.client()
    sign_in(client, person.username)
    asks = client.get(reverse("mfa_activate_totp"))
    assert asks.headers["location"].startswith(reverse("account_reauthenticate"))
    client.post(asks.headers["location"], {"password": PASSWORD})

    page = client.get(reverse("mfa_activate_totp")).content.decode()

    assert '<svg class="qr"' in page
    assert "data:image" not in page


def test_ending_a_role_closes_the_persons_sessions(office):
    manager = office.staff("Quản Trị", Role.ADMINISTRATOR, TUYEN_QUANG)
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    client = office.client(person)
    assert 200 == client.get(reverse("case_list")).status_code

    end_role(actor=manager, grant=person.grants.get(), now=NOW)

    assert 302 == client.get(reverse("case_list")).status_code


def test_there_is_no_way_to_sign_up(office):
    paths = ("/account/signup", "/account/signup/", "/account/password/reset", "/admin/")

    assert {404} == {office.client().get(path).status_code for path in paths}


def test_a_passkey_has_a_name_in_the_readers_language_until_its_owner_gives_one(office):
    lan = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)

    with translation.override("vi"):
        name = SecondFactorAdapter().generate_authenticator_name(lan, Authenticator.Type.WEBAUTHN)

    assert "Khóa truy cập 1" == name


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_missing_for_another_password_is_called_as_its_fields_are(office, language):
    client = office.client(office.staff("Nguyễn Thị Lan", Role.REPORTER), language=language)

    page = client.post(reverse("account_change_password"), {}).content.decode()

    fields = re.findall(r'<label for="([^"]+)">\s*([^<]+?)\s*</label>', page)
    mistakes = re.findall(r'<li><a href="#([^"]+)">\s*([^<]+?)\s*</a>:', page)
    assert fields == mistakes
    assert 3 == len(mistakes)


def test_the_page_of_a_closed_account_leads_back_to_the_way_in(office):
    page = office.client().get(reverse("account_inactive")).content.decode()

    assert f'href="{reverse("account_login")}"' in page.split("<main")[1]
