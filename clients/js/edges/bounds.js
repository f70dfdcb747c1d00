/** The limits of files and of what stands in them, on both sides; and a byte behind the value that a file is. */
import {
  AT_S, batch, certificate, configuration, DAY, EVER, file, framed, index, keyList, keyRow, only, place, poster,
  question, revocation, secret, signedBy, WINDOW_END_S,
} from './made.js';
import { hex, join, u8 } from '../protocol/bytes.js';
import { pack, Real } from '../protocol/messagepack.js';
import { publicKeyOf } from '../protocol/signing.js';

const OF_COLUMN = [[DAY, 0, 1, 1, 16]];
const LATER = ['other'];
const WORD = 'ế';

/** A value of a field with its lowest and its highest that are taken; a real one is a hundredth beyond them refused. */
const NUMBERS = [
  ['profile', 'close_distance_cm', 50, 1000], ['profile', 'close_minutes', 1, 1440],
  ['profile', 'infectious_days_before_onset', 0, 14], ['profile', 'infectious_days_after_onset', 0, 20],
  ['profile', 'high_days_before_onset', 0, 14], ['profile', 'high_days_after_onset', 0, 20],
  ['profile', 'tracing_days', 1, 15], ['duty', 'company_period_s', 60, 900], ['duty', 'company_lasts_s', 60, 3600],
  ['duty', 'company_hours', 0, 24], ['risk', 'tolerance_slots', 0, 2], [null, 'retention_days', 1, 21],
  [null, 'sequence', 0, 2 ** 40], [null, 'shutdown_s', 0, 2 ** 40],
];
const REALS = [
  ['profile', 'standard_weight', 0.1, 5], ['profile', 'high_weight', 0.1, 5], ['risk', 'caution', 0, 2],
  [null, 'cover_per_day', 0.2, 10],
];

/** What one person may not sign alone, with what they may: each as it stands beside the other. */
const GRAVE = [
  ['high_weight 0.5', { profile: { high_weight: new Real(0.5) } }, true],
  ['high_weight 0.49', { profile: { high_weight: new Real(0.49) } }, false],
  ['standard_weight 0.5', { profile: { standard_weight: new Real(0.5) } }, true],
  ['30 minutes that weigh 0.9', { profile: { close_minutes: 30, standard_weight: new Real(0.9) } }, false],
  ['15 minutes that weigh 0.5', { profile: { close_minutes: 15, high_weight: new Real(0.5) } }, true],
  ['15 minutes that weigh 1.5', { profile: { close_minutes: 15, high_weight: new Real(1.5) } }, true],
  ['15 minutes that weigh 1.6', { profile: { close_minutes: 15, high_weight: new Real(1.6) } }, false],
  ['10 minutes', { profile: { close_minutes: 10 } }, true],
  ['9 minutes', { profile: { close_minutes: 9 } }, false],
  ['400 cm', { profile: { close_distance_cm: 400 } }, true],
  ['401 cm', { profile: { close_distance_cm: 401 } }, false],
  ['seven infectious days', { profile: { infectious_days_before_onset: 0, infectious_days_after_onset: 6 } }, true],
  ['six infectious days', { profile: { infectious_days_before_onset: 2, infectious_days_after_onset: 3 } }, false],
  ['100 cm', { profile: { close_distance_cm: 100 } }, true],
  ['seven days of tracing', { profile: { tracing_days: 7 } }, true],
  ['14 days kept', { retention_days: 14 }, true],
  ['a tenth of the time advertising', { duty: { advertise_on_s: 5, advertise_period_s: 50 } }, true],
];

