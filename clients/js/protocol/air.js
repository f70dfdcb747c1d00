/** What is heard in an advertisement (1-air.md, "Advertisement" and "iPhone-style peers"). */
import { demand, same, unhex } from './bytes.js';

const LONGEST = 62;
const SERVICE_16 = [2, 3];
const SERVICE_128 = [6, 7];
const SERVICE_DATA = 0x16;
const MANUFACTURER = 0xff;
const OURS_16 = unhex('564e');
const OURS_128 = unhex('00004e5673f54bc4a12f17d1ad07a667').reverse();
const OURS_COMPANY = unhex('b522');
const APPLE = unhex('4c00');

/**
 * What a frame is to us.
 * @returns {{heard: 'id', id: Buffer, power: ?number} | {heard: 'peer'} | {heard: 'nothing'}}
 */
export function heardIn(frame) {
  demand(frame.length <= LONGEST, 'a frame that is too long');
  const elements = elementsOf(frame);
  if (lists(elements, SERVICE_16, OURS_16)) return { heard: 'id', id: idIn(elements), power: powerIn(elements) };
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

/** The first transmit power that was said, or null: one of another version, length or range is as good as none. */
function powerIn(elements) {
  const said = elements.filter(({ type, data }) => type === SERVICE_DATA && begins(data, OURS_16) && data[2] === 1);
  const powers = said.filter(({ data }) => data.length === 4).map(({ data }) => data.readInt8(3));
  return powers.find((power) => power >= -127 && power <= 20) ?? null;
}

/** An iPhone in the background: Apple's type 1 with 16 mask bytes, of which the first has the bit 0x08. */
function fromApple({ type, data }) {
  return type === MANUFACTURER && begins(data, APPLE) && data.length === 19 && data[2] === 1 && (data[3] & 8) !== 0;
}
