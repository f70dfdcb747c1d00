/** Whom a phone met, by the seeds that were published (8-matching.md). */
import { byId, DAY_MS, matched } from '../protocol/day.js';
import { hex } from '../protocol/bytes.js';
import { SEED } from '../protocol/published.js';

/** The matches, with those of a batch: each seed once, at the highest level and infectivity that it came out with. */
export function takeIn({ matches, heard, configuration }, batch) {
  const sightings = byId(heard);
  const days = new Set(heard.flatMap(({ atMs }) => [-1, 0, 1].map((shift) => Math.floor(atMs / DAY_MS) + shift)));
  const groups = batch.groups.filter(({ day, format }) => format === SEED && days.has(day));
  const match = (seed, group) => matchOf(seed, group, sightings, configuration.risk.tolerance_slots, batch.sequence);
  const found = groups.flatMap((group) => group.entries.flatMap((seed) => match(seed, group)));
  return found.reduce(joined, matches);
}

/** The matches without what rests on this batch alone. */
export function takeBack(matches, batch) {
  return matches
    .map((match) => ({ ...match, from: match.from.filter((told) => told.batch !== batch) }))
    .filter(({ from }) => from.length > 0);
}

/** The level and infectivity that count: those of the nearest person, an F0 before an F1. */
export function standing({ from }) {
  const nearest = [...from].sort((one, other) => one.level - other.level || other.infectivity - one.infectivity)[0];
  return { level: nearest.level, infectivity: nearest.infectivity };
}

function matchOf(seed, { day, level, infectivity }, sightings, tolerance, batch) {
  const met = matched(seed, day, sightings, tolerance);
  if (met.length === 0) return [];
  return [{ seed: hex(seed), day, heard: met, from: [{ batch, level, infectivity }] }];
}

function joined(matches, found) {
  const before = matches.find(({ seed, day }) => seed === found.seed && day === found.day);
  if (!before) return [...matches, found];
  return matches.map((match) => (match === before ? { ...match, from: [...match.from, ...found.from] } : match));
}