const DUTIES = [
  ['advertising for longer than its period', { advertise_on_s: 31, advertise_period_s: 30 }, false],
  ['advertising all the time', { advertise_on_s: 30, advertise_period_s: 30 }, true],
  ['scanning all the time', { scan_on_s: 60, scan_period_s: 60 }, true],
  ['scanning for 4 s', { scan_on_s: 4, scan_period_s: 60 }, true],
  ['scanning for 3 s', { scan_on_s: 3, scan_period_s: 60 }, false],
  ['scanning for 301 s', { scan_on_s: 301, scan_period_s: 900 }, false],
  ['a period of 59 s', { scan_on_s: 20, scan_period_s: 59 }, false],
  ['a period of 901 s', { scan_on_s: 60, scan_period_s: 901 }, false],
  ['advertising for 4 s', { advertise_on_s: 4 }, false],
];

const link = (changed) => ({ links: [{ title: { vi: 'a' }, url: 'https://a.example', ...changed }] });
const ARTICLE = { id: 'a-1', issued_s: AT_S, title: { vi: 'a' }, text: { vi: 'b' } };
const news = (changed) => ({ news: [{ ...ARTICLE, ...changed }] });
const hotlines = (count) =>
  ({ unit_hotlines: Object.fromEntries(Array.from({ length: count }, (_, at) => [String(10000 + at), ''])) });

const TEXTS = [
  ['a disease of 60 characters', { profile: { name: WORD.repeat(60) } }, true],
  ['a disease of 61 characters', { profile: { name: WORD.repeat(61) } }, false],
  ['a disease without a name', { profile: { name: '' } }, false],
  ['a hotline of 20 characters', { hotline: '1'.repeat(20) }, true],
  ['a hotline with a dash', { hotline: '1900-9095' }, false],
  ['a version of four numbers', { newest_version: '9999.0.0.9999' }, true],
  ['a version of five numbers', { newest_version: '1.0.0.0.0' }, false],
  ['a version with a number of five digits', { newest_version: '1.10000' }, false],
  ['a version with a letter', { newest_version: '1.0a' }, false],
  ['a version that ends with a dot', { newest_version: '1.' }, false],
  ['a hotline of a commune', { unit_hotlines: { '02536': '+84 19009095' } }, true],
  ['500 hotlines', hotlines(500), true],
  ['4001 hotlines', hotlines(4001), false],
  ['advice of 2000 characters', { advice: { vi: WORD.repeat(2000) } }, true],
  ['advice of 2001 characters', { advice: { vi: 'a'.repeat(2001) } }, false],
  ['a language of three letters', { advice: { tay: 'a' } }, false],
  ['a language in capitals', { advice: { VI: 'a' } }, false],
  ['20 links', { links: Array(20).fill(link({}).links[0]) }, true],
  ['21 links', { links: Array(21).fill(link({}).links[0]) }, false],
  ['50 pieces of news', { news: Array(50).fill(news({}).news[0]) }, true],
  ['51 pieces of news', { news: Array(51).fill(news({}).news[0]) }, false],
  ['a link of 2000 characters', link({ title: { vi: 'a'.repeat(2000) } }), true],
  ['a link of 2001 characters', link({ title: { vi: 'a'.repeat(2001) } }), false],
  ['news with a title of 200 characters', news({ title: { vi: WORD.repeat(200) } }), true],
  ['news with a title of 201 characters', news({ title: { vi: WORD.repeat(201) } }), false],
  ['news of 8000 characters', news({ text: { vi: 'a'.repeat(8000) } }), true],
  ['news of 8001 characters', news({ text: { vi: 'a'.repeat(8001) } }), false],
  ['news with an id of 60 characters', news({ id: 'a'.repeat(60) }), true],
  ['news with an id of 61 characters', news({ id: 'a'.repeat(61) }), false],
  ['news with capitals in its id', news({ id: 'A' }), false],
  ['news without a text', news({ text: new Map([[1, 1]]) }), false],
  ['a link without an address', link({ url: '' }), false],
];

const URLS = [
  ['of 300 characters', `https://a.example/${'x'.repeat(282)}`, true],
  ['of 301 characters', `https://a.example/${'x'.repeat(283)}`, false],
  ['with a question and a percent', 'https://a.example/x?y=1&z=%20~_.-', true],
  ['without a path', 'https://a.example', true],
  ['with capitals in its host', 'https://A.example/', false],
  ['without encryption', 'http://a.example/', false],
  ['with a fragment', 'https://a.example/#x', false],
  ['with an owner', 'https://b@a.example/', false],
];

