"""An outbreak as a whole: who infected whom, how many have which level, and what it would take under other rules."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from markupsafe import escape

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Case, Person
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.hamlets.services import create_hamlet
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.tracing import chain as chains
from bluezone.portal.tracing import comparing, graph
from bluezone.portal.tracing.chain import branches_seen, chain_with
from bluezone.portal.tracing.exporting import chains as chain_files
from bluezone.portal.tracing.involving import involve, outbreak_at, settle
from bluezone.portal.tracing.levels import check
from bluezone.portal.tracing.models import Involvement, Outbreak
from bluezone.portal.tracing.outbreaks import (
    begin_outbreak,
    counts_of,
    digest_of_outbreak,
    end_outbreak,
    outbreaks_within,
    with_units,
)
from bluezone.portal.tracing.replaying import replay
from bluezone.portal.tracing.selectors import PEOPLE, people_in, people_listing
from bluezone.trace.regimes.shipped import shipped_regime
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, Office, the_unit
from tests.support.portal.posting import a_strange_commune
from tests.support.portal.tracing import TODAY, TracingOffice, ago

pytestmark = pytest.mark.usefixtures("kept_tracing")


@pytest.fixture(scope="module")
def kept_tracing(kept) -> TracingOffice:
    """The first is a case; it met the second and the third, the second the fourth, the sixth the third; the fifth met
    nobody."""
    tracing = TracingOffice(Office(), people=6)
    tracing.confirm(0)
    for source, target in ((0, 1), (0, 2), (1, 3), (5, 2)):
        tracing.meet(source, target, ago(2), ago(2))
    return tracing


@pytest.fixture
def tracing(kept_tracing, db) -> TracingOffice:
    return kept_tracing


@pytest.fixture
def administrator(tracing):
    return tracing.office.staff("Đỗ Quản Dịch", Role.ADMINISTRATOR, TUYEN_QUANG)


def steps(tracing: TracingOffice, at: int) -> list[tuple[int, int]]:
    """The chain of somebody, as people by number with their generation."""
    numbers = {tracing.node(one).pk: one for one in range(6)}
    return [(numbers[link.involvement], link.generation) for link in chain_with(tracing.node(at)).links]


def seen(tracing: TracingOffice, name: str, *arguments: object, person=None, **said: str) -> str:
    answer = tracing.office.client(person or tracing.officer).get(reverse(name, args=arguments), said)
    assert 200 == answer.status_code
    return " ".join(answer.content.decode().split())


def begin(
    actor, name: str = "Cúm A", *, begins: dt.date = TODAY + dt.timedelta(days=1), unit: str = SON_DUONG
) -> Outbreak:
    return begin_outbreak(actor=actor, name=name, pathogen="H5N1", unit=the_unit(unit), begins=begins, now=NOW)


def end(actor, outbreak: Outbreak, ended: dt.date, now: dt.datetime = NOW) -> None:
    end_outbreak(actor=actor, outbreak=outbreak, ended=ended, read=digest_of_outbreak(outbreak), now=now)


def test_a_chain_begins_with_whom_nobody_infected_and_goes_on_below_each(tracing):
    assert [(0, 0), (1, 1), (3, 2), (2, 1), (5, 0)] == steps(tracing, 3)
    assert [(0, 2), (1, 2), (2, 1)] == chain_with(tracing.node(3)).generations
    assert [(4, 0)] == steps(tracing, 4)


def test_a_withdrawn_meeting_leads_to_nobody(tracing):
    tracing.withdraw(tracing.node(1).arriving.get())

    assert [(1, 0), (3, 1)] == steps(tracing, 3)


def test_a_long_chain_comes_in_pages_and_says_where_it_was_cut(tracing, monkeypatch):
    monkeypatch.setattr(chains, "PAGE", 3)
    chain = chain_with(tracing.node(0))

    pages = [branches_seen(tracing.officer, chain, page) for page in (1, 2)]

    assert [[3], [1, 1]] == [[len(branch) for branch in branches] for branches in pages]
    assert 2 == chain.pages()
    monkeypatch.setattr(chains, "MOST", 2)
    assert not chain_with(tracing.node(0)).is_whole


def test_a_chain_names_ones_own_people_and_leaves_a_line_about_each(tracing):
    page = seen(tracing, "chain", tracing.node(3).person.pseudonym)

    assert [True, False, True, False] == [f"Người Thứ {letter}" in page for letter in "ABCD"]
    named = set(Entry.objects.get(act="tracing.chain").subjects.values_list("key", flat=True))
    assert {str(tracing.node(at).person_id) for at in (0, 2)} == named


def chain_as(tracing: TracingOffice, form: str, person=None) -> list[list[str]]:
    way = reverse("chain_file", args=[tracing.node(3).person.pseudonym])
    answer = tracing.office.client(person or tracing.officer).get(way, {"as": form})
    assert 200 == answer.status_code
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_a_chain_leaves_as_a_file_in_the_order_of_its_page(tracing):
    head, *rows = chain_as(tracing, "csv")

    assert ["Generation", "Pseudonym", "Full name"] == head[:3]
    assert [(link.generation, tracing_key(link)) for link in chain_with(tracing.node(3)).links] == [
        (int(row[0]), row[1]) for row in rows
    ]
    assert {"Người Thứ A", "Người Thứ C", ""} == {row[2] for row in rows}
    assert "chain_file" in seen(tracing, "chain", tracing.node(3).person.pseudonym).replace("/chain/file", "chain_file")
    line = Entry.objects.filter(act="tracing.chain_file").get()
    named = {str(tracing.node(at).person_id) for at in (0, 2)}
    assert named == set(line.subjects.values_list("key", flat=True))


def tracing_key(link) -> str:
    return Involvement.objects.get(pk=link.involvement).person.pseudonym


def test_a_chain_of_many_names_and_one_that_is_cut_short_do_not_leave(tracing, monkeypatch):
    way = reverse("chain_file", args=[tracing.node(3).person.pseudonym])
    client = tracing.office.client(tracing.officer)
    monkeypatch.setattr(chain_files, "MOST_ALONE", 1)
    many = client.get(way)
    monkeypatch.setattr(chains, "MOST", 2)
    cut = client.get(way)

    assert (409, 409) == (many.status_code, cut.status_code)
    assert "more than 1,000 names; take the list of people out" in many.content.decode()
    assert "longer than a file of it" in cut.content.decode()


def test_two_regimes_stand_side_by_side_as_the_replay_counts_them(tracing):
    page = seen(tracing, "regimes", one="2020-08", other="2022-02")

    strict, mild = (replay(tracing.outbreak, shipped_regime(name), None).all for name in ("2020-08", "2022-02"))
    assert strict.person_days > mild.person_days
    asked = comparing.asked_in({"one": "2020-08", "other": "2022-02"}, [tracing.outbreak])
    columns = [[column.value for column in one.columns] for one in comparing.compare(tracing.officer, asked).charts()]
    sums = [(one.persons, one.person_days, one.tests) for one in (strict, mild)]
    assert [list(pair) for pair in zip(*sums, strict=True)] == columns
    for regime in asked.regimes:
        assert [] == [source.title for source in regime.sources if str(escape(source.title)) not in page]


def test_two_regimes_are_compared_on_one_reading_of_the_outbreak(tracing, monkeypatch):
    read = []
    monkeypatch.setattr(comparing, "whole_graph", lambda outbreak: read.append(outbreak) or graph.whole_graph(outbreak))

    comparing.compare(tracing.officer, comparing.asked_in({}, [tracing.outbreak]))

    assert [tracing.outbreak] == read


def test_no_case_of_elsewhere_is_read_for_an_outbreak_of_a_commune(tracing, administrator):
    later, far = begin(administrator), tracing.cases[1]
    tracing.confirm(1)
    near = tracing.office.case(tracing.officer, confirmed_by=tracing.second, onset=TODAY)
    Case.objects.filter(pk=near.pk).update(onset=later.begins)

    may_belong = {case.pk for case in graph._that_may_belong_to(later)}

    assert {near.pk} == may_belong
    assert {far.pk, near.pk} <= {case.pk for case in graph._that_may_belong_to(tracing.outbreak)}


def test_a_hamlet_counts_with_its_commune_because_its_name_is_as_good_as_a_persons(tracing):
    hamlet = create_hamlet(actor=None, commune=the_unit(TAN_TRAO), name="Thôn Kín Đáo", now=NOW)
    settle(tracing.node(1), hamlet)

    found = replay(tracing.outbreak, shipped_regime("2020-08"), None)

    assert [(the_unit(SON_DUONG), 1), (the_unit(TAN_TRAO), 2)] == [
        (unit, levels[1].persons + levels[2].persons) for unit, levels in found.by_commune.items()
    ]
    assert "Thôn Kín Đáo" not in seen(tracing, "regimes", one="2020-08", other="2022-02")


@pytest.mark.parametrize("read", [check, lambda outbreak: replay(outbreak, shipped_regime("2020-08"), None)])
def test_whoever_is_entered_while_an_outbreak_is_read_stops_nobody(tracing, monkeypatch, read):
    columns_of = graph.columns_of

    def meanwhile(rows, *columns):
        found = columns_of(rows, *columns)
        if rows.model is not Involvement:
            return found
        monkeypatch.setattr(graph, "columns_of", columns_of)
        tracing.cases.append(tracing.office.case(tracing.officer))
        tracing.meet(0, 6, ago(1), ago(1))
        tracing.cases.pop()
        return found

    monkeypatch.setattr(graph, "columns_of", meanwhile)

    read(tracing.outbreak)

    assert 7 == tracing.outbreak.involvements.count()


def test_what_is_too_large_for_a_page_is_left_to_the_command(tracing, monkeypatch):
    assert "Side by side" in seen(tracing, "regimes", one="nonsense", day="nonsense", outbreak="nonsense")
    monkeypatch.setattr(comparing, "MOST_PEOPLE", 1)

    assert "bluezone portal replay" in seen(tracing, "regimes")


def test_another_province_counts_none_of_ours(tracing):
    stranger = tracing.office.staff("Ngô Thị Lạ", Role.HEALTH_OFFICER, a_strange_commune().key)

    compared = comparing.compare(stranger, comparing.asked_in({}, [tracing.outbreak]))

    assert (0, []) == (compared.replays[0].all.persons, compared.communes())


def test_an_outbreak_shows_what_it_is_and_how_many_have_which_level(tracing):
    page = seen(tracing, "outbreak", tracing.outbreak.pk)

    assert "SARS-CoV-2" in page
    for level, people in (("F0", 1), ("F1", 2), ("F2", 1), ("Without a level", 2), ("All", 6)):
        assert f'<dt>{level}</dt> <dd class="figures">{people}</dd>' in page


def test_a_list_is_of_all_outbreaks_and_one_of_them_can_be_chosen(tracing, administrator):
    alone = people_listing(outbreaks_within(tracing.officer, "tracing.list"))
    later = begin(administrator)
    officer = Staff.objects.get(pk=tracing.officer.pk)
    new = involve(later, tracing.cases[4].person)

    listing = people_listing(outbreaks_within(officer, "tracing.list"))

    assert alone is PEOPLE
    assert [later.name, tracing.outbreak.name] == [str(name) for _, name in listing.filters[-1].choices[1:]]
    assert [new.pk] == [one.pk for one in people_in(officer, listing.part_of({"outbreak": str(later.pk)}))]
    assert tracing.node(0) in people_in(officer, listing.part_of({}))
    page = seen(tracing, "people", outbreak=str(later.pk))
    assert ("Người Thứ E" in page, "Người Thứ A" in page) == (True, False)


def test_an_outbreak_that_ended_leaves_as_a_file_from_its_own_page(tracing, administrator):
    later = begin(administrator, begins=TODAY)
    involve(later, tracing.cases[4].person)
    end(administrator, later, TODAY)
    way = f"{reverse('outbreak_export')}?outbreak={later.pk}"

    assert way in seen(tracing, "outbreak", later.pk)
    page = seen(tracing, "outbreak_export", outbreak=str(later.pk))
    assert f"people?as=csv&amp;outbreak={later.pk}" in page
    asked = {"as": "csv", "outbreak": str(later.pk)}
    answer = tracing.office.client(tracing.officer).get(reverse("outbreak_file", args=["people"]), asked)
    written = b"".join(answer.streaming_content).decode()
    assert ("Người Thứ E" in written, "Người Thứ A" in written) == (True, False)


@pytest.mark.parametrize("number", ["0", "nonsense", "999999"])
def test_an_outbreak_that_there_is_not_cannot_be_taken_out(tracing, number):
    client = tracing.office.client(tracing.officer)

    assert 404 == client.get(reverse("outbreak_export"), {"outbreak": number}).status_code


def test_an_outbreak_of_another_province_is_not_there(tracing, administrator):
    made, elsewhere = begin(administrator), a_strange_commune().key

    client = tracing.office.client(tracing.office.staff("Ngô Thị Lạ", Role.EPIDEMIOLOGIST, elsewhere))

    assert [404, 200] == [
        client.get(reverse("outbreak", args=[one.pk])).status_code for one in (made, tracing.outbreak)
    ]


def test_two_who_became_one_are_counted_once(tracing):
    kept, merged = tracing.node(4).person, tracing.node(5).person
    Person.objects.filter(pk=merged.pk).update(merged_into=kept)

    counts = counts_of(tracing.officer, tracing.outbreak, "tracing.outbreaks")

    assert (1, 5) == (counts.without, counts.all)


def test_a_second_outbreak_takes_whoever_falls_ill_from_its_day_on(tracing, administrator):
    made = begin(administrator)

    assert made == outbreak_at(the_unit(SON_DUONG).path, made.begins)
    assert tracing.outbreak == outbreak_at(the_unit(SON_DUONG).path, TODAY)
    assert tracing.outbreak == outbreak_at(the_unit(TAN_TRAO).path, made.begins)
    assert "08" == made.place
    assert 0 == check(tracing.outbreak).count
    assert {made, tracing.outbreak} == set(outbreaks_within(tracing.officer, "tracing.outbreaks"))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"begins": ago(30)}, "fell ill here"),
        ({"begins": TODAY + dt.timedelta(days=60)}, "within a month"),
        ({"name": "C"}, "2 to 80"),
    ],
)
def test_an_outbreak_that_would_move_who_is_traced_already_is_refused(tracing, administrator, said, sentence):
    with pytest.raises(RefusedError, match=sentence):
        begin(administrator, **said)

    assert 1 == Outbreak.objects.count()


def test_an_outbreak_ends_once_and_not_before_somebody_who_belongs_to_it(tracing, administrator):
    made = begin(administrator)
    with pytest.raises(RefusedError, match="after it began"):
        end(administrator, made, TODAY)

    end(administrator, made, made.begins, NOW + dt.timedelta(days=2))

    with pytest.raises(ChangedError):
        end(administrator, made, made.begins, NOW + dt.timedelta(days=2))
    assert tracing.outbreak == outbreak_at(the_unit(SON_DUONG).path, made.begins + dt.timedelta(days=1))
    with pytest.raises(RefusedError, match="belongs to this outbreak"):
        end(administrator, tracing.outbreak, ago(30))


def test_outbreaks_are_read_once_to_end_one_however_many_fell_ill_since(tracing, administrator):
    """They belong to a smaller one of their commune, so each of them is asked about."""
    whole = begin(administrator, unit=TUYEN_QUANG)
    begin(administrator, "Cúm B")
    Case.objects.filter(path__contains=SON_DUONG).update(onset=TODAY + dt.timedelta(days=3))
    Case.objects.exclude(path__contains=SON_DUONG).update(onset=TODAY)

    with CaptureQueriesContext(connection) as asked:
        end(administrator, whole, whole.begins, NOW + dt.timedelta(days=2))

    reads = [one["sql"] for one in asked.captured_queries if 'FROM "tracing_outbreak"' in one["sql"]]
    assert 3 == len(reads)  # it is held and read; then all of them, that of the country among them


def test_whoever_administers_a_province_does_not_end_what_holds_in_the_whole_country(tracing, administrator):
    client, address = tracing.office.client(administrator), reverse("outbreak_end", args=[tracing.outbreak.pk])

    assert f'href="{reverse("outbreaks")}"' in client.get(reverse("today")).content.decode()
    assert 404 == client.post(address, {"ended": f"{TODAY}"}).status_code
    assert "End this outbreak" not in seen(tracing, "outbreak", tracing.outbreak.pk, person=administrator)
    begun = client.post(
        reverse("outbreak_begin"),
        {"name": "Cúm A", "pathogen": "H5N1", "place": "Sơn Dương", "begins": f"{TODAY + dt.timedelta(days=1)}"},
    )
    assert "Xã Sơn Dương" in " ".join(client.get(begun.headers["location"]).content.decode().split())
    elsewhere = {"name": "Cúm B", "pathogen": "H5N1", "place": "Xã Bên Kia", "begins": f"{TODAY}"}
    assert 400 == client.post(reverse("outbreak_begin"), elsewhere).status_code


def test_which_outbreaks_reach_somebody_is_asked_without_units_and_these_are_read_all_at_once(
    tracing, django_assert_num_queries
):
    outbreak_at(the_unit(TAN_TRAO).path, TODAY)
    for name, where in (("Đợt dịch chợ", SON_DUONG), ("Đợt dịch trường", TAN_TRAO)):
        Outbreak.objects.create(name=name, unit=the_unit(where), path=the_unit(where).path, begins=TODAY)
    assert tracing.officer.current_grants

    with django_assert_num_queries(1) as asked:
        found = outbreaks_within(tracing.officer, "tracing.list")
    with django_assert_num_queries(1):
        named = [one.unit.name for one in with_units(found) if one.unit]

    assert "places_unit" not in asked.captured_queries[0]["sql"]
    assert {the_unit(TAN_TRAO).name} <= set(named)
