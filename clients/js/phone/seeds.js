/** A phone's own seeds: one for each Day, and another for the rest of it when one is retired (2-keys.md). */
import { hiddenPower } from '../protocol/air.js';
import { dayKey, dayOf, idsOf, SLOTS, slotOf } from '../protocol/day.js';

const KEPT_DAYS = 15;

/** The seeds, with new ones for today and the days before it that have none. */
export function drawn(seeds, nowMs, days, random) {
  const today = dayOf(nowMs);
  const missing = Array.from({ length: days + 1 }, (_, before) => today - before)
    .filter((day) => !seeds.some(([of]) => of === day));
  const kept = seeds.filter(([day]) => day > today - KEPT_DAYS);
  return [...kept, ...missing.map((day) => [day, 0, SLOTS - 1, random(16)])];
}

/** What is disclosed of the seeds: whole days, today up to the slot that is on the air. */
export function committed(seeds, nowMs, days) {
  const [today, slot] = [dayOf(nowMs), slotOf(nowMs)];
  return seeds
    .filter(([day]) => days.includes(day))
    .map(([day, first, last, seed]) => [day, first, day === today ? Math.min(last, slot) : last, seed]);
}

/** The seeds after a consent: today's ends with this slot, and another serves the rest of the day. */
export function retired(seeds, nowMs, random) {
  const [today, slot] = [dayOf(nowMs), slotOf(nowMs)];
  const ended = committed(seeds, nowMs, seeds.map(([day]) => day));
  return slot === SLOTS - 1 ? ended : [...ended, [today, slot + 1, SLOTS - 1, random(16)]];
}

/** What is on the air in each slot of a Day, by the seed that serves it: the id, and this power hidden beside it. */
export function saidOn(seeds, day, dbm) {
  const ranges = seeds.filter(([of]) => of === day);
  return Array.from({ length: SLOTS }, (_, slot) => {
    const [, , , seed] = ranges.find(([, first, last]) => first <= slot && slot <= last);
    const key = dayKey(seed, day);
    const id = idsOf(key)[slot];
    return { id, hidden: hiddenPower(dbm, key, id) };
  });
}
