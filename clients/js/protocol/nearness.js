/** How near and how long, from what one phone heard of one seed (11-nearness.md). Numbers in, numbers out. */

/** The numbers of the page, "Numbers", version 3. */
const LAW = { atOneMetre: -75, exponent: 1.4, pair: 2.5, scan: 5, packet: 4.5, median: 2.5, spread: 1, memory: 60 };
const SAID = { pair: 2, reference: -25, most: 6 };
const DISTANCES = [-1.150349380376, -0.318639363964, 0.318639363964, 1.150349380376];
const OFFSETS = [-1.281551565545, -0.524400512708, 0, 0.524400512708, 1.281551565545];

const MINUTE_MS = 60000;
const STRETCH_MS = 4 * MINUTE_MS;
const LONGEST_SCAN_MS = MINUTE_MS;
const KEPT_ONCE_IN_MS = 5000;
const MOST_PACKETS = 16;
const LEAST = 1e-9;

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const product = (some, others) => sum(some.map((number, at) => number * others[at]));
const square = (number) => number * number;

/**
 * The times near, one for each scan, of one day's sightings of one seed.
 * @param {Array<{atMs: number, rssi: number, periodS: number, power?: number}>} sightings and their power, if said
 * @param duty of the configuration, by which was listened and spoken
 */
export function spellsOf(sightings, duty, closeMetres) {
  if (sightings.length === 0) return [];
  const scanMs = scanOf(duty);
  const stretches = stretchesOf(scansOf([...sightings].sort((one, other) => one.atMs - other.atMs), scanMs));
  const { weights, chances } = followed(stretches, closeMetres);
  const scans = stretches.flatMap((scansIn, at) => scansIn.map((heard) => ({ heard, at })));
  return minutesOf(scans.map(({ heard, at }) => ({
    startMs: heard[0].atMs,
    standsForMs: Math.max(scanMs, Math.floor((scanMs * heard[0].periodS) / duty.scan_on_s)),
    count: heard.length,
    chances: chances.map((ofOffset) => ofOffset[at]),
  })), weights, scanMs, fullCount(duty, scanMs));
}

/** A time of listening that is longer than a minute is looked at in equal pieces. */
function scanOf({ scan_on_s: onS, scan_period_s: periodS }) {
  if (onS === periodS) return LONGEST_SCAN_MS;
  return Math.floor((onS * 1000) / Math.ceil((onS * 1000) / LONGEST_SCAN_MS));
}

function fullCount({ advertise_on_s: onS, advertise_period_s: periodS }, scanMs) {
  return Math.max(1, (0.5 * scanMs * onS) / periodS / KEPT_ONCE_IN_MS);
}

const scansOf = (sightings, scanMs) => grouped(sightings, scanMs, (sighting) => sighting.atMs);
const stretchesOf = (scans) => grouped(scans, STRETCH_MS, (scan) => scan[0].atMs);

/** What begins within `lengthMs` of the first of a group belongs to it. */
function grouped(those, lengthMs, beginsMs) {
  const groups = [];
  for (const one of those) {
    const last = groups.at(-1);
    if (last && beginsMs(one) - beginsMs(last[0]) < lengthMs) last.push(one);
    else groups.push([one]);
  }
  return groups;
}

/** How believable each offset of the pair is, and for each the chance, stretch by stretch, of having been close. */
function followed(stretches, closeMetres) {
  const said = stretches.map((scans) => powerOf(scans.flat()));
  const pair = said.every((power) => power !== null) ? SAID.pair : LAW.pair;
  const likelihoods = stretches.map((scans, at) => likelihoodsOf(scans.flat(), said[at], pair));
  const stays = stretches.slice(1).map((scans, at) =>
    Math.exp((stretches[at][0][0].atMs - scans[0][0].atMs) / (LAW.memory * MINUTE_MS)));
  const paths = OFFSETS.map((_, offset) =>
    passed(likelihoods.map((one) => one[offset]), stays, closenessTo(closeMetres)));
  const most = Math.max(...paths.map(({ evidence }) => evidence));
  const weights = paths.map(({ evidence }) => Math.exp(evidence - most));
  return { weights: weights.map((weight) => weight / sum(weights)), chances: paths.map(({ chances }) => chances) };
}

/** What the first sighting says that says anything. */
const powerOf = (sightings) => sightings.map(({ power }) => power ?? null).find((power) => power !== null) ?? null;

