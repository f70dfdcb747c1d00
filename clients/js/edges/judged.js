/** Judgements where two readings of a sentence would part: order, ties, and what is exactly at a limit. */
import { DAY, question } from './made.js';

const MINUTE_MS = 60000;
const HOUR = 60;
/** Nine in the morning of a day in Viet Nam. */
const MORNING_MS = DAY * 86400000 + 2 * HOUR * MINUTE_MS;
const RULE = { close_minutes: 15, caution: 0, standard_weight: 1, high_weight: 1 };

/** A time near of ten minutes: when, in minutes after that morning, how many of them near, and how sure that is. */
const near = (after, minutes, variance = 0, lasts = 10) =>
  [...[after, after + lasts].map((each) => MORNING_MS + Math.round(each * MINUTE_MS)), minutes, variance];
const of = (level, ...spells) => ({ level, infectivity: 1, spells });
const told = (level, days, minutes, least, most, encounters) =>
  ({ level, day: DAY + days, minutes, least, most, encounters });

const WARNINGS = [
  ['exactly a quarter of an hour from the end of one to the beginning of the next',
    [of(0, near(0, 9), near(25, 9))], {}, [told(1, 0, 20, 5, 35, 2)]],
  ['a thousandth of a minute less', [of(0, near(0, 9), near(24.999, 9))], {}, [told(1, 0, 20, 5, 35, 1)]],
  ['two windows as bad, of which the earlier counts',
    [of(0, near(11 * HOUR, 10), near(25 * HOUR, 10), near(36 * HOUR, 10))], {}, [told(1, 0, 20, 10, 35, 2)]],
  ['12.5 minutes', [of(0, near(0, 12.5))], { close_minutes: 12 }, [told(1, 0, 10, 5, 30, 1)]],
  ['17.5 minutes', [of(0, near(0, 17.5))], {}, [told(1, 0, 20, 5, 35, 1)]],
  ['22.5 minutes', [of(0, near(0, 22.5))], {}, [told(1, 0, 20, 10, 40, 1)]],
  ['two minutes where one is enough', [of(0, near(0, 2))], { close_minutes: 1 }, [told(1, 0, 5, 0, 20, 1)]],
  ['one day told twice but for its worst window',
    [of(0, near(-20 * HOUR, 25), near(2 * HOUR, 30), near(5 * HOUR, 20))], {}, [told(1, 0, 55, 25, 70, 2)]],
  ['F1 before F2, the newest day first, whatever is worse',
    [of(1, near(24 * 7 * HOUR, 40)), of(0, near(0, 30)), of(0, near(48 * HOUR, 16)), of(0, near(120 * HOUR, 20))], {},
    [told(1, 5, 20, 10, 35, 1), told(1, 2, 15, 5, 35, 1), told(1, 0, 30, 15, 45, 1), told(2, 7, 40, 20, 55, 1)]],
  ['two of one level on days after another, the older one first',
    [of(1, near(0, 16)), of(1, near(48 * HOUR, 30))], {}, [told(2, 2, 30, 15, 45, 1), told(2, 0, 15, 5, 35, 1)]],
  ['as many minutes as are asked', [of(0, near(0, 15))], {}, [told(1, 0, 15, 5, 30, 1)]],
  ['a thousandth less than are asked', [of(0, near(0, 14.999))], {}, []],
  ['minutes and their doubt, together as many as are asked', [of(0, near(0, 13, 1))], { caution: 2 },
    [told(1, 0, 15, 5, 30, 1)]],
  ['the same with a little less caution', [of(0, near(0, 13, 1))], { caution: 1.99 }, []],
  ['doubt that weighs by the square of its weight', [of(0, near(0, 20, 16))], { standard_weight: 0.5, caution: 2.5 },
    [told(1, 0, 10, 0, 30, 1)]],
  ['24 h from the beginning of one to the beginning of the next',
    [of(0, near(0, 10), near(24 * HOUR, 10))], {}, []],
  ['a thousandth of a minute less than 24 h',
    [of(0, near(0, 10), near(24 * HOUR - 0.001, 10))], {}, [told(1, 0, 20, 10, 35, 2)]],
  ['a quarter of an hour before midnight in Viet Nam',
    [of(0, near(14 * HOUR + 45, 16))], {}, [told(1, 0, 15, 5, 35, 1)]],
  ['at midnight in Viet Nam', [of(0, near(15 * HOUR, 16))], {}, [told(1, 1, 15, 5, 35, 1)]],
];

const USUAL = { scan_on_s: 20, scan_period_s: 300, advertise_on_s: 15, advertise_period_s: 30 };
const SCANS = [0, 300, 600].flatMap((afterS) => [0, 5, 10].map((atS) => afterS + atS));
const HEARD = [
  ['louder than any of the distances explains', USUAL, SCANS.map((atS) => [atS, 10, 300])],
  ['quieter than any of them', USUAL, SCANS.map((atS) => [atS, -127, 300])],
  ['times of listening that fall into thirds of a millisecond', { ...USUAL, scan_on_s: 130 },
    [[0, -70, 301], [43.333, -72, 301], [86.665, -75, 301], [86.666, -75, 301]]],
  ['sixteen sightings of one stretch, and seventeen of another', USUAL,
    [...Array(16).keys()].map((at) => [at, -73, 300]).concat([...Array(17).keys()].map((at) => [600 + at, -73, 300]))],
];

export function* questions() {
  for (const [name, encounters, changed, warnings] of WARNINGS) {
    const given = { ...RULE, ...changed, encounters };
    yield { ...question('9-warning.md', 'warning', name, true, given), told: { warnings } };
  }
  for (const [name, duty, rows] of HEARD) {
    const heard = rows.map(([atS, rssi, periodS]) => [Math.round(MORNING_MS + 1000 * atS), rssi, periodS]);
    yield question('11-nearness.md', 'nearness', name, true, { duty, close_distance_cm: 200, heard });
  }
}
