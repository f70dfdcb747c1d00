/**
 * Writes questions of chance in the form of the known answers: a file or message that is taken, with one place or two
 * of it changed and signed anew, and what the client says to it. Where two phones differ, they differ here some day.
 *
 *     node clients/js/mutations.js SEED COUNT
 */
import { answered, written } from './answering.js';
import { hex, join, sha256, u16, u32 } from './protocol/bytes.js';
import { leafOf } from './protocol/log.js';
import { pack, Real } from './protocol/messagepack.js';
import { sealBox, xPublicKeyOf } from './protocol/sealed_box.js';
import { identityOf, keyIdOf, publicKeyOf, sealedFile, signature } from './protocol/signing.js';

const AT_S = 1600000000;
const WINDOW_END_S = AT_S - (AT_S % 3600);
const DAY = Math.floor(WINDOW_END_S / 86400) - 1;
const IDENTITY = sha256('mutation');
const SIXTEEN = Buffer.alloc(16, 1);
const CODE = '957313612955';
const secret = (name) => sha256(`mutation ${name}`);
const ROOT = hex(publicKeyOf(secret('root')));

/** What is put in a place: the ends of every bound, and each type where another is wanted. */
const VALUES = [
  null, true, false, 0, 1, 2, 3, -1, 15, 16, 95, 96, 200, 255, 65535, 65536, AT_S, DAY, 2 ** 32, 2 ** 40, 2 ** 40 + 1,
  2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, new Real(1), new Real(0.5), new Real(-1),
  '', 'x', 'vi', 'batch', 'head', '08', '080', '0'.repeat(21), 'https://a.example/b',
  Buffer.alloc(0), Buffer.alloc(31), SIXTEEN, IDENTITY, Buffer.alloc(64), [], [1], [[]], {}, { vi: 'x' }, { x: 1 },
];