/** By how much more than usual a phone sends, as far as it is believed. */
const stronger = (power) => (power === null ? 0 : Math.max(-SAID.most, Math.min(power - SAID.reference, SAID.most)));

/** How likely the level of a stretch is at each offset and distance. */
function likelihoodsOf(sightings, power, pair) {
  const level = halfDecibels(levelOf(sightings.map(({ rssi }) => rssi)) - stronger(power));
  const variance = square(LAW.scan) + square(LAW.packet) / Math.min(sightings.length, MOST_PACKETS);
  return stretchedTo(pair, OFFSETS).map((offset) =>
    stretchedTo(LAW.spread, DISTANCES).map((logDistance) => {
      const metres = LAW.median * Math.exp(logDistance);
      const mean = LAW.atOneMetre + offset - 10 * LAW.exponent * Math.log10(metres);
      return LEAST + Math.exp(-square(level - mean) / (2 * variance));
    }));
}

/** The mean of the stronger half. */
function levelOf(rssi) {
  const stronger = [...rssi].sort((one, other) => other - one).slice(0, Math.ceil(rssi.length / 2));
  return sum(stronger) / stronger.length;
}

/** To the nearest half dB; of two that are as near, to the one that is an even number of halves. */
function halfDecibels(level) {
  const below = Math.floor(level * 2);
  const over = level * 2 - below;
  return (below + (over > 0.5 || (over === 0.5 && below % 2 !== 0) ? 1 : 0)) / 2;
}

function stretchedTo(deviation, middles) {
  const own = Math.sqrt(sum(middles.map(square)) / middles.length);
  return middles.map((middle) => (middle * deviation) / own);
}

function closenessTo(closeMetres) {
  const nearer = DISTANCES.length * normalBelow(Math.log(closeMetres / LAW.median) / LAW.spread);
  return DISTANCES.map((_, at) => Math.min(1, Math.max(0, nearer - at)));
}

/** The share of a normal distribution below `at`: a series about 0, which converges wherever it is asked. */
function normalBelow(at) {
  let term = at;
  let total = at;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(total); odd += 2) {
    term *= (at * at) / odd;
    total += term;
  }
  return 0.5 + (total * Math.exp((-at * at) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Forward and backward over the distances at one offset. */
function passed(likelihoods, stays, closeness) {
  const ahead = [];
  let belief = closeness.map(() => 1 / closeness.length);
  let evidence = 0;
  likelihoods.forEach((likely, at) => {
    const unscaled = mixed(belief, at === 0 ? 1 : stays[at - 1]).map((share, state) => share * likely[state]);
    evidence += Math.log(sum(unscaled));
    belief = unscaled.map((share) => share / sum(unscaled));
    ahead.push(belief);
  });
  let behind = closeness.map(() => 1);
  const chances = ahead.map(() => 0);
  for (let at = ahead.length - 1; at >= 0; at--) {
    const both = ahead[at].map((share, state) => share * behind[state]);
    chances[at] = product(closeness, both) / sum(both);
    const now = behind.map((share, state) => share * likelihoods[at][state]);
    if (at > 0) behind = mixed(now.map((share) => share / sum(now)), stays[at - 1]);
  }
  return { evidence, chances };
}

/** A share of the belief stays where it was; the rest is anywhere. */
const mixed = (belief, stay) => belief.map((share) => stay * share + ((1 - stay) * sum(belief)) / belief.length);

/** Minutes with their variance: of sampling and distance, scan by scan, and of the offset, which all scans share. */
function minutesOf(scans, weights, scanMs, full) {
  const heard = scans.map(({ count, standsForMs }) => (Math.min(1, count / full) * standsForMs) / MINUTE_MS);
  const near = scans.map(({ chances }) => product(weights, chances));
  const whole = product(heard, near);
  const leaning = weights.map((weight, offset) =>
    weight * (product(heard, scans.map(({ chances }) => chances[offset])) - whole));
  return scans.map(({ startMs, standsForMs, chances }, at) => {
    const unseen = 1 - scanMs / standsForMs;
    const alone = square(heard[at]) * near[at] * (unseen + 1 - near[at]);
    const shared = heard[at] * product(leaning, chances);
    const variance = Math.max(0, alone + shared);
    return { startMs, endMs: startMs + standsForMs, minutes: heard[at] * near[at], variance };
  });
}
