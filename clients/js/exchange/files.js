/**
 * What a small exchange has published by a made-up noon: a key list, a configuration, three batches, a revocation, the
 * log of them and the index (3-batches.md, 4-log.md); and a batch more for each hour after it. Keys and dummies are the
 * same in every run.
 */
import { hex, join, sha256, u32 } from '../protocol/bytes.js';
import { DAY_S, EMBARGO_S } from '../protocol/day.js';
import { KINDS } from '../protocol/keys.js';
import { leafOf, rootOf } from '../protocol/log.js';
import { pack } from '../protocol/messagepack.js';
import { F0, F1, HIGH, SEED, STANDARD, VENUE } from '../protocol/published.js';
import { identityOf, keyIdOf, publicKeyOf, sealedFile, signature } from '../protocol/signing.js';

export const NOON_S = 20_500 * DAY_S + 12 * 3600;
export const secretOf = (name) => sha256(`a small exchange: ${name}`);
export const ROOT = publicKeyOf(secretOf('root'));

const TRACING_DAYS = 14;
const BATCHES = 3;
const GRID = [[F0, STANDARD, SEED], [F0, STANDARD, VENUE], [F0, HIGH, SEED], [F1, STANDARD, SEED]];
const REVOKERS = ['revocation', 'revocation of another'];
const KEYS = [
  ...KINDS.filter((kind) => !['keys', 'revocation'].includes(kind)).map((kind) => [kind, kind]),
  ...REVOKERS.map((name) => ['revocation', name]),
];

/**
 * All files by their paths, with what is told of them to caches; and the rows of the index.
 * @param faults what is done otherwise than the pages say; nothing by default
 * @param hours the seeds of each window since noon, as `{day, infectivity, seed}`
 */
export function publishedFiles({ atS = NOON_S, ...otherwise } = {}, hours = []) {
  const faults = { atS, nowS: atS + 3600 * hours.length, ...otherwise };
  const rows = [keyList(), configuration(), ...batches(faults)];
  const [first, last] = [rows.at(-BATCHES), rows.at(-1)];
  if (atS % DAY_S < BATCHES * 3600) rows.push(rollup(rows.slice(-BATCHES), faults));
  rows.push(revocation(first, faults));
  hours.reduce((before, seeds, hour) => {
    rows.push(batch(BATCHES + 1 + hour, identityOf(before.body), { atS, seeds }));
    return rows.at(-1);
  }, last);
  const leaves = rows.map(({ kind, sequence, body }) => (faults.leaf ?? leafOf)(kind, sequence, identityOf(body)));
  if (faults.hiddenLeaf) leaves.push(leafOf('batch', BATCHES + 1, sha256('for one phone')));
  const files = new Map(rows.map(({ kind, sequence, file }) => [`/v1/${kind}/${sequence}`, forEver(file)]));
  files.set('/v1/newest-keys', anew(rows[0].file));
  files.set('/v1/root', anew(ROOT));
  files.set('/v1/log/tile/0', anew(join(...leaves)));
  files.set('/v1/index', anew(index(rows.map(listed), leaves, faults)));
  return { files, rows: rows.map(listed), nowS: faults.nowS };
}

const forEver = (bytes) => ({ bytes, caching: 'public, max-age=31536000, immutable' });
const anew = (bytes) => ({ bytes, caching: 'no-cache' });

function published(kind, sequence, body, signers, { signedAs = kind, windowEndS = 0 } = {}) {
  return { kind, sequence, body, windowEndS, file: sealedFile(body, signedAs, signers.map(secretOf)) };
}

function keyList() {
  const keys = KEYS.map(([kind, name]) => [kind, publicKeyOf(secretOf(name)), 0, 2 ** 33]);
  const body = pack({
    sequence: 1, issued_s: NOON_S - 86400, keys, required_signatures: { revocation: 2 }, required_witnesses: 1,
    report_key: Buffer.alloc(0),
  });
  return published('keys', 1, body, ['root']);
}

const configuration = () => published('config', 1, pack({ sequence: 1, issued_s: NOON_S - 86400 }), ['config']);

