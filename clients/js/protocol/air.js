/** What is heard in an advertisement (1-air.md, "Advertisement" and "iPhone-style peers"). */
import { demand, hex, hmac256, join, same, unhex } from './bytes.js';

const LONGEST = 62;
const SERVICE_16 = [2, 3];
const SERVICE_128 = [6, 7];
const SERVICE_DATA = 0x16;
const MANUFACTURER = 0xff;
const OURS_16 = unhex('564e');
const OURS_128 = unhex('00004e5673f54bc4a12f17d1ad07a667').reverse();
const OURS_COMPANY = unhex('b522');
const APPLE = unhex('4c00');
const [IN_CLEAR, HIDDEN] = [1, 2];
const UNKNOWN = -128;
const ROUNDS = [0, 1, 2, 3];

/**
 * What a frame is to us. A power is said in clear, or hidden in a byte that the key of its Day opens, or not at all.
 * @returns {{heard: 'id', id: Buffer, power: ?number, hidden: ?number} | {heard: 'peer'} | {heard: 'nothing'}}
 */
export function heardIn(frame) {
  demand(frame.length <= LONGEST, 'a frame that is too long');
  const elements = elementsOf(frame);
  if (lists(elements, SERVICE_16, OURS_16)) return { heard: 'id', id: idIn(elements), ...powerIn(elements) };
  return { heard: lists(elements, SERVICE_128, OURS_128) || elements.some(fromApple) ? 'peer' : 'nothing' };
}

function elementsOf(frame) {
  const elements = [];
  for (let at = 0; at < frame.length && frame[at] !== 0; at += 1 + frame[at]) {
    demand(at + 1 + frame[at] <= frame.length, 'an element that runs over the end');
    elements.push({ type: frame[at + 1], data: frame.subarray(at + 2, at + 1 + frame[at]) });
  }
  return elements;
}

function lists(elements, types, service) {
  return elements.filter(({ type }) => types.includes(type)).some(({ data }) => {
    for (let at = 0; at + service.length <= data.length; at += service.length) {
      if (same(data.subarray(at, at + service.length), service)) return true;
    }
    return false;
  });
}

const begins = (data, with_) => data.length >= with_.length && same(data.subarray(0, with_.length), with_);

function idIn(elements) {
  const ours = elements.find(({ type, data }) => type === MANUFACTURER && begins(data, OURS_COMPANY));
  demand(ours && ours.data.length === 14, 'our service without an id of 12 bytes');
  return ours.data.subarray(2);
}

/** The first power in clear, else the first hidden one; one of another version, length or range is as good as none. */
function powerIn(elements) {
  const said = elements
    .filter(({ type, data }) => type === SERVICE_DATA && begins(data, OURS_16) && data.length === 4)
    .map(({ data }) => ({ version: data[2], byte: data[3], dbm: data.readInt8(3) }));
  const clear = said.find(({ version, dbm }) => version === IN_CLEAR && isPower(dbm));
  const hidden = clear ? undefined : said.find(({ version }) => version === HIDDEN);
  return { power: clear?.dbm ?? null, hidden: hidden?.byte ?? null };
}

const isPower = (dbm) => dbm >= -127 && dbm <= 20;

/** The byte that says a power beside an id ("Power"); null says that it is not known. */
export function hiddenPower(dbm, dayKey, id) {
  const said = (dbm ?? UNKNOWN) & 255;
  const figures = figuresOf(dayKey, id);
  const [left, right] = ROUNDS.reduce(
    ([before, after], round) => [after, before ^ figures[16 * round + after]], [said >> 4, said & 15]);
  return left << 4 | right;
}

/** The power behind a byte that was heard beside an id; null where it says none. */
export function openedPower(hidden, dayKey, id) {
  const figures = figuresOf(dayKey, id);
  const [left, right] = ROUNDS.toReversed().reduce(
    ([before, after], round) => [after ^ figures[16 * round + before], before], [hidden >> 4, hidden & 15]);
  const dbm = Buffer.of(left << 4 | right).readInt8(0);
  return isPower(dbm) ? dbm : null;
}

const figuresOf = (dayKey, id) =>
  [...hex(hmac256(dayKey, join('bluezone/power/1', id)))].map((figure) => parseInt(figure, 16));

/** An iPhone in the background: Apple's type 1 with 16 mask bytes, of which the first has the bit 0x08. */
function fromApple({ type, data }) {
  return type === MANUFACTURER && begins(data, APPLE) && data.length === 19 && data[2] === 1 && (data[3] & 8) !== 0;
}
