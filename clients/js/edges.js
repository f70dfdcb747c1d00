/**
 * Writes questions at the edges of the pages, in the form of the known answers: what may be missing, odd or extreme.
 * Each says by hand whether it is taken; all of it is made of made-up keys, the same each time.
 *
 *     node clients/js/edges.js > docs/protocol/edge-answers.json
 */
import { isDeepStrictEqual } from 'node:util';
import { answered, written } from './answering.js';
import * as bounds from './edges/bounds.js';
import * as communes from './edges/communes.js';
import * as judged from './edges/judged.js';
import * as messages from './edges/messages.js';
import * as signers from './edges/signers.js';
import {
  AT_S, batch, CODE, configuration, DAY, file, IDENTITY, index, keyList, KEYS, message, place, poster, question, report,
  secret,
} from './edges/made.js';
import { hex, sha256 } from './protocol/bytes.js';
import { Real } from './protocol/messagepack.js';
import { publicKeyOf } from './protocol/signing.js';

/** Names of questions, each with what is changed in something that is taken, and whether it still is. */
const KEY_LISTS = [
  ['nothing changed', {}, true],
  ['without required_signatures', { required_signatures: undefined }, true],
  ['without required_witnesses', { required_witnesses: undefined }, true],
  ['without a report key', { report_key: undefined }, true],
  ['a report key that is nil', { report_key: null }, false],
  ['no sequence', { sequence: undefined }, false],
  ['a sequence of 1.0', { sequence: new Real(1) }, false],
  ['a sequence that is true', { sequence: true }, false],
  ['three signatures for an unknown kind', { required_signatures: { other: 3 } }, true],
  ['three signatures for batches', { required_signatures: { batch: 3 } }, false],
  ['a row of an unknown kind and nothing else', { keys: [['other'], ...KEYS] }, true],
  ['an empty row', { keys: [[], ...KEYS] }, false],
  ['one public key for two kinds', { keys: [['batch', KEYS[3][1], 0, 5], ...KEYS] }, false],
  ['a key that ends as it begins', { keys: [['batch', publicKeyOf(secret('brief')), 5, 5]] }, false],
];

const CONFIGURATIONS = [
  ['nothing but what is required', {}, true],
  ['a whole number of minutes as 15.0', { profile: { close_minutes: new Real(15) } }, false],
  ['a weight of 1', { profile: { high_weight: 1 } }, true],
  ['a weight that is not a number', { profile: { high_weight: new Real(NaN) } }, false],
  ['cover of 1 a day', { cover_per_day: 1 }, true],
  ['cover of 0.1 a day', { cover_per_day: new Real(0.1) }, false],
  ['caution of 2', { risk: { caution: 2 } }, true],
  ['half an hour near, signed by one', { profile: { close_minutes: 30 } }, true],
  ['31 minutes near, signed by one', { profile: { close_minutes: 31 } }, false],
  ['99 cm, signed by one', { profile: { close_distance_cm: 99 } }, false],
  ['a weight below a half, signed by one', { profile: { standard_weight: new Real(0.49) } }, false],
  ['six days of tracing, signed by one', { profile: { tracing_days: 6 } }, false],
  ['13 days kept, signed by one', { retention_days: 13 }, false],
  ['a twentieth of the time scanning', { duty: { scan_on_s: 15 } }, true],
  ['less of it, signed by one', { duty: { scan_on_s: 14 } }, false],
  ['less than a tenth advertising, signed by one', { duty: { advertise_on_s: 5, advertise_period_s: 51 } }, false],
  ['a scan of more than a third of the time in company', { duty: { scan_on_s: 30, company_period_s: 60 } }, true],
  ['company for 25 hours', { duty: { company_hours: 25 } }, false],
  ['scanning for longer than its period', { duty: { scan_on_s: 100, scan_period_s: 60 } }, false],
  ['a profile that is nil', { profile: null }, false],
  ['no end of service', { shutdown_s: null }, true],
  ['a power of which nothing is said', { power: { is_said: false } }, true],
  ['a power that is said once', { power: { is_said: 1 } }, false],
  ['a power that is nil', { power: null }, false],
  ['no model that has a power', { power: { models: {} } }, true],
  ['the power of a model, signed by one', { power: { models: { sma515f: -27 } } }, false],
  ['the hotline of a district', { unit_hotlines: { '080': '19009095' } }, false],
  ['a hotline of 21 characters', { hotline: '1'.repeat(21) }, false],
  ['an address with a port', { share_url: 'https://a.example:8/x' }, false],
];

