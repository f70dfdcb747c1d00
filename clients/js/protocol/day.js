/** Days, slots, day keys, ids, and who was heard when (1-air.md, 2-keys.md, 8-matching.md). */
import { hkdfSync } from 'node:crypto';
import { hex, join, sha256, u32 } from './bytes.js';

export const DAY_S = 86400;
export const DAY_MS = DAY_S * 1000;
export const SLOTS = 96;
const SLOT_MS = DAY_MS / SLOTS;
/** From the beginning of a Day until its seeds may be published: 02:00 UTC of the next one. */
export const EMBARGO_S = DAY_S + 2 * 3600;

const ID_BYTES = [0, 4, 8, 12, 16, 18, 20, 22, 24, 26, 28, 30];

export const dayOf = (ms) => Math.floor(ms / DAY_MS);
export const slotOf = (ms) => Math.floor((ms % DAY_MS) / SLOT_MS);

export function dayKey(seed, day) {
  return Buffer.from(hkdfSync('sha256', seed, Buffer.alloc(0), join('bluezone/day-key/1', u32(day)), 32));
}

/** The 96 ids of a day key, one for each slot. */
export function idsOf(key) {
  const ids = [];
  let subkey = sha256(key, 'bluzonesubkey');
  for (let slot = 0; slot < SLOTS; slot++) {
    ids.push(Buffer.from(ID_BYTES.map((at) => subkey[at])));
    subkey = sha256(subkey);
  }
  return ids;
}

/**
 * Those of `sightings` that match a seed of `day`.
 * @param {Map<string, Array<{atMs: number}>>} sightings by the heard id in hex
 */
export function matched(seed, day, sightings, toleranceSlots) {
  return idsOf(dayKey(seed, day)).flatMap((id, slot) =>
    (sightings.get(hex(id)) ?? []).filter(({ atMs }) => within(atMs, day, slot, toleranceSlots)));
}

/** What was heard, by the id in hex: what `matched` looks into. */
export function byId(sightings) {
  const heard = new Map();
  for (const sighting of sightings) heard.set(sighting.id, [...(heard.get(sighting.id) ?? []), sighting]);
  return heard;
}

/** Whether an id of this slot counts when it was heard at `atMs`; both ends do. */
function within(atMs, day, slot, toleranceSlots) {
  const start = (SLOTS * day + slot) * SLOT_MS;
  return start - toleranceSlots * SLOT_MS <= atMs && atMs <= start + SLOT_MS + toleranceSlots * SLOT_MS;
}
