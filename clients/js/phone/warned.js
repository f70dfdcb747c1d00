/** What an owner is told, of those whom the phone met: for how long they were near, on which days (pages 9 and 11). */
import { openedPower } from '../protocol/air.js';
import { unhex } from '../protocol/bytes.js';
import { dayKey } from '../protocol/day.js';
import { spellsOf } from '../protocol/nearness.js';
import { HIGH } from '../protocol/published.js';
import { warningsOf } from '../protocol/warning.js';
import { standing } from './matches.js';

export function warned({ matches, configuration }) {
  if (matches.length === 0) return [];
  const { duty, profile, risk } = configuration;
  const encounters = matches.map((match) => {
    const { level, infectivity } = standing(match);
    return {
      level,
      weight: infectivity === HIGH ? profile.high_weight : profile.standard_weight,
      spells: spellsOf(opened(match), duty, profile.close_distance_cm / 100),
    };
  });
  return warningsOf(encounters, { closeMinutes: profile.close_minutes, caution: risk.caution });
}

/** What was heard of a published seed, with the powers that its key opens. */
function opened({ seed, day, heard }) {
  const key = dayKey(unhex(seed), day);
  return heard.map(({ hidden, ...sighting }) =>
    (hidden === undefined ? sighting : { ...sighting, power: openedPower(hidden, key, unhex(sighting.id)) }));
}