const KINDS = ['batch', 'rollup', 'index', 'head', 'config', 'revocation', 'certificate', 'time', 'venue', 'witness'];
const KEYS = KINDS.map((kind) => [kind, publicKeyOf(secret(kind)), 0, 2 ** 33]);
const LIST = {
  sequence: 1, issued_s: AT_S, keys: KEYS, required_signatures: { revocation: 1 }, required_witnesses: 0,
  report_key: Buffer.alloc(0),
};
const KEY_LIST = hex(sealedFile(pack(LIST), 'keys', [secret('root')]));
const CONFIGURATION = {
  sequence: 4,
  issued_s: AT_S,
  profile: { name: 'x', close_minutes: 15, standard_weight: new Real(1), tracing_days: 14 },
  duty: {
    scan_on_s: 20, scan_period_s: 300, company_period_s: 60, company_lasts_s: 900, company_hours: 8,
    advertise_on_s: 15, advertise_period_s: 30,
  },
  risk: { tolerance_slots: 1, caution: new Real(1.5) },
  retention_days: 21,
  cover_per_day: new Real(0.2),
  hotline: '19009095',
  unit_hotlines: { '08': '1' },
  advice: { vi: 'x' },
  share_url: 'https://a.example/b',
  newest_version: '1.2',
  links: [{ title: { vi: 'x' }, url: 'https://a.example/b' }],
  news: [{ id: 'a', issued_s: 1, title: { vi: 'x' }, text: { vi: 'y' } }],
  shutdown_s: null,
};
const HEAD = pack([1, leafOf('batch', 7, IDENTITY), AT_S]);
const INDEX = {
  issued_s: AT_S,
  valid_until_s: AT_S + 172800,
  head: sealedFile(HEAD, 'head', [secret('head')]),
  files: [['batch', 7, IDENTITY, 4096, WINDOW_END_S], ['keys', 1, IDENTITY, 9]],
  witnesses: [[keyIdOf(publicKeyOf(secret('witness'))), signature('witness', identityOf(HEAD), secret('witness'))]],
};
const HEADER = ['batch', 7, WINDOW_END_S - 3600, WINDOW_END_S, 3, IDENTITY, [[DAY, 0, 1, 1, 16], [DAY, 1, 1, 1, 32]]];
const REVOCATION = [1, 'batch', 7, IDENTITY, AT_S];
const CERTIFICATE = [IDENTITY, 0, DAY, DAY - 2, DAY, AT_S];
const PAID = { code: CODE, commitment: IDENTITY, challenge: SIXTEEN, work: Buffer.alloc(8) };
const SEEDS = [[DAY, 0, 95, SIXTEEN], [DAY, 3, 5, SIXTEEN]];
const REQUESTS = [
  { type: 'time', nonce: SIXTEEN },
  { type: 'redeem', ...PAID },
  { type: 'upload', certificate: IDENTITY, commitment_key: IDENTITY, seeds: SEEDS },
  { type: 'report', sealed: IDENTITY },
  { type: 'cover', step: 1, ...PAID },
];
const ANSWERS = [
  {
    type: 'time', time_s: AT_S, key_id: Buffer.alloc(8), signature: Buffer.alloc(64), challenge: SIXTEEN, work_bits: 12,
    long_work_bits: 12,
  },
  { type: 'certificate', certificate: IDENTITY },
  { type: 'accepted' },
  { type: 'refused', reason: 1 },
];
const REPORTS = [
  {
    type: 'contact', report_id: SIXTEEN, unit: '08', rows: [[DAY, 1, 1, 2]], call_back: '09', note: 'x',
    links: [IDENTITY],
  },
  { type: 'link', report_id: SIXTEEN, links: [IDENTITY] },
  {
    type: 'declaration', report_id: SIXTEEN, unit: '02536', day: DAY, for_other: false, name: 'N', birth_year: 1990,
    phone: '09', address: '', symptoms: [2], met_case: false, travelled: '',
  },
  { type: 'withdrawal', report_id: SIXTEEN },
];
const PLACE = [SIXTEEN, 'Chợ', 'market', '08', AT_S - 5, AT_S + 100, SIXTEEN];
const PAGES = { configuration: '7-configuration.md', certificate: '6-upload.md', places: '10-venues.md' };
const LOCATORS = Array.from({ length: 32 }, (_, at) => sha256(`locator ${at}`).subarray(0, 16)).sort(Buffer.compare);
const PLACES = ['02536', 7, AT_S, LOCATORS.map((locator) => [locator, Buffer.alloc(328)])];
const TYPED = '0123456789ABCDEFGHILOU -.oil';
const FRAME = '0201060303564e0fffb522be0ff3ebdfac73b6400224a50516564e01f414ff4c000108000000000000000000000000000000';

/** One question of each sort, with `chance` to change it. */
const SORTS = {
  'key list': (chance) => signed('key list', pack(mutated(LIST, chance)), 'keys', 'root'),
  configuration: (chance) => signed('configuration', pack(mutated(CONFIGURATION, chance)), 'config'),
  index: (chance) => signed('index', pack(mutated(INDEX, chance)), 'index'),
  revocation: (chance) => signed('revocation', pack(mutated(REVOCATION, chance)), 'revocation'),
  certificate: (chance) => signed('certificate', pack(mutated(CERTIFICATE, chance)), 'certificate'),
  places,
  batch,
  request: (chance) => ['5-calls.md', 'request', message(mutated(chance.one(REQUESTS), chance), 4096)],
  answer: (chance) => ['5-calls.md', 'answer', message(mutated(chance.one(ANSWERS), chance), 1024)],
  sealed,
  poster,
  advertisement,
  'place code': (chance) => ['10-venues.md', 'place code', { typed: chance.many(9 + chance.below(3), [...TYPED]) }],
  code: (chance) => ['5-calls.md', 'code', { typed: chance.many(12 + chance.below(6), [...TYPED]) }],
};

/** Chance that is the same for the same seed (mulberry32). */
class Chance {
  constructor(seed) {
    this.state = seed | 0;
  }

  below(bound) {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  }

  one(choices) {
    return choices[this.below(choices.length)];
  }

  many(count, choices) {
    return Array.from({ length: count }, () => this.one(choices)).join('');
  }
}

