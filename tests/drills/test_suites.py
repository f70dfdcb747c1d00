"""What a drill of the suite tells: all of its amounts where all of it ran, and of a part which part it was."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from drills.suites import asked, outcome_of

FOUND = ET.fromstring(
    """<testsuites><testsuite>
    <testcase classname="a" name="one"><properties><property name="counted moves" value="7"/>
        <property name="most ms of a call" value="31"/>
        <property name="told" value="one: whole"/></properties></testcase>
    <testcase classname="a" name="two"><properties><property name="counted moves" value="5"/>
        <property name="most ms of a call" value="17"/>
        <property name="told" value="two: half"/></properties></testcase>
    <testcase classname="b" name="three"><failure message="it fell"/></testcase>
    <testcase classname="b" name="four"><skipped message="no tool"/></testcase>
    </testsuite></testsuites>"""
)


def test_what_tests_counted_is_added_up_and_a_failure_is_named() -> None:
    told = outcome_of("two", [], FOUND)

    assert (4, 1, 1, 12) == tuple(told.counts[name] for name in ("tests", "failed", "skipped", "moves"))
    assert (False, ["b::three"]) == (told.held, told.details["failed"])


def test_of_what_was_the_most_the_most_is_told_and_each_sentence() -> None:
    told = outcome_of("load", ["-k", "photo"], FOUND)

    assert 31 == told.counts["most ms of a call"]
    assert ["one: whole", "two: half"] == told.details["told"]


def test_a_whole_drill_tells_its_amounts_and_a_part_tells_which_it_was() -> None:
    whole, part = outcome_of("load", [], FOUND), outcome_of("load", ["-k", "photos"], FOUND)

    assert ("", 600) == (whole.part, whole.counts["photos made to take long"])
    assert "-k photos" == part.part
    assert {"tests", "failed", "skipped", "moves", "most ms of a call"} == part.counts.keys()


def test_a_drill_without_any_test_did_not_hold() -> None:
    assert not outcome_of("load", ["-k", "nothing"], ET.fromstring("<testsuites/>")).held


def test_a_drill_whose_tool_the_machine_lacks_has_asked_nothing_and_did_not_hold() -> None:
    lacking = '<testcase classname="a" name="one"><skipped message="slowhttptest is not installed"/></testcase>'
    told = outcome_of("load", ["-k", "slowhttptest"], ET.fromstring(f"<testsuites>{lacking}</testsuites>"))

    assert (False, 1, 1) == (told.held, told.counts["tests"], told.counts["skipped"])


@pytest.mark.parametrize("ended", [pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR])
def test_a_run_that_broke_off_did_not_hold_though_all_that_it_wrote_passed(ended: int) -> None:
    passed = ET.fromstring('<testsuites><testsuite><testcase classname="a" name="one"/></testsuite></testsuites>')

    assert outcome_of("load", [], passed).held
    broken = outcome_of("load", [], passed, ended)
    assert (False, [f"pytest ended with {int(ended)}"]) == (broken.held, broken.details["failed"])


def test_who_names_a_file_has_that_file_alone() -> None:
    drill = ("tests/drills/test_page.py", "tests/drills/test_order.py")

    assert ["-k", "row", "tests/drills/test_order.py::test_one"] == asked(
        drill, ["-k", "row", "tests/drills/test_order.py::test_one"]
    )
    assert [*drill, "-k", "row"] == asked(drill, ["-k", "row"])
