"""The map of a directive's communes: each coloured by whoever is behind, each a link, light for every province."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.template import engines
from django.urls import reverse

from bluezone.portal.directives.selectors import where as rooms
from bluezone.portal.directives.selectors.where import Ground, Reporter, Step, Where, where_it_stands
from bluezone.portal.places.models import Unit
from bluezone.portal.places.outline_map import draw_outlines
from tests.portal.places.test_outlines import BORDERS, MOST_BYTES
from tests.support.portal.offices import Office
from tests.support.portal.rolling import CLOSED, SENT, TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout, a_rollout

KEY = "son-duong-2020"
PAGE = "{% import 'directives/where.html' as places with context %}{{ places.map(record, where) }}"


@pytest.fixture(scope="module")
def kept_rollout(kept) -> Rollout:
    """Of 31 communes one is approved, one waits, the others have sent nothing."""
    made = a_rollout(Office())
    made.approved(TRUNG_YEN)
    made.send(TAN_TRAO_COMMITTEE)
    return made


def steps_on(where: Where) -> dict[str, Step]:
    return {one.key: one.step for one in where.reporters}


def test_each_commune_stands_where_its_report_does(rollout):
    top = rollout.participant("culture-office")

    before, after = where_it_stands(top, SENT), where_it_stands(top, CLOSED)

    assert before is not None
    assert after is not None
    assert (Step.COUNTED, Step.WAITING) == (steps_on(after)[TRUNG_YEN], steps_on(after)[TAN_TRAO_COMMITTEE])
    assert ((Step.COUNTED, 1), (Step.WAITING, 1), (Step.OPEN, 29), (Step.LATE, 0)) == before.counts
    assert ((Step.COUNTED, 1), (Step.WAITING, 1), (Step.OPEN, 0), (Step.LATE, 29)) == after.counts


def test_of_several_in_one_outline_the_one_that_is_behind_gives_the_colour(rollout):
    found = where_it_stands(rollout.participant("culture-office"), CLOSED)

    assert found is not None
    ground = next(one for one in found.grounds if TRUNG_YEN in {office.key for office in one.reporters})
    assert len(ground.reporters) > 1
    assert (Step.WAITING, Step.COUNTED) == (ground.step, ground.reporters[-1].step)
    assert 31 == sum(len(one.reporters) for one in found.grounds)


def test_the_page_draws_every_shape_as_a_link_and_says_the_same_as_a_table(rollout):
    rollout.office.clock[0] = CLOSED
    client = rollout.office.client(rollout.consolidator())

    page = client.get(reverse("directive_progress", args=[KEY])).content.decode()

    drawn = page.split('id="where"')[1].split("</section>")[0]
    shapes = re.findall(r'<a href="(/directives/[^"]+)" aria-label="([^"]+)">\s*<path', drawn)
    assert len(shapes) == drawn.count("<path d=") > 1
    assert all(client.get(address).status_code == 200 for address, _ in shapes[:2])
    assert any("Tân Trào" in said and said.endswith(": sent, to be decided on") for _, said in shapes)
    assert 31 == drawn.count('<th scope="row">')
    assert "they decide nothing about borders" in drawn
    assert "drawn as what they became" in drawn


def test_a_person_of_one_commune_sees_no_map_of_the_others(rollout):
    found = where_it_stands(rollout.participant(TRUNG_YEN), CLOSED)

    assert found is not None
    assert [TRUNG_YEN] == [one.key for one in found.reporters]


def test_nobody_gets_a_map_of_more_communes_than_one_can_point_at(rollout, monkeypatch):
    monkeypatch.setattr(rooms, "MOST_DRAWN", 30)

    assert where_it_stands(rollout.participant("culture-office"), CLOSED) is None


@pytest.mark.parametrize("province", BORDERS)
def test_a_province_is_light_with_its_links(province, kept):
    units = [Unit(pk=at, code=code, name="Xã Tên Dài Như Vậy") for at, code in enumerate(BORDERS[province], 1)]
    drawn = draw_outlines(units, {})
    assert drawn is not None
    grounds = tuple(
        Ground(land, (Reporter(f"ubnd-ten-dai-{land.units[0].pk}", "Ủy ban nhân dân xã", land.units[0], Step.LATE),))
        for land in drawn.lands
    )
    where = Where(grounds, drawn.width, drawn.height, ((Step.LATE, len(grounds)),))

    page = engines["jinja2"].env.from_string(PAGE).render(record=SimpleNamespace(key=KEY), where=where)

    picture = page.split("<details")[0]
    assert len(grounds) == picture.count("<path")
    assert len(picture.encode()) < MOST_BYTES