const INDEXES = [
  ['nothing changed', {}, true],
  ['without witnesses', { witnesses: undefined }, true],
  ['good for 48 h and a second', { valid_until_s: AT_S + 172801 }, false],
  ['good for no second', { valid_until_s: AT_S }, false],
  ['a row without the end of a window', { files: [['batch', 7, IDENTITY, 4096]] }, true],
  ['a row with more behind it', { files: [['batch', 7, IDENTITY, 4096, 0, 'other']] }, true],
  ['a row of an unknown kind and nothing else', { files: [['other']] }, true],
  ['a row of the kind head', { files: [['head', 1, IDENTITY, 1]] }, false],
  ['one file twice', { files: [['batch', 7, IDENTITY, 1], ['batch', 7, IDENTITY, 1]] }, false],
  ['a file of no bytes', { files: [['batch', 7, IDENTITY, 0]] }, false],
];

const BATCHES = [
  ['one group, and no grid', [[DAY, 0, 1, 1, 16]], true],
  ['no group', [], true],
  ['a group with more behind it', [[DAY, 0, 1, 1, 16, 'other']], true],
  ['a day of which the end is 21 days before the window\'s', [[DAY - 20, 0, 1, 1, 16]], true],
  ['the day before that one', [[DAY - 21, 0, 1, 1, 16]], false],
  ['today', [[DAY + 1, 0, 1, 1, 16]], false],
  ['a group of seventeen', [[DAY, 0, 1, 1, 17]], false],
  ['a group of none', [[DAY, 0, 1, 1, 0]], false],
  ['high infectivity of an F1', [[DAY, 1, 2, 1, 16]], false],
  ['a place with the level F1', [[DAY, 1, 1, 2, 16]], false],
  ['a group twice', [[DAY, 0, 1, 1, 16], [DAY, 0, 1, 1, 16]], false],
  ['a third class', [[DAY, 0, 3, 1, 16]], false],
];

const POWER_THEN = '0303564e0fffb522be0ff3ebdfac73b6400224a5';
const FRAMES = [
  ['a power of another version before a good one', `${POWER_THEN}0516564e02f40516564e01f5`, true],
  ['two powers', `${POWER_THEN}0516564e01f40516564e01f5`, true],
  ['a power of 21 dBm', `${POWER_THEN}0516564e0115`, true],
  ['a power of -128 dBm', `${POWER_THEN}0516564e0180`, true],
  ['another company before ours', `0303564e03ff4c00${POWER_THEN.slice(8)}`, true],
  ['our company twice, first too short', `0303564e03ffb522${POWER_THEN.slice(8)}`, false],
  ['63 bytes', '00'.repeat(63), false],
  ['an iPhone with other bits set, too', '14ff4c000109000000000000000000000000000000', true],
  ['an iPhone without the bit', '14ff4c000107000000000000000000000000000000', true],
];

const CODES = [
  ['two kinds of blanks', '9573\t1361\u00a02955', true],
  ['a line\'s end', `${CODE}\n`, true],
  ['dots', '9573.1361.2955', true],
  ['dashes', '9573\u20131361\u20132955', true],
  ['long dashes', '9573\u20141361\u20142955', false],
  ['other digits', '\u0669\u0665\u0667\u0663\u0661\u0663\u0666\u0661\u0662\u0669\u0665\u0665', false],
  ['a letter that no code has', 'U00G40R40M30E209', false],
  ['64 characters', ' '.repeat(52) + CODE, true],
  ['65 characters', ' '.repeat(53) + CODE, false],
];

const REDEEM = {
  type: 'redeem', code: CODE, commitment: IDENTITY, challenge: Buffer.alloc(16, 1), work: Buffer.alloc(8, 2),
};
const REQUESTS = [
  ['a field that is unknown', { ...REDEEM, other: 1 }, true],
  ['a code of any 16 characters', { ...REDEEM, code: '😀'.repeat(16) }, true],
  ['a code of 17', { ...REDEEM, code: 'x'.repeat(17) }, false],
  ['a code in bytes', { ...REDEEM, code: Buffer.from(CODE) }, false],
  ['cover in a third step', { ...REDEEM, type: 'cover', step: 3 }, false],
  ['cover without a step', { ...REDEEM, type: 'cover' }, false],
  ['a type that is unknown', { type: 'other' }, false],
  ['a key that is no text', new Map([['type', 'time'], ['nonce', Buffer.alloc(16)], [5, 1]]), false],
  ['a report of 3500 bytes', { type: 'report', sealed: Buffer.alloc(3500) }, true],
  ['a report of 3501 bytes', { type: 'report', sealed: Buffer.alloc(3501) }, false],
];