export function* questions() {
  yield* ofKeyLists();
  yield* ofIndexes();
  yield* ofBatches();
  yield* ofConfigurations();
  yield* ofSmallFiles();
  yield* withBytesBehind();
  yield* ofLongFiles();
}

function* ofKeyLists() {
  const rows = [
    ['64 rows', Array(64).fill(LATER), true],
    ['65 rows', Array(65).fill(LATER), false],
    ['a key of 31 bytes', [['batch', Buffer.alloc(31), 0, 5]], false],
    ['a key that begins before 1970', [['batch', publicKeyOf(secret('early')), -1, 5]], false],
    ['a kind that is no text', [[1, publicKeyOf(secret('early')), 0, 5]], false],
  ];
  for (const [name, keys, taken] of rows) yield of('key list', name, taken, keyList({ keys }));
  const further = [
    ['fewer than no signature for an unknown kind', { required_signatures: { other: -1 } }, true],
    ['a part of a signature for an unknown kind', { required_signatures: { other: new Real(1.5) } }, false],
    ['no signature for batches', { required_signatures: { batch: 0 } }, false],
    ['64 witnesses', { required_witnesses: 64 }, true],
    ['65 witnesses', { required_witnesses: 65 }, false],
    ['fewer than no witness', { required_witnesses: -1 }, false],
    ['a report key of 32 bytes', { report_key: Buffer.alloc(32, 1) }, true],
    ['a report key of 31 bytes', { report_key: Buffer.alloc(31, 1) }, false],
    ['a field nested sixteen deep', { later: nested(15) }, true],
  ];
  for (const [name, changed, taken] of further) yield of('key list', name, taken, keyList({ keys: [], ...changed }));
}

const nested = (deep) => (deep === 0 ? 1 : [nested(deep - 1)]);

function* ofIndexes() {
  const identity = Buffer.alloc(32, 1);
  const cases = [
    ['1024 rows', { files: Array(1024).fill(LATER) }, true],
    ['1025 rows', { files: Array(1025).fill(LATER) }, false],
    ['a file of 256 MiB', { files: [['batch', 7, identity, 2 ** 28]] }, true],
    ['a file of a byte more', { files: [['batch', 7, identity, 2 ** 28 + 1]] }, false],
    ['a window that ended before 1970', { files: [['batch', 7, identity, 1, -1]] }, false],
    ['an identity of 31 bytes', { files: [['batch', 7, identity.subarray(1), 1]] }, false],
    ['good for a second', { valid_until_s: AT_S + 1 }, true],
    ['without a head', { head: undefined }, false],
  ];
  for (const [name, changed, taken] of cases) yield of('index', name, taken, index(changed));
}

function* ofBatches() {
  const cases = [
    ['a window of a second', OF_COLUMN, { 2: WINDOW_END_S - 1 }, true],
    ['a window of no time', OF_COLUMN, { 2: WINDOW_END_S }, false],
    ['a window that starts after its end', OF_COLUMN, { 2: WINDOW_END_S + 1 }, false],
    ['the largest numbers', OF_COLUMN, { 1: 2n ** 63n - 1n, 4: 2n ** 63n - 1n }, true],
    ['a number of 2^63', OF_COLUMN, { 1: 2n ** 63n }, false],
    ['a file before of 31 bytes', OF_COLUMN, { 5: Buffer.alloc(31) }, false],
    ['a level of F2', [[DAY, 2, 1, 1, 16]], {}, false],
    ['a third format', [[DAY, 0, 1, 3, 16]], {}, false],
    ['a class of nought', [[DAY, 0, 0, 1, 16]], {}, false],
    ['groups that descend', [[DAY, 1, 1, 1, 16], [DAY, 0, 1, 1, 16]], {}, false],
    ['a place of high infectivity', [[DAY, 0, 2, 2, 16]], {}, false],
  ];
  for (const [name, groups, changed, taken] of cases) {
    yield of('batch', name, taken, batch(groups, changed), { kind: 'batch' });
  }
  const rollup = batch(OF_COLUMN, { 0: 'rollup' });
  yield of('batch', 'a roll-up where a batch is asked for', false, rollup, { kind: 'batch' });
}

