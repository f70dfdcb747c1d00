/** Questions at the edges of a commune's places (10-venues.md, "Typed code"). */
import { hex, sha256 } from '../protocol/bytes.js';
import { pack } from '../protocol/messagepack.js';
import { AT_S, keyRow, only, question, signedBy } from './made.js';

const ENTRIES = entries(32);
const CODE = '0000000000';
const [[LOCATOR, SEALED], ...OTHERS] = ENTRIES;

/** Names, elements that are changed by their place, and whether the file is still taken. */
const CHANGED = [
  ['the last number', { 1: 2 ** 32 - 1 }, true],
  ['a commune of letters', { 0: '0253a' }, false],
  ['a locator that is too short', { 3: [[LOCATOR.subarray(0, 15), SEALED], ...OTHERS] }, false],
  ['an entry that is too long', { 3: [[LOCATOR, Buffer.alloc(329)], ...OTHERS] }, false],
  ['33 entries', { 3: entries(33) }, false],
  ['64 entries', { 3: entries(64) }, true],
  ['no entries', { 3: [] }, false],
];

const TYPED = [
  ['64 characters', `${CODE}${' '.repeat(54)}`, true],
  ['65 characters', `${CODE}${' '.repeat(55)}`, false],
  ['a dash of page 5', `${CODE.slice(0, 5)}\u2013${CODE.slice(5)}`, true],
  ['a longer dash', `${CODE.slice(0, 5)}\u2014${CODE.slice(5)}`, false],
];

const DATED = [
  ['a key of that second alone', [AT_S, AT_S + 1], true],
  ['a key that ended in that second', [0, AT_S], false],
  ['a key that begins a second later', [AT_S + 1, 2 ** 33], false],
];

export function* questions() {
  for (const [name, changed, taken] of CHANGED) yield asked(name, taken, changed);
  for (const [name, dates, taken] of DATED) yield asked(name, taken, {}, [keyRow('venue', dates, 'brief')], 'brief');
  for (const [name, typed, taken] of TYPED) yield question('10-venues.md', 'place code', name, taken, { typed });
}

function asked(name, taken, changed, more = [], by = 'venue') {
  const elements = Object.values({ ...['02536', 7, AT_S, ENTRIES], ...changed });
  const file = hex(signedBy([by], 'venue', pack(elements)));
  return question('10-venues.md', 'places', name, taken, { file, ...only('poster', more) });
}

function entries(count) {
  const locators = Array.from({ length: count }, (_, at) => sha256(`locator ${at}`).subarray(0, 16));
  return locators.sort(Buffer.compare).map((locator) => [locator, Buffer.alloc(328, locator)]);
}
