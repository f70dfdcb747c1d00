/** From times near to what an owner is told (9-warning.md). */
import { DAY_MS } from './day.js';

const LOCAL_MS = 7 * 3600 * 1000;
const ENCOUNTER_MS = 15 * 60 * 1000;
const LEVELS = [[0, 1], [1, 2]];

/**
 * One warning for each level and local day, F1 first, the newest day first.
 * @param {Array<{level: number, weight: number, spells: object[]}>} encounters a published seed each
 */
export function warningsOf(encounters, { closeMinutes, caution }) {
  return LEVELS.flatMap(([met, told]) => {
    const weighted = encounters
      .filter(({ level }) => level === met)
      .flatMap(({ weight, spells }) => spells.map((spell) => ({ ...spell, weight })))
      .filter(({ minutes }) => minutes > 0)
      .sort((one, other) => one.startMs - other.startMs);
    return newestFirst(windowsOf(weighted, closeMinutes, caution).map((window) => ({ level: told, ...said(window) })));
  });
}

/** What an owner reads of minutes and their variance, in fives. */
function rangeOf(minutes, variance) {
  const deviation = Math.sqrt(variance);
  const [least, most] = [Math.max(0, (minutes - deviation) / 2), minutes + deviation / 2 + 15];
  return [Math.floor(least / 5) * 5, Math.ceil(most / 5) * 5];
}

/** Every window that reaches the threshold, the worst first; what counts in one counts in no other. */
function windowsOf(weighted, closeMinutes, caution) {
  const left = [...weighted];
  const windows = [];
  while (left.length > 0) {
    const [first, count] = worstOf(left);
    const window = left.splice(first, count);
    if (minutesOf(window) + caution * Math.sqrt(varianceOf(window)) < closeMinutes) break;
    windows.push(window);
  }
  return windows;
}

/** Where the 24 h with the most minutes begin, and how many times near lie in them; the earliest such. */
function worstOf(weighted) {
  let [worst, most] = [[0, 0], 0];
  weighted.forEach(({ startMs }, last) => {
    const first = weighted.findIndex((spell) => startMs - spell.startMs < DAY_MS);
    const minutes = minutesOf(weighted.slice(first, last + 1));
    if (minutes > most + 1e-9) [worst, most] = [[first, last + 1 - first], minutes];
  });
  return worst;
}

const total = (window, figure) => window.reduce((sum, spell) => sum + figure(spell), 0);
const minutesOf = (window) => total(window, ({ weight, minutes }) => weight * minutes);
const varianceOf = (window) => total(window, ({ weight, variance }) => weight * weight * variance);

function said(window) {
  const encounters = apart(window);
  const longest = encounters.reduce((most, one) => (minutesOf(one) > minutesOf(most) ? one : most));
  const middleMs = longest[Math.floor(longest.length / 2)].startMs;
  const [least, most] = rangeOf(minutesOf(window), varianceOf(window));
  const minutes = Math.max(5, toEven(minutesOf(window) / 5) * 5);
  return { day: Math.floor((middleMs + LOCAL_MS) / DAY_MS), minutes, least, most, encounters: encounters.length };
}

/** To the nearest whole number; of two as near, the even one. */
function toEven(figure) {
  const below = Math.floor(figure);
  const above = figure - below;
  return below + (above > 0.5 || (above === 0.5 && below % 2 === 1) ? 1 : 0);
}

/** Times near with a quarter of an hour or more between them are encounters apart. */
function apart(window) {
  const encounters = [];
  for (const spell of window) {
    const before = encounters.at(-1)?.at(-1);
    if (before && spell.startMs - before.endMs < ENCOUNTER_MS) encounters.at(-1).push(spell);
    else encounters.push([spell]);
  }
  return encounters;
}

/** A day is told once, with its worst window, which comes first. */
function newestFirst(warnings) {
  const once = warnings.filter(({ day }, at) => warnings.findIndex((other) => other.day === day) === at);
  return once.sort((one, other) => other.day - one.day);
}