function batches(faults) {
  const rows = [];
  for (let sequence = 1; sequence <= BATCHES; sequence++) {
    const before = sequence === 1 ? Buffer.alloc(32) : identityOf(rows.at(-1).body);
    const wrong = sequence === BATCHES ? faults : { atS: faults.atS };
    rows.push(batch(sequence, wrong.previous ?? before, wrong));
  }
  return rows;
}

/** What the day that ended last united: the batches whose windows ended by then. */
function rollup(batches, { atS, rolledUp = (all) => all }) {
  const windowEndS = atS - (atS % DAY_S);
  const ofTheDay = batches.filter((each) => each.windowEndS <= windowEndS);
  const groups = ofTheDay[0].groups.map(([group]) => {
    const entries = ofTheDay.flatMap((each) => each.groups.find(([other]) => same(group.slice(0, 4), other))[1]);
    return [group.slice(0, 4), rolledUp(entries.sort(Buffer.compare))];
  });
  const named = groups.map(([group, entries]) => [...group, entries.length]);
  const header = pack(['rollup', 1, windowEndS - DAY_S, windowEndS, 1, Buffer.alloc(32), named]);
  const body = join('BZB1', u32(header.length), header, ...groups.flatMap(([, entries]) => entries));
  return published('rollup', 1, body, ['rollup'], { windowEndS });
}

function batch(sequence, previous, otherwise) {
  const { atS, days = (usual) => usual, count = 16, signedAs, drawnFor = sequence, seeds = [] } = otherwise;
  const windowEndS = atS - 3600 * (BATCHES - sequence);
  const newest = Math.floor((windowEndS - EMBARGO_S) / DAY_S);
  const usual = Array.from({ length: TRACING_DAYS }, (_, at) => newest - TRACING_DAYS + 1 + at);
  const groups = days(usual, newest).flatMap((day) => GRID.map((kind) => [day, ...kind, count]));
  const columns = groups.map((group) => {
    const real = seeds.filter(({ day, infectivity }) => same([day, F0, infectivity, SEED], group));
    return column(`${drawnFor} ${group}`, real.map(({ seed }) => seed), count);
  });
  const header = pack(['batch', sequence, windowEndS - 3600, windowEndS, 1, previous, groups]);
  const body = join('BZB1', u32(header.length), header, ...columns.flat());
  const file = published('batch', sequence, body, ['batch'], { windowEndS, signedAs });
  return { ...file, groups: groups.map((group, at) => [group, columns[at]]) };
}

/** Real entries among dummies, in the one order there is; here are never more than a group holds. */
function column(name, real, count) {
  const dummies = Array.from({ length: count - real.length }, (_, row) => sha256(`${name} ${row}`).subarray(0, 16));
  return [...real, ...dummies].sort(Buffer.compare);
}

const same = (wanted, group) => wanted.every((number, at) => number === group[at]);

function revocation(revoked, { atS, revokers = 2, revokedIdentity = identityOf(revoked.body) }) {
  const body = pack([1, 'batch', revoked.sequence, revokedIdentity, atS - 60]);
  return published('revocation', 1, body, REVOKERS.slice(0, revokers));
}

function listed({ kind, sequence, body, file, windowEndS }) {
  return [kind, sequence, identityOf(body), file.length, windowEndS];
}

function index(rows, leaves, { list = (all) => all, nowS, validS = 48 * 3600, witnesses = 1 }) {
  const headBody = pack([leaves.length, rootOf(leaves), nowS]);
  const witness = secretOf('witness');
  const seen = [keyIdOf(publicKeyOf(witness)), signature('witness', identityOf(headBody), witness)];
  const body = pack({
    issued_s: nowS,
    valid_until_s: nowS + validS,
    head: sealedFile(headBody, 'head', [secretOf('head')]),
    files: list(rows),
    witnesses: Array(witnesses).fill(seen),
  });
  return sealedFile(body, 'index', [secretOf('index')]);
}

export const etagOf = (bytes) => `"${hex(sha256(bytes))}"`;
