/** What is heard, typed, posted, sealed and scanned, on both sides of its limits. */
import {
  AT_S, CODE, CONTACT, DAY, IDENTITY, message, only, packedMessage, place, poster, question, report, sealedPlain,
} from './made.js';
import { join, u8 } from '../protocol/bytes.js';
import { pack } from '../protocol/messagepack.js';

const OURS_128 = '67a607add1172fa1c44bf573564e0000';
const THEIRS_128 = '67a607add1172fa1c44bf573564e0001';
const OURS = '0303564e0fffb522be0ff3ebdfac73b6400224a5';
const ID = 'be0ff3ebdfac73b6400224a5';
const heard = (power) => ({ heard: 'id', id: ID, tx_power_dbm: power });
const PEER = { heard: 'peer' };
const NOTHING = { heard: 'nothing' };
const FRAMES = [
  ['our service of 128 bits, all that there are', `1107${OURS_128}`, PEER],
  ['our service of 128 bits, some of them', `1106${OURS_128}`, PEER],
  ['our service of 128 bits behind another', `2107${THEIRS_128}${OURS_128}`, PEER],
  ['another service of 128 bits', `1107${THEIRS_128}`, NOTHING],
  ['our service of 128 bits cut short', `1007${OURS_128.slice(2)}`, NOTHING],
  ['our id and our service of 128 bits', `${OURS}1107${OURS_128}`, heard(null)],
  ['an iPhone with a mask of 15 bytes', `13ff4c000108${'00'.repeat(14)}`, NOTHING],
  ['an iPhone with a mask of 17 bytes', `15ff4c000108${'00'.repeat(16)}`, NOTHING],
  ['an iPhone with something of type 2', `14ff4c000208${'00'.repeat(15)}`, NOTHING],
  ['a mask of another company', `14ff4d000108${'00'.repeat(15)}`, NOTHING],
  ['our service among some of 16 bits', `0302564e${OURS.slice(8)}`, heard(null)],
  ['our service behind another of 16 bits', `05030f18564e${OURS.slice(8)}`, heard(null)],
  ['a power of -127 dBm', `${OURS}0516564e0181`, heard(-127)],
  ['a power of 20 dBm', `${OURS}0516564e0114`, heard(20)],
  ['a power of two bytes before a good one', `${OURS}0616564e01f4000516564e01f5`, heard(-11)],
  ['a power of 21 dBm before a good one', `${OURS}0516564e01150516564e01f5`, heard(-11)],
  ['a hidden power', `${OURS}0516564e0200`, heard(null)],
  ['62 bytes', '00'.repeat(62), NOTHING],
];

const LONG_CODE = '00g40r40m30e2091';
const ONSETS = [
  ['blanks around the slash', `${CODE} / 2020-08-09`, '2020-08-09'],
  ['no blank', `${CODE}/2020-08-09`, '2020-08-09'],
  ['a code as it is printed, and a line\'s end', '9573-1361-2955 /\t2020-08-09\n', '2020-08-09'],
  ['behind a long code', `${LONG_CODE}/2020-08-09`, '2020-08-09'],
  ['29 February of a leap year', `${CODE} / 2020-02-29`, '2020-02-29'],
  ['29 February of another', `${CODE} / 2019-02-29`],
  ['a thirteenth month', `${CODE} / 2020-13-01`],
  ['31 April', `${CODE} / 2020-04-31`],
  ['digits that are missing', `${CODE} / 2020-8-9`],
  ['as it is written in Viet Nam', `${CODE} / 09/08/2020`],
  ['other digits', `${CODE} / ٢٠٢٠-08-09`],
  ['an hour behind it', `${CODE} / 2020-08-09T10:00`],
  ['nothing behind the slash', `${CODE} /`],
  ['no code before it', '/ 2020-08-09'],
  ['a digit of the code mistyped', `${CODE.slice(0, -1)}6 / 2020-08-09`],
  ['64 characters in all', `${CODE}${' '.repeat(41)}/2020-08-09`, '2020-08-09'],
  ['65 characters in all', `${CODE}${' '.repeat(42)}/2020-08-09`],
];

const seeds = (count, [first, last] = [0, 95], day = DAY, bytes = 16) =>
  ({ seeds: Array(count).fill([day, first, last, Buffer.alloc(bytes, 1)]) });