function* ofConfigurations() {
  for (const [part, name, low, high] of NUMBERS) {
    yield* around(part, name, [[low, true], [high, true], [low - 1, false], [high + 1, false]]);
  }
  for (const [part, name, low, high] of REALS) {
    const reals = [[low, true], [high, true], [low - 0.01, false], [high + 0.01, false]];
    yield* around(part, name, reals.map(([value, taken]) => [new Real(value), taken]));
  }
  for (const [name, changed, taken] of GRAVE) yield named(`${name}, signed by one`, taken, changed);
  for (const [name, changed, taken] of GRAVE) {
    if (!taken) yield named(`${name}, signed by two`, true, changed, ['config', 'other config']);
  }
  for (const [name, models, taken] of MODELS) {
    yield named(`${name}, signed by two`, taken, { power: { models } }, ['config', 'other config']);
  }
  for (const [name, duty, taken] of DUTIES) yield named(name, taken, { duty });
  for (const [name, changed, taken] of TEXTS) yield named(name, taken, changed);
  for (const [name, url, taken] of URLS) {
    yield named(`an address ${name}`, taken, { share_url: url });
    yield named(`a link to an address ${name}`, taken, link({ url }));
  }
}

const MODELS = [
  ['a model of -60 dBm and one of 10', { sma515f: -60, x: 10 }, true],
  ['a model of -61 dBm', { sma515f: -61 }, false],
  ['a model of 11 dBm', { sma515f: 11 }, false],
  ['a model of -27.0 dBm', { sma515f: new Real(-27) }, false],
  ['a model in capitals', { 'SM-A515F': -27 }, false],
  ['a model without a name', { '': -27 }, false],
  ['a model of 32 letters', { ['x'.repeat(32)]: -27 }, true],
  ['a model of 33 letters', { ['x'.repeat(33)]: -27 }, false],
  ['2,000 models', models(2000), true],
  ['2,001 models', models(2001), false],
];

/** A field with each value, signed by two, so that nothing but its bounds refuses it. */
function* around(part, name, values) {
  for (const [value, taken] of values) {
    const field = { [name]: value };
    const said = value instanceof Real ? value.value : value;
    yield named(`${name} ${said}, signed by two`, taken, part ? { [part]: field } : field, ['config', 'other config']);
  }
}

const TWO = only('configuration', [keyRow('config', EVER, 'other config')]);

function models(count) {
  return Object.fromEntries(Array.from({ length: count }, (_, number) => [`x${number}`, -25]));
}

function named(name, taken, changed, by = ['config']) {
  return of('configuration', name, taken, configuration(changed, by), by.length === 2 ? TWO : {});
}

function* ofSmallFiles() {
  const filler = (bytes) => Buffer.alloc(bytes);
  const certificates = [
    ['of one day', { 3: DAY, 4: DAY }, true],
    ['of which the last day comes first', { 3: DAY, 4: DAY - 1 }, false],
    ['of a day after the last that there is', { 4: 65536 }, false],
    ['of an onset after the last day that there is', { 2: 65536 }, false],
    ['of an F2', { 1: 2 }, false],
    ['of an F1', { 1: 1 }, true],
    ['that ended before 1970', { 5: -1 }, false],
    ['over 31 bytes', { 0: Buffer.alloc(31) }, false],
  ];
  for (const [name, changed, taken] of certificates) yield of('certificate', name, taken, certificate(changed));
  const revocations = [
    ['of a roll-up', { 1: 'rollup' }, true],
    ['of a configuration', { 1: 'config' }, false],
    ['with the largest numbers', { 0: 2n ** 63n - 1n, 2: 2n ** 63n - 1n }, true],
    ['with a number of 2^63', { 2: 2n ** 63n }, false],
  ];
  for (const [name, changed, taken] of revocations) yield of('revocation', name, taken, revocation(changed));
  for (const [what, make, place_] of [['certificate', certificate, 6], ['revocation', revocation, 5]]) {
    const spare = 512 - make({ [place_]: filler(300) }).length + 300;
    yield of(what, 'of 512 bytes', true, make({ [place_]: filler(spare) }));
    yield of(what, 'of 513 bytes', false, make({ [place_]: filler(spare + 1) }));
  }
}