/** A copy with one place or two changed: another value there, nothing there, or something more. */
function mutated(value, chance) {
  let copy = copyOf(value);
  for (let changes = 1 + chance.below(2); changes > 0; changes--) {
    const places = [[null, null], ...placesIn(copy)];
    const [holder, key] = chance.one(places);
    if (holder === null) copy = chance.below(8) === 0 ? copyOf(chance.one(VALUES)) : copy;
    else change(holder, key, chance);
  }
  return copy;
}

function copyOf(value) {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copyOf(part)]));
}

function isMap(value) {
  return value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
}

/** Every place in a value, as what holds it and under which key; of arrays and maps one place more than there is. */
function placesIn(value) {
  if (!Array.isArray(value) && !isMap(value)) return [];
  const below = Object.entries(value).flatMap(([key, part]) => [[value, key], ...placesIn(part)]);
  return [...below, [value, Array.isArray(value) ? String(value.length) : 'more']];
}

function change(holder, key, chance) {
  if (chance.below(6) > 0) holder[key] = copyOf(chance.one(VALUES));
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

function signed(what, body, kind, key = kind, more = {}) {
  const page = PAGES[what] ?? '3-batches.md';
  const under = what === 'key list' ? {} : { key_list: KEY_LIST };
  return [page, what, { file: hex(sealedFile(body, kind, [secret(key)])), ...under, root: ROOT, ...more }];
}

function batch(chance) {
  const header = mutated(HEADER, chance);
  const groups = Array.isArray(header?.[6]) ? header[6] : [];
  const columns = groups.map((group, at) => column(Array.isArray(group) ? group[4] : 0, at));
  const packed = pack(header);
  const body = join('BZB1', u32(packed.length), packed, ...columns);
  return signed('batch', body, 'batch', 'batch', { kind: 'batch' });
}

/** Entries in their order, for a count that a test can afford. */
function column(count, at) {
  const length = Number.isInteger(count) && count > 0 && count <= 256 ? count : 0;
  return join(...Array.from({ length }, (_, row) => sha256(`${at} ${row}`).subarray(0, 16)).sort(Buffer.compare));
}

function message(sent, bytes) {
  const packed = pack(sent);
  return { begins: hex(join(u16(packed.length), packed)), bytes };
}

/** Half of them as a whole, half in what stands before the entries, which would else hardly ever be changed. */
function places(chance) {
  const [entries, before] = [PLACES.slice(3), PLACES.slice(0, 3)];
  const body = chance.below(2) === 0 ? mutated(PLACES, chance) : [mutated(before, chance), entries].flat(1);
  return signed('places', pack(body), 'venue');
}

function sealed(chance) {
  const packed = pack(mutated(chance.one(REPORTS), chance));
  const plain = join(u16(packed.length), packed, Buffer.alloc(3398 - packed.length));
  const box = sealBox(plain, xPublicKeyOf(secret('report')), secret('ephemeral'));
  return ['9-warning.md', 'sealed', { sealed: hex(box), private_key: hex(secret('report')) }];
}

function poster(chance) {
  const body = join(keyIdOf(publicKeyOf(secret('venue'))), pack(mutated(PLACE, chance)));
  const text = `BZV1:${join(body, signature('venue', identityOf(body), secret('venue'))).toString('base64url')}`;
  return ['10-venues.md', 'poster', { text, now_s: AT_S, key_list: KEY_LIST, root: ROOT }];
}

function advertisement(chance) {
  const frame = Buffer.from(FRAME, 'hex');
  for (let changes = chance.below(4); changes > 0; changes--) {
    frame[chance.below(frame.length)] = chance.one([0, 1, 2, 3, 5, 6, 7, 0x16, 0xff, chance.below(256)]);
  }
  const end = chance.below(3) === 0 ? chance.below(frame.length) : frame.length;
  return ['1-air.md', 'advertisement', { frame: hex(frame.subarray(0, end)) }];
}

const [seed, count] = process.argv.slice(2).map(Number);
const chance = new Chance(seed);
const lines = Array.from({ length: count }, (_, at) => {
  const [page, what, given] = SORTS[chance.one(Object.keys(SORTS))](chance);
  const question = { name: `${what} ${at} of ${seed}`, page, what, given };
  return written({ ...question, answer: answered(question) });
});
process.stdout.write(`{"version":1,"questions":[\n${lines.join(',\n')}\n]}\n`);
