"""What goes from hand to hand is a value: nobody changes it on the way, and it has no field but those of its class."""

from __future__ import annotations

from dataclasses import is_dataclass

import msgspec

from tests.support.modules import classes_of

ROOMS = ("bluezone.portal", "bluezone.documents", "bluezone.conformance")
COUNTED_UP = {
    "bluezone.conformance.exchange.visit.Visit",
    "bluezone.documents.signing.revisions._Revision",
    "bluezone.portal.demo.growing._Growing",
    "bluezone.portal.followup.figures.Commune",
    "bluezone.portal.sampling.figures.Commune",
    "bluezone.portal.operations.carrying_over.Carried",
    "bluezone.portal.places.crosswalk.Carried",
    "bluezone.portal.places.tables.Plan",
    "bluezone.portal.tracing.replaying.Taken",
}
"""Filled step by step by the one function that made them."""
OF_THE_WIRE = {
    f"bluezone.portal.posts.wire.{name}" for name in ("_Paper", "_Row", "_Named", "_Shift", "_Parcel", "_Enrolment")
}
"""Shapes of JSON, read within one function."""


def name_of(one: type) -> str:
    return f"{one.__module__}.{one.__name__}"


def test_a_dataclass_is_frozen_and_has_slots():
    values = [one for one in classes_of(*ROOMS) if is_dataclass(one)]

    assert len(values) > 300
    assert COUNTED_UP == {name_of(one) for one in values if not one.__dataclass_params__.frozen}
    assert COUNTED_UP >= {name_of(one) for one in values if "__slots__" not in vars(one)}


def test_what_is_read_from_a_file_is_frozen():
    structs = [one for one in classes_of(*ROOMS) if issubclass(one, msgspec.Struct)]

    assert len(structs) > 10
    assert OF_THE_WIRE == {name_of(one) for one in structs if not one.__struct_config__.frozen}