const UPLOAD = { type: 'upload', certificate: IDENTITY, commitment_key: IDENTITY, ...seeds(1) };
const REDEEM = {
  type: 'redeem', code: CODE, commitment: IDENTITY, challenge: Buffer.alloc(16, 1), work: Buffer.alloc(8, 2),
};
const REQUESTS = [
  ['a seed of one slot', { ...UPLOAD, ...seeds(1, [95, 95]) }, true],
  ['a seed of which the last slot comes first', { ...UPLOAD, ...seeds(1, [41, 40]) }, false],
  ['a slot of the next day', { ...UPLOAD, ...seeds(1, [0, 96]) }, false],
  ['30 seeds', { ...UPLOAD, ...seeds(30) }, true],
  ['31 seeds', { ...UPLOAD, ...seeds(31) }, false],
  ['no seed', { ...UPLOAD, seeds: [] }, false],
  ['a seed of the last day', { ...UPLOAD, ...seeds(1, [0, 95], 65535) }, true],
  ['a seed of a day later', { ...UPLOAD, ...seeds(1, [0, 95], 65536) }, false],
  ['a seed of 15 bytes', { ...UPLOAD, ...seeds(1, [0, 95], DAY, 15) }, false],
  ['an upload with a certificate of 512 bytes', { ...UPLOAD, certificate: Buffer.alloc(512, 1) }, true],
  ['an upload with a certificate of 513 bytes', { ...UPLOAD, certificate: Buffer.alloc(513, 1) }, false],
  ['an upload without a certificate', { ...UPLOAD, certificate: Buffer.alloc(0) }, false],
  ['a commitment key of 31 bytes', { ...UPLOAD, commitment_key: IDENTITY.subarray(1) }, false],
  ['a commitment of 31 bytes', { ...REDEEM, commitment: IDENTITY.subarray(1) }, false],
  ['a challenge of 17 bytes', { ...REDEEM, challenge: Buffer.alloc(17) }, false],
  ['work of 9 bytes', { ...REDEEM, work: Buffer.alloc(9) }, false],
  ['no code at all', { ...REDEEM, code: '' }, false],
  ['cover in step 0', { ...REDEEM, type: 'cover', step: 0 }, false],
  ['a nonce of 15 bytes', { type: 'time', nonce: Buffer.alloc(15) }, false],
  ['a report of no bytes', { type: 'report', sealed: Buffer.alloc(0) }, false],
];

const TIME = {
  type: 'time', time_s: AT_S, key_id: Buffer.alloc(8), signature: Buffer.alloc(64), challenge: Buffer.alloc(16),
  work_bits: 0, long_work_bits: 24,
};
const ANSWERS = [
  ['no work at all', TIME, true],
  ['a time before 1970', { ...TIME, time_s: -1 }, false],
  ['a key id of 7 bytes', { ...TIME, key_id: Buffer.alloc(7) }, false],
  ['a signature of 63 bytes', { ...TIME, signature: Buffer.alloc(63) }, false],
  ['work for a long code of 25 bits', { ...TIME, long_work_bits: 25 }, false],
  ['a reason of nought', { type: 'refused', reason: 0 }, false],
  ['a certificate of 512 bytes', { type: 'certificate', certificate: Buffer.alloc(512, 1) }, true],
  ['a certificate of 513 bytes', { type: 'certificate', certificate: Buffer.alloc(513, 1) }, false],
];

const DECLARATION = {
  type: 'declaration', report_id: Buffer.alloc(16, 1), unit: '025', day: 65535, for_other: true, name: 'ế'.repeat(80),
  birth_year: 1900, phone: '', address: 'ế'.repeat(160), symptoms: [1, 2, 3, 4, 9], met_case: false, travelled: '',
};
const REPORTS = [
  ['the longest name and address, the first year', DECLARATION, true],
  ['the last year, and no symptom', { ...DECLARATION, birth_year: 2200, symptoms: [] }, true],
  ['a year of birth of 1', { ...DECLARATION, birth_year: 1 }, false],
  ['a year of birth of 1899', { ...DECLARATION, birth_year: 1899 }, false],
  ['a year of birth of 2201', { ...DECLARATION, birth_year: 2201 }, false],
  ['symptom 5', { ...DECLARATION, symptoms: [5] }, false],
  ['symptom 8', { ...DECLARATION, symptoms: [8] }, false],
  ['ten symptoms', { ...DECLARATION, symptoms: Array(10).fill(1) }, false],
  ['a name of 81 characters', { ...DECLARATION, name: 'a'.repeat(81) }, false],
  ['an address of 161 characters', { ...DECLARATION, address: 'a'.repeat(161) }, false],
  ['the longest time near, with 200 persons, as an F2', { ...CONTACT, rows: [[DAY, 2, 4, 200]] }, true],
  ['minutes of a band that is none', { ...CONTACT, rows: [[DAY, 1, 5, 2]] }, false],
  ['201 times near', { ...CONTACT, rows: [[DAY, 1, 1, 201]] }, false],
  ['an F3', { ...CONTACT, rows: [[DAY, 3, 1, 2]] }, false],
  ['a unit of four digits', { ...CONTACT, unit: '0808' }, false],
  ['41 links', { ...CONTACT, links: Array(41).fill(IDENTITY) }, false],
  ['a link consent without a link', { type: 'link', report_id: Buffer.alloc(16, 1), links: [] }, false],
];

