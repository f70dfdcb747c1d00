/** Known answers: what the client says to each kind of question (conformance.md, "Known answers"). */
import { heardIn, openedPower } from './protocol/air.js';
import { demand, hex, Refused, unhex } from './protocol/bytes.js';
import { answerIn, paid, requestIn, timeIn } from './protocol/calls.js';
import { countingOf } from './protocol/clock.js';
import { codeAndOnsetIn } from './protocol/codes.js';
import { configurationIn, infectivityOn } from './protocol/configuration.js';
import { byId, dayKey, idsOf, matched } from './protocol/day.js';
import { certificateIn, commitmentTo } from './protocol/disclosure.js';
import { keyListIn } from './protocol/keys.js';
import { extended, included, leafOf, rootOf } from './protocol/log.js';
import { spellsOf } from './protocol/nearness.js';
import { placeCodeIn, shortPosterIn } from './protocol/place_codes.js';
import { placesIn, posterUnder } from './protocol/places.js';
import { batchIn, HIGH, indexIn, revocationIn } from './protocol/published.js';
import { linkOf, openedReport } from './protocol/reports.js';
import { alertEntry, tokenAlert, venueIn } from './protocol/venues.js';
import { warningsOf } from './protocol/warning.js';

const QUESTIONS = {
  day({ seed, day }) {
    const key = dayKey(unhex(seed), day);
    return { key, ids: idsOf(key) };
  },
  advertisement({ frame }) {
    const { heard, id, power } = heardIn(unhex(frame));
    return heard === 'id' ? { heard, id, tx_power_dbm: power } : { heard };
  },
  power({ seed, day, frame }) {
    const { heard, id, power, hidden } = heardIn(unhex(frame));
    demand(heard === 'id', 'a frame of somebody else');
    return { tx_power_dbm: hidden === null ? power : openedPower(hidden, dayKey(unhex(seed), day), id) };
  },
  match({ seed, day, heard, tolerance_slots: tolerance }) {
    const rows = heard.map(([id, atMs]) => ({ id, atMs }));
    const met = new Set(matched(unhex(seed), day, byId(rows), tolerance));
    return { matched: rows.map((row) => met.has(row)) };
  },
  'key list'(given) {
    const { sequence, issuedS, keys } = listIn(given, given.file);
    return { taken: true, sequence, issued_s: issuedS, keys: keys.length };
  },
  index(given) {
    const index = indexIn(unhex(given.file), listIn(given));
    return {
      taken: true,
      issued_s: index.issuedS,
      valid_until_s: index.validUntilS,
      files: index.files.map((file) => [file.kind, file.sequence, file.identity, file.size, file.windowEndS]),
      log_size: index.head.size,
      log_root: index.head.root,
      witnesses: index.witnesses,
    };
  },
  configuration(given) {
    const read = configurationIn(unhex(given.file), listIn(given));
    return {
      taken: true,
      sequence: read.sequence,
      issued_s: read.issuedS,
      close_minutes: read.profile.close_minutes,
      tracing_days: read.profile.tracing_days,
      retention_days: read.retentionDays,
      cover_per_day: read.coverPerDay,
      shutdown_s: read.shutdownS,
    };
  },
  batch(given) {
    const { identity, groups, sequence, windowEndS, previous } = batchIn(unhex(given.file), given.kind, listIn(given));
    return {
      taken: true,
      identity,
      groups: groups.map(({ day, level, infectivity, format, count }) => [day, level, infectivity, format, count]),
      sequence,
      window_end_s: windowEndS,
      previous,
    };
  },
  revocation(given) {
    const { sequence, kind, revoked, revokedIdentity } = revocationIn(unhex(given.file), listIn(given));
    return { taken: true, sequence, kind, revoked, identity: revokedIdentity };
  },
  certificate(given) {
    const read = certificateIn(unhex(given.file), listIn(given));
    return {
      taken: true,
      commitment: read.commitment,
      level: read.level,
      expires_s: read.expiresS,
      onset_day: read.onsetDay,
      first_day: read.firstDay,
      last_day: read.lastDay,
    };
  },
  'long file'({ of, begins, zeros, ends, ...under }) {
    const file = `${begins}${'00'.repeat(zeros)}${ends}`;
    return { taken: QUESTIONS[of]({ file, ...under }).taken };
  },
  leaf: ({ kind, sequence, identity }) => ({ leaf: leafOf(kind, sequence, unhex(identity)) }),
  'log root': ({ leaves }) => ({ root: rootOf(leaves.map(unhex)) }),
  inclusion({ leaf, index, size, root, proof }) {
    return { holds: included(unhex(leaf), index, size, unhex(root), proof.map(unhex)) };
  },
  consistency({ old_root: oldRoot, old_size: oldSize, size, root, proof }) {
    return { holds: extended(unhex(oldRoot), oldSize, unhex(root), size, proof.map(unhex)) };
  },
  request: (given) => ({ taken: true, ...requestIn(whole(given)) }),
  answer: (given) => ({ taken: true, ...answerIn(whole(given)) }),
  time(given) {
    const read = timeIn(answerIn(whole(given)), unhex(given.nonce), listIn(given));
    const { time_s, challenge, work_bits, long_work_bits } = read;
    return { taken: true, work_bits, long_work_bits, time_s, challenge };
  },
  work({ challenge, commitment, nonce, bits }) {
    return { holds: paid(unhex(challenge), unhex(commitment), unhex(nonce), bits) };
  },
  code({ typed }) {
    const { code, form } = codeAndOnsetIn(typed);
    return { taken: true, code, form };
  },
  onset: ({ typed }) => ({ taken: true, onset: codeAndOnsetIn(typed).onset }),
  commitment({ key, seeds }) {
    const committed = seeds.map(([day, first, last, seed]) => [day, first, last, unhex(seed)]);
    return { commitment: commitmentTo(committed, unhex(key)) };
  },
  nearness({ duty, close_distance_cm: closeCm, heard }) {
    const sightings = heard.map(([atMs, rssi, periodS, power]) => ({ atMs, rssi, periodS, power }));
    const spells = spellsOf(sightings, duty, closeCm / 100);
    return {
      spells: spells.map((spell) => [spell.startMs, spell.endMs, ...[spell.minutes, spell.variance].map(thousandths)]),
    };
  },
  warning({ close_minutes: closeMinutes, caution, encounters, ...weights }) {
    const met = encounters.map(({ level, infectivity, spells }) => ({
      level,
      weight: infectivity === HIGH ? weights.high_weight : weights.standard_weight,
      spells: spells.map(([startMs, endMs, minutes, variance]) => ({ startMs, endMs, minutes, variance })),
    }));
    return { warnings: warningsOf(met, { closeMinutes, caution }) };
  },
  class: ({ onset_day: onset, day }) => ({ class: infectivityOn(day, onset) }),
  sealed: (given) => ({ taken: true, ...openedReport(unhex(given.sealed), unhex(given.private_key)) }),
  link: ({ seed }) => ({ link: linkOf(unhex(seed)) }),
  'place code': ({ typed }) => ({ taken: true, code: placeCodeIn(typed) }),
  'short poster': ({ text }) => ({ taken: true, ...shortPosterIn(text) }),
  places(given) {
    const { commune, epoch, issuedS, entries } = placesIn(unhex(given.file), listIn(given));
    return { taken: true, commune, epoch, issued_s: issuedS, entries: entries.length };
  },
  place(given) {
    const keys = listIn(given);
    const text = posterUnder(placesIn(unhex(given.file), keys), given.typed);
    return { taken: true, found: text !== '', ...(text && named(venueIn(text, given.now_s, keys))) };
  },
  poster: (given) => ({ taken: true, ...named(venueIn(given.text, given.now_s, listIn(given))) }),
  alert({ venue_id: venueId, salt, day, half_hour: halfHour }) {
    return { entry: alertEntry(unhex(venueId), unhex(salt), day, halfHour) };
  },
  clock: ({ floor_s: floorS, told, heard }) => ({ counts: countingOf(floorS, told, heard) }),
  'token alert': ({ text, day }) => ({ taken: true, ...tokenAlert(text, day) }),
};

/** The answer to one question; a reader's refusal is one. A kind of question that is not ours is not tried. */
export function answered({ what, given }) {
  if (!Object.hasOwn(QUESTIONS, what)) return { tried: false };
  try {
    return QUESTIONS[what](given);
  } catch (error) {
    if (error instanceof Refused) return { taken: false };
    throw error;
  }
}

const named = ({ venueId, name, kind }) => ({ venue_id: venueId, name, kind });

const thousandths = (figure) => Math.round(figure * 1000) / 1000;

const listIn = ({ key_list: list, root }, file = list) => keyListIn(unhex(file), unhex(root));

/** The bytes of a message: how they begin, and zeros. */
function whole({ begins, bytes }) {
  const message = Buffer.alloc(Math.max(bytes, begins.length / 2));
  unhex(begins).copy(message);
  return message.subarray(0, bytes);
}

/** JSON with bytes in hex, and numbers of any size in digits. */
export function written(value) {
  if (Buffer.isBuffer(value)) return `"${hex(value)}"`;
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  if (typeof value === 'bigint') return String(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value).map(([name, part]) => `${JSON.stringify(name)}:${written(part)}`).join(',')}}`;
}