const TIME = {
  type: 'time', time_s: AT_S, key_id: Buffer.alloc(8), signature: Buffer.alloc(64), challenge: Buffer.alloc(16),
  work_bits: 12, long_work_bits: 12,
};
const ANSWERS = [
  ['the last second there is', { ...TIME, time_s: 2 ** 40 }, true],
  ['a second later', { ...TIME, time_s: 2 ** 40 + 1 }, false],
  ['work of 24 bits', { ...TIME, work_bits: 24 }, true],
  ['work of 25 bits', { ...TIME, work_bits: 25 }, false],
  ['a sixth reason', { type: 'refused', reason: 6 }, false],
];

const REPORTS = [
  ['without call_back, note and links', {}, true],
  ['a number to call', { call_back: '+84 (0)9.1-2' }, true],
  ['a wish to be called', { call_back: true }, false],
  ['no number, as nil', { call_back: null }, false],
  ['46 rows', { rows: Array(46).fill([DAY, 1, 1, 2]) }, true],
  ['47 rows', { rows: Array(47).fill([DAY, 1, 1, 2]) }, false],
  ['300 characters of note', { note: '😀'.repeat(300) }, true],
  ['301 characters of note', { note: 'x'.repeat(301) }, false],
];

const PLACES = [
  ['a name in marks and signs', { name: 'Chợ “Kháng Nhật” №1 😀' }, true],
  ['a name with another blank', { name: 'a\u00a0b' }, false],
  ['a name with a blank before it', { name: ' a' }, false],
  ['a name of 61 bytes', { name: `${'ế'.repeat(20)}x` }, false],
  ['a kind that is unknown', { kind: 'zoo' }, false],
];
const TEXTS = [
  ['blanks around it', (text) => ` ${text}\n`, true],
  ['padding', (text) => `${text}==`, true],
  ['the other alphabet', (text) => text.replaceAll('-', '+').replaceAll('_', '/'), true],
  ['small letters in front', (text) => `bzv1:${text.slice(5)}`, false],
  ['another version', (text) => `BZV2:${text.slice(5)}`, false],
];

/**
 * All questions with what was said of them by hand, and the client's own answer: whether it is taken, or (`told`) the
 * whole answer.
 */
function questions() {
  return [...ofFiles(), ...ofMessages(), ...ofPlaces(), ...further()].map(({ taken, told, ...question }) => {
    const answer = answered(question);
    const as = told === undefined ? taken === (answer.taken !== false && answer.holds !== false)
      : isDeepStrictEqual(told, JSON.parse(written(answer)));
    if (!as) throw new Error(`not so: ${question.name}: ${written(answer)}`);
    return { ...question, answer };
  });
}

function* further() {
  for (const part of [signers, bounds, messages, judged, communes]) yield* part.questions();
}

function* ofFiles() {
  for (const [name, changed, taken] of KEY_LISTS) yield file('key list', name, taken, keyList(changed));
  for (const [name, changed, taken] of CONFIGURATIONS) yield file('configuration', name, taken, configuration(changed));
  for (const [name, changed, taken] of INDEXES) yield file('index', name, taken, index(changed));
  for (const [name, groups, taken] of BATCHES) yield file('batch', name, taken, batch(groups), { kind: 'batch' });
  const nothing = { old_root: hex(sha256('')), old_size: 0, size: 1, root: hex(IDENTITY), proof: [] };
  yield { name: 'a proof from a log of nothing', page: '4-log.md', what: 'consistency', given: nothing, taken: false };
}

function* ofMessages() {
  for (const [name, frame, taken] of FRAMES) yield question('1-air.md', 'advertisement', name, taken, { frame });
  for (const [name, typed, taken] of CODES) yield question('5-calls.md', 'code', name, taken, { typed });
  for (const [name, sent, taken] of REQUESTS) yield question('5-calls.md', 'request', name, taken, message(sent, 4096));
  for (const [name, sent, taken] of ANSWERS) yield question('5-calls.md', 'answer', name, taken, message(sent, 1024));
  for (const [name, changed, taken] of REPORTS) yield question('9-warning.md', 'sealed', name, taken, report(changed));
}

function* ofPlaces() {
  for (const [name, changed, taken] of PLACES) yield place(name, taken, poster(changed));
  for (const [name, change, taken] of TEXTS) yield place(name, taken, change(poster({})));
}

const lines = questions().map((each) => written(each));
process.stdout.write(`{"version":1,"questions":[\n${lines.join(',\n')}\n]}\n`);
