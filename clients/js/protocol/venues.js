/** Posters at doors, and alerts about places (10-venues.md). */
import { demand, hmac256, u32, u8, withoutBlanks } from './bytes.js';
import { array, binary, integer, text, unpack } from './messagepack.js';
import { identityOf } from './signing.js';

const KINDS = ['shop', 'market', 'food', 'office', 'school', 'health', 'hotel', 'worship', 'transport', 'public'];
/** Words behind the kind, with the kind that they go with. */
const CLOSER = { factory: 'office', event: 'public' };
const POSTER = /^BZV1:([A-Za-z0-9_-]+)=*$/;
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u;
const LATEST = 2 ** 40;

/** The place that a scanned text names at this time. */
export function venueIn(scanned, nowS, keyList) {
  const packed = packedIn(scanned);
  const [body, signature] = [packed.subarray(0, -64), packed.subarray(-64)];
  const venue = placeIn(body.subarray(8));
  keyList.signer('venue', identityOf(body), body.subarray(0, 8), signature, venue.validFromS);
  demand(venue.validFromS <= nowS && nowS < venue.validUntilS, 'a poster outside its dates');
  return venue;
}

/** What is published of a place where somebody was during this half hour. */
export function alertEntry(venueId, salt, day, halfHour) {
  return hmac256(salt, 'bluezone/venue-alert/1', venueId, u32(day), u8(halfHour)).subarray(0, 16);
}

/** What a door notes of a token, and what is published for a Day of who showed it (12-door-codes.md, "Visit token"). */
export function tokenAlert(shown, day) {
  const found = /^[ \t\r\n]*BZT1:([A-Za-z0-9_-]{16})[ \t\r\n]*$/.exec(shown);
  demand(found, 'no token for a door');
  const note = hmac256(Buffer.from(found[1], 'base64url'), 'bluezone/visit-note/1').subarray(0, 16);
  return { note, entry: hmac256(note, 'bluezone/visit-alert/1', u32(day)).subarray(0, 16) };
}

function packedIn(scanned) {
  const text = withoutBlanks(scanned);
  const found = text.length <= 512 && POSTER.exec(text.replaceAll('+', '-').replaceAll('/', '_'));
  demand(found, 'no poster of ours');
  const packed = Buffer.from(found[1], 'base64url');
  demand(packed.length > 72, 'no poster of ours');
  return packed;
}

function placeIn(bytes) {
  const [venueId, name, kind, unit, validFromS, validUntilS, salt, closer] = array(unpack(bytes), 7);
  text(name, 1, 60);
  demand(Buffer.from(name).length <= 60 && name.trim() === name && PRINTABLE.test(name), 'no name of a place');
  demand(KINDS.includes(kind), 'no kind of place');
  demand(/^([0-9]{2}|[0-9]{3}|[0-9]{5})$/.test(text(unit, 0, 5)), 'no administrative code');
  integer(validFromS, 0, LATEST);
  integer(validUntilS, 0, LATEST);
  demand(validFromS < validUntilS, 'a poster that ends before it begins');
  const said = typeof closer === 'string' && Object.hasOwn(CLOSER, closer) && CLOSER[closer] === kind ? closer : kind;
  return { venueId: binary(venueId, 16), name, kind: said, unit, validFromS, validUntilS, salt: binary(salt, 16) };
}