function* withBytesBehind() {
  yield of('key list', 'a byte behind the map', false, again('root', 'keys', keyList({ keys: [] })));
  yield of('index', 'a byte behind the map', false, again('index', 'index', index({})));
  yield of('configuration', 'a byte behind the map', false, again('config', 'config', configuration({})));
  yield of('revocation', 'a byte behind the array', false, again('revocation', 'revocation', revocation({})));
  yield of('certificate', 'a byte behind the array', false, again('certificate', 'certificate', certificate({})));
  const [start, end] = [batch(OF_COLUMN).subarray(8, -73 - 256), batch(OF_COLUMN).subarray(-73 - 256, -73)];
  const header = signedBy(['batch'], 'batch', framed(join(start, u8(0)), end));
  yield of('batch', 'a byte behind the header\'s array', false, header, { kind: 'batch' });
  yield place('a byte behind the array', false, poster({}, [0]), only('poster'));
}

/** A question under a key list of no more keys than it needs. */
const of = (what, name, taken, bytes, more = {}) =>
  file(what, name, taken, bytes, { ...(what === 'key list' ? {} : only(what)), ...more });

/** The body of a file with a byte more, signed anew. */
const again = (signer, kind, signed) => signedBy([signer], kind, join(signed.subarray(0, -73), u8(0)));

/** Files of the longest that is taken and of a byte more: their beginning, as many zeros, and their end. */
function* ofLongFiles() {
  const longest = [
    ['key list', '3-batches.md', 2 ** 14, (zeros) => keyList({ later: Buffer.alloc(zeros) })],
    ['index', '3-batches.md', 2 ** 18, (zeros) => index({ later: Buffer.alloc(zeros) })],
    ['configuration', '7-configuration.md', 2 ** 18, (zeros) => configuration({ later: Buffer.alloc(zeros) })],
  ];
  for (const [what, page, most, make] of longest) {
    const guessed = most - make(0).length;
    const zeros = guessed - (make(guessed).length - most);
    yield long(what, page, `of ${most} bytes`, true, make(zeros));
    yield long(what, page, `of ${most + 1} bytes`, false, make(zeros + 1));
  }
  const window = [WINDOW_END_S - 3600, WINDOW_END_S];
  const header = (zeros) => pack(['batch', 7, ...window, 3, Buffer.alloc(32), [], Buffer.alloc(zeros)]);
  const spare = 2 ** 16 - header(60000).length + 60000;
  const made = (zeros) => signedBy(['batch'], 'batch', framed(header(zeros)));
  yield long('batch', '3-batches.md', 'a header of 65536 bytes', true, made(spare), { kind: 'batch' });
  yield long('batch', '3-batches.md', 'a header of 65537 bytes', false, made(spare + 1), { kind: 'batch' });
}

function long(what, page, name, taken, bytes, more = {}) {
  const begins = bytes.indexOf(Buffer.alloc(256));
  const run = bytes.subarray(begins).findIndex((byte) => byte !== 0);
  const parts = { begins: hex(bytes.subarray(0, begins)), zeros: run, ends: hex(bytes.subarray(begins + run)) };
  const { key_list: list, root } = only(what);
  const under = what === 'key list' ? { root } : { key_list: list, root };
  return question(page, 'long file', `${what} ${name}`, taken, { of: what, ...parts, ...more, ...under });
}
