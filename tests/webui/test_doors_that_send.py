"""What a door's page makes of the portal's answers, in a browser's language: how wrong its clock is, and when it asks
again. A portal of the test's own answers, and no second passes that the test does not say."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from scripts.lint_clients import node
from tests.support.sources import PACKAGE

STATIC = PACKAGE / "portal" / "posts" / "static"
SCRIPTS = [PACKAGE / "webui" / "static" / "door-codes.js", STATIC / "door-sending.js"]
BEGIN = """
const { readFileSync } = require("node:fs");
globalThis.window = globalThis;
window.bluezoneDoor = { dayOf: ms => new Date(ms).toISOString().slice(0, 10) };
for (const script of process.argv.slice(1)) { (0, eval)(readFileSync(script, "utf8")); }
const door = window.bluezoneDoor;
let truly = 1600000000000, behind = 0;   /* what time it is, and by how much this device's clock is behind */
Date.now = () => truly - behind;
let device = { key: "device", token: "t", post: { id: 1 } }, answers = [], bodies = [];
const takes = (more = {}) => [200, { server_ms: truly, kept: [], refused: [], post: { id: 1 }, ...more }];
window.fetch = (address, asked) => {
  bodies.push(JSON.parse(asked.body).rows.length);
  const [status, said, there = 0, back = 0] = answers.shift();
  truly += there;
  if (status === 200) { said.server_ms = truly; }
  truly += back;
  return Promise.resolve({ status, text: () => Promise.resolve(JSON.stringify(said)) });
};
const store = {
  get: key => Promise.resolve(key === "device" ? device : null),
  next: () => Promise.resolve([{ id: "a" }]),
  acknowledge: () => Promise.resolve(),
  renew: told => { device = told; return Promise.resolve(); }
};
const sending = new door.Sending(store, { sync: "/door/sync" }, () => {});
const done = said => process.stdout.write(JSON.stringify(said));
"""


def in_the_page(script: str) -> Any:
    told = subprocess.run(
        [node(), "-e", f"{BEGIN}(async () => {{ {script} }})();", "--", *map(str, SCRIPTS)],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(told.stdout)


@pytest.mark.parametrize("behind_s", [-119, -60, -12, 0, 12, 60, 119, 3600])
def test_a_mark_is_read_by_the_portals_clock_however_wrong_the_doors_is(behind_s):
    """Live for all of its minute and ten seconds more, not a second longer: a picture of it is stale then."""
    script = f"""
    behind = {behind_s} * 1000;
    answers = [takes()];
    await sending.round();
    const begins = truly - truly % 60000, mark = `BZM1:${{begins / 60000}}:on`, live = [];
    for (let second = 0; second < 300; second += 1) {{
      const read = window.doorCodes.read(mark, begins + second * 1000 - behind + sending.state.offset);
      if (read.verdict === "live") {{ live.push(second); }}
    }}
    done([live[0], live[live.length - 1], live.length, device.offset]);"""

    assert [0, 69, 70, behind_s * 1000] == in_the_page(script)


@pytest.mark.parametrize(("behind_s", "told"), [(119, 0), (-119, 0), (121, 121_000), (-10_800, -10_800_000)])
def test_hours_and_the_notice_go_by_a_clock_that_is_wrong_by_more_than_two_minutes(behind_s, told):
    script = f"behind = {behind_s} * 1000; answers = [takes()]; await sending.round(); done(sending.state.skew);"

    assert told == in_the_page(script)


def test_an_answer_that_was_long_on_its_way_makes_no_clock_worse():
    """It says by half a minute less exactly what the one before said."""
    script = """
    behind = 60000;
    answers = [takes(), [...takes(), 100, 50000], [...takes(), 40000, 100]];
    const measured = [];
    for (let turn = 0; turn < 3; turn += 1) { await sending.round(); measured.push(device.offset); }
    done(measured);"""

    assert [60_000, 60_000, 60_000] == in_the_page(script)


def test_a_clock_that_was_set_is_measured_anew():
    script = """
    behind = 90000; answers = [takes(), takes()];
    await sending.round();
    behind = 0;
    await sending.round();
    done(device.offset);"""

    assert 0 == in_the_page(script)


def test_a_device_of_a_closed_place_asks_every_five_minutes_keeps_its_rows_and_is_in_force():
    script = """
    answers = [[403, { reason: "closed", vi: "Địa điểm này đang đóng.", en: "Closed." }], takes({ kept: ["a"] })];
    const pauses = [await sending.round()], said = sending.state.refusal, isEnded = Boolean(device.ended);
    pauses.push(await sending.round());
    done([pauses, said.vi, isEnded, sending.state.refusal, bodies]);"""

    assert [[300_000, 1], "Địa điểm này đang đóng.", False, None, [1, 1]] == in_the_page(script)


def test_a_device_that_was_told_to_be_out_of_force_asks_without_rows_and_goes_on_once_it_is_not():
    """One that a portal of before took a closed place for out of force sends all that waits."""
    script = """
    const out = [410, { reason: "revoked", vi: "x", en: "x" }];
    answers = [out, out, takes(), takes({ kept: ["a"] })];
    const seen = [];
    for (let turn = 0; turn < 4; turn += 1) { seen.push([await sending.round(), Boolean(device.ended)]); }
    done([seen, bodies]);"""

    seen, bodies = in_the_page(script)
    assert [[300_000, True], [300_000, True], [1, False], [1, False]] == seen
    assert [1, 0, 0, 1] == bodies


HELD = """
let at = 0;
const timers = [];
Object.defineProperty(window, "performance", { value: { now: () => at } });
window.setTimeout = (what, ms) => timers.push(ms);
window.clearTimeout = () => undefined;
const settled = async () => { for (let turn = 0; turn < 50; turn += 1) { await Promise.resolve(); } };
"""
"""No timer goes off; what was asked of them is told."""


def test_a_network_that_comes_and_goes_moves_no_moment_that_is_due_already():
    script = f"""{HELD}
    sending.rest = 60000;
    Math.random = () => 0.9;
    sending.scattered();
    at += 3000;
    Math.random = () => 0.95;
    sending.scattered();
    done(timers);"""

    assert [54_000] == in_the_page(script)


@pytest.mark.parametrize(("by_hand", "parcels"), [("true", [1, 1]), ("", [1])])
def test_who_sends_by_hand_while_a_parcel_is_on_its_way_waits_for_that_one_alone(by_hand, parcels):
    script = f"""{HELD}
    answers = [takes({{ kept: ["a"], rest_ms: 60000 }}), takes({{ kept: ["a"] }})];
    sending.send();
    sending.send({by_hand});
    await settled();
    done([bodies, timers[timers.length - 1]]);"""

    bodies, last_timer = in_the_page(script)
    assert parcels == bodies
    assert by_hand or last_timer == 60_000


def test_declarations_are_asked_for_without_a_rest_and_nothing_is_said_of_them_until_all_are_known():
    script = """
    const told = (upto, more) => takes({ rest_ms: 60000, declared: { marks: ["m" + upto], upto, more } });
    store.next = () => Promise.resolve([]);
    answers = [told(1, true), told(2, false)];
    const seen = [];
    for (let turn = 0; turn < 2; turn += 1) { seen.push([await sending.round(), device.declared.at > 0]); }
    done([seen, device.declared.marks]);"""

    seen, marks = in_the_page(script)
    assert [[1, False], [300_000, True]] == seen
    assert ["m1", "m2"] == marks
