/** What an owner is told, of those whom the phone met: for how long they were near, on which days (pages 9 and 11). */
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
      spells: spellsOf(match.heard, duty, profile.close_distance_cm / 100),
    };
  });
  return warningsOf(encounters, { closeMinutes: profile.close_minutes, caution: risk.caution });
}
