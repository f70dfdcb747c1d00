"""What a phone knows of its own power: told, published, measured, or nothing."""

from __future__ import annotations

from bluezone.device.core.own_power import OwnPower, plain_model

MEASURED = {"sma515f": -27, "smg973f": -29}


def of_model(name: str, told_dbm: int | None = None) -> OwnPower:
    return OwnPower(told_dbm, lambda: name, MEASURED)


def test_a_model_that_was_measured_knows_its_power() -> None:
    assert -27 == of_model("sma515f").dbm()


def test_of_another_model_of_the_same_maker_nothing_is_known() -> None:
    assert of_model("sma516f").dbm() is None
    assert of_model("").dbm() is None
    assert OwnPower().dbm() is None


def test_what_is_published_of_a_model_stands_before_what_travels_with_the_phone() -> None:
    published = {"sma515f": -30, "cph1715": -25}

    assert [-30, -25, -29] == [of_model(name).dbm(published) for name in ("sma515f", "cph1715", "smg973f")]


def test_what_the_phone_was_told_stands_before_everything() -> None:
    assert -20 == of_model("sma515f", told_dbm=-20).dbm({"sma515f": -30})


def test_the_system_may_say_the_model_later() -> None:
    said: list[str] = []
    power = OwnPower(model=lambda: said[-1] if said else "", measured=MEASURED)

    before = power.dbm()
    said.append("smg973f")

    assert (None, -29) == (before, power.dbm())


def test_a_name_is_the_same_however_a_list_writes_it() -> None:
    assert {"sma515f"} == {plain_model(name) for name in ("SM-A515F", "sm a515f", "Sm-A515f ")}
    assert "x" * 32 == plain_model("X" * 40)
    assert "ng" == plain_model("Đặng")[-2:]