const UNITS = [['', false], ['8', false], ['080', true], ['0808', false], ['08080', true], ['080808', false]];
const PLACES = [
  ['a name of 60 bytes', { name: 'ế'.repeat(20) }, true],
  ['a name with a sign that nobody sees', { name: 'Ch\u200bợ' }, false],
  ['a poster of one second', { until: AT_S + 1 }, true],
  ['a poster of no time', { until: AT_S }, false],
  ['a salt of 15 bytes', { salt: Buffer.alloc(15) }, false],
];
const TEXTS = [
  ['wide and narrow blanks around it', (text) => `\u3000\u00a0\u2009${text}\u0085\u2028`, true],
  ['a mark of the byte order before it, which is no blank', (text) => `\ufeff${text}`, false],
  ['five hundred blanks around it', (text) => ' '.repeat(250) + text + ' '.repeat(250), true],
  ['filled up with = to 512 characters', (text) => text.padEnd(512, '='), true],
  ['filled up with = to 513 characters', (text) => text.padEnd(513, '='), false],
  ['a blank within it', (text) => `${text.slice(0, 50)} ${text.slice(50)}`, false],
  ['a padding sign within it', (text) => `${text.slice(0, 50)}=${text.slice(50)}`, false],
];

export function* questions() {
  for (const [name, frame, told] of FRAMES) {
    yield { ...question('1-air.md', 'advertisement', name, true, { frame }), told };
  }
  yield* ofCodes();
  for (const [name, sent, taken] of REQUESTS) yield question('5-calls.md', 'request', name, taken, message(sent, 4096));
  for (const [name, sent, taken] of ANSWERS) yield question('5-calls.md', 'answer', name, taken, message(sent, 1024));
  yield* ofSizes();
  for (const [name, said, taken] of REPORTS) yield question('9-warning.md', 'sealed', name, taken, report(said));
  yield* ofSealedSizes();
  for (const [unit, taken] of UNITS) yield venue(`the unit ${unit || 'that is empty'}`, taken, poster({ unit }));
  for (const [name, changed, taken] of PLACES) yield venue(name, taken, poster(changed));
  for (const [name, change, taken] of TEXTS) yield venue(name, taken, change(poster({})));
}

const venue = (name, taken, text) => place(name, taken, text, only('poster'));

/** A code with a day behind it: what is sent, and the day by which a consent page ticks. */
function* ofCodes() {
  for (const [name, typed, onset] of ONSETS) {
    yield question('5-calls.md', 'code', `with a day behind it: ${name}`, onset !== undefined, { typed });
    const told = onset === undefined ? { taken: false } : { taken: true, onset };
    yield { ...question('5-calls.md', 'onset', name, true, { typed }), told };
  }
  const none = { taken: true, onset: null };
  yield { ...question('5-calls.md', 'onset', 'a code alone', true, { typed: CODE }), told: none };
}

function* ofSizes() {
  const [sent, said] = [pack(REDEEM), pack(TIME)];
  yield question('5-calls.md', 'request', 'a byte behind the map', false, packedMessage(join(sent, u8(0)), 4096));
  yield question('5-calls.md', 'answer', 'a byte behind the map', false, packedMessage(join(said, u8(0)), 1024));
  for (const bytes of [4095, 4097]) {
    yield question('5-calls.md', 'request', `of ${bytes} bytes`, false, packedMessage(sent, bytes));
  }
  yield question('5-calls.md', 'answer', 'of 1025 bytes', false, packedMessage(said, 1025));
}

function* ofSealedSizes() {
  const whole = report(CONTACT);
  const short = { ...whole, sealed: whole.sealed.slice(0, -2) };
  yield question('9-warning.md', 'sealed', 'with its last byte cut off', false, short);
  for (const bytes of [3399, 3401]) {
    yield question('9-warning.md', 'sealed', `${bytes} bytes sealed`, false, sealedPlain(pack(CONTACT), bytes));
  }
  const longer = join(pack(CONTACT), u8(0));
  yield question('9-warning.md', 'sealed', 'a byte behind the map', false, sealedPlain(longer));
}
