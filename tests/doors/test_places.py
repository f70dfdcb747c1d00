"""Who has to leave when the room is full: whoever needs it least, and nobody who is being answered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bluezone.doors.places import Places, Stage


def test_those_who_rest_leave_first_then_those_who_send_for_longest():
    places: Places[str] = Places()
    for guest in ("old sender", "new sender", "rests", "fetches", "is answered"):
        places.enter(guest, "a")
    places.turn_to("rests", Stage.RESTING)
    places.turn_to("fetches", Stage.SENDING)
    places.turn_to("is answered", Stage.ANSWERING)

    left = []
    while (guest := places.first_to_leave()) is not None:
        left.append(guest)
        places.leave(guest)

    assert ["rests", "old sender", "new sender", "fetches"] == left
    assert 1 == len(places)


def test_an_owner_makes_room_among_its_own():
    places: Places[str] = Places()
    places.enter("another's", "b")
    places.enter("mine", "a")

    assert "mine" == places.first_to_leave("a")
    assert None is places.first_to_leave("c")
    assert (1, 1, 0) == (places.count_of("a"), places.count_of("b"), places.count_of("c"))


def test_whoever_turns_out_to_be_anothers_counts_there():
    places: Places[str] = Places()
    places.enter("line of a proxy", None)
    places.belong_to("line of a proxy", "a")
    named = places.count_of("a")
    places.belong_to("line of a proxy", None)

    assert (1, 0, 1) == (named, places.count_of("a"), len(places))


ACTS = st.tuples(
    st.sampled_from(["enter", "leave", "turn", "belong"]),
    st.integers(0, 5),
    st.sampled_from([None, "a", "b"]),
    st.sampled_from(list(Stage)),
)


@given(st.lists(ACTS, max_size=60))
def test_whatever_happens_the_books_agree(acts):
    places: Places[int] = Places()
    here: dict[int, tuple[Stage, str | None]] = {}
    for act, guest, owner, stage in acts:
        if act == "enter" and guest not in here:
            places.enter(guest, owner)
            here[guest] = (Stage.RECEIVING, owner)
        elif act == "leave":
            places.leave(guest)
            here.pop(guest, None)
        elif act == "turn":
            places.turn_to(guest, stage)
            here.update({guest: (stage, here[guest][1])} if guest in here else {})
        elif act == "belong":
            places.belong_to(guest, owner)
            here.update({guest: (here[guest][0], owner)} if guest in here else {})

    assert len(here) == len(places)
    assert {guest for guest, (stage, _) in here.items() if stage is not Stage.ANSWERING} == set(places.waiting())
    for owner in ("a", "b"):
        assert sum(owner == known for _, known in here.values()) == places.count_of(owner)
