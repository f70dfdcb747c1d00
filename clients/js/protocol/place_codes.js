/** What people type at a door where there is a poster (10-venues.md, "Typed code"). */
import { demand, withoutBlanks } from './bytes.js';
import { meant } from './codes.js';

const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const FIELD = 0b100101;

/** The ten signs that were meant, of which the last one checks the others. */
export function placeCodeIn(typed) {
  demand([...typed].length <= 64, 'more than a code of a place');
  const signs = meant(typed);
  demand(/^[0-9A-HJKMNP-TV-Z]{10}$/.test(signs), 'no code of a place');
  demand([...signs].reduce((sum, sign) => timesA(sum) ^ SIGNS.indexOf(sign), 0) === 0, 'a sign that was mistyped');
  return signs;
}

/** The commune and the ten signs in the text of a short poster. */
export function shortPosterIn(scanned) {
  const found = /^BZV2:([0-9]{5}):([0-9A-HJKMNP-TV-Z]{10})$/.exec(withoutBlanks(scanned));
  demand(found, 'no short poster');
  return { commune: found[1], code: placeCodeIn(found[2]) };
}

/** A sign's number times a, in the field of 32 elements. */
function timesA(number) {
  const doubled = number << 1;
  return doubled & 32 ? doubled ^ FIELD : doubled;
}
