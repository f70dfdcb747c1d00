/** The published files that a phone reads besides key list and configuration (3-batches.md). */
import { demand, same } from './bytes.js';
import { EMBARGO_S, DAY_S } from './day.js';
import { KINDS } from './keys.js';
import { headIn } from './log.js';
import { array, binary, given, integer, map, text, unpack } from './messagepack.js';

const LISTED_KINDS = ['keys', 'config', 'batch', 'rollup', 'revocation'];
export const LARGEST_FILE = 256 * 1024 * 1024;
export const F0 = 0;
export const F1 = 1;
export const STANDARD = 1;
export const HIGH = 2;
export const SEED = 1;
export const VENUE = 2;

const LARGEST = 2n ** 63n - 1n;
const OLDEST_DAYS = 21;
const MAGIC = Buffer.from('BZB1');

/** The index in `file`: what is listed, and the log's head with its witnesses. */
export function indexIn(file, keyList) {
  demand(file.length <= 256 * 1024, 'an index that is too long');
  const index = keyList.read(file, 'index', (body) => {
    const fields = map(unpack(body));
    const issuedS = integer(fields.get('issued_s'), 0, LARGEST);
    return { issuedS, atS: issuedS, ...listed(fields, issuedS) };
  });
  index.head = headIn(index.headFile, keyList, index.issuedS);
  index.witnesses = witnessesOf(index, keyList);
  return index;
}

function listed(fields, issuedS) {
  const validUntilS = integer(fields.get('valid_until_s'), 0, LARGEST);
  demand(issuedS < validUntilS && validUntilS <= BigInt(issuedS) + 48n * 3600n, 'an index that is good for too long');
  const rows = array(fields.get('files'), 0, 1024);
  const files = rows.map(listedIn).filter(Boolean);
  const names = new Set(files.map(({ kind, sequence }) => `${kind} ${sequence}`));
  demand(names.size === files.length, 'a file that is listed twice');
  const cosignatures = array(given(fields, 'witnesses', []), 0, 16).map((row) => array(row, 2));
  const told = [...files, ...rows.map(laterIn).filter(Boolean)];
  return { validUntilS, files, told, headFile: binary(fields.get('head'), 0, 256 * 1024), cosignatures };
}

/** A row of the index, or null where its kind is for later readers. */
function listedIn(row) {
  const [kind, sequence, identity, size, windowEndS = 0] = array(row, 1);
  if (!KINDS.includes(text(kind, 0, Infinity))) return null;
  demand(LISTED_KINDS.includes(kind), 'a row of a kind that is no published file');
  array(row, 4);
  return {
    kind,
    sequence: integer(sequence, 0),
    identity: binary(identity, 32),
    size: integer(size, 1, LARGEST_FILE),
    windowEndS: integer(windowEndS, 0),
  };
}

/** A row of a kind for later readers, as far as it names a leaf of the log; else null. */
function laterIn([kind, sequence, identity]) {
  const numbered = ['number', 'bigint'].includes(typeof sequence) && sequence >= 0;
  const named = Buffer.isBuffer(identity) && identity.length === 32;
  return numbered && named && !KINDS.includes(kind) ? { kind, sequence, identity } : null;
}

/** How many different witnesses have seen the head; every co-signature must hold, and the list asks for so many. */
function witnessesOf(index, keyList) {
  const { head, cosignatures } = index;
  const seen = cosignatures.map(([keyId, signature]) =>
    keyList.signer('witness', head.identity, binary(keyId, 8), binary(signature, 64), head.issuedS).id.toString('hex'));
  const different = new Set(seen).size;
  demand(different >= keyList.witnesses, 'a head that too few witnesses have seen');
  return different;
}

/**
 * The batch or roll-up in `file`.
 * @returns groups of `{day, level, infectivity, format, entries}`, besides what the header says.
 */
export function batchIn(file, kind, keyList) {
  demand(file.length <= LARGEST_FILE, 'a batch that is too long');
  return keyList.read(file, kind, (body) => {
    const { header, columns } = framed(body);
    const batch = headerIn(header, kind);
    batch.groups = groupsIn(batch.groups, columns, batch.windowEndS);
    return { ...batch, atS: batch.windowEndS };
  });
}

function framed(body) {
  demand(body.length >= 8 && same(body.subarray(0, 4), MAGIC), 'no batch');
  const length = body.readUInt32BE(4);
  demand(length <= 64 * 1024 && 8 + length <= body.length, 'a header of another length');
  return { header: unpack(body.subarray(8, 8 + length)), columns: body.subarray(8 + length) };
}

function headerIn(header, wanted) {
  const [kind, sequence, windowStartS, windowEndS, configSequence, previous, groups] = array(header, 7);
  demand(kind === wanted, 'a file of another kind');
  integer(windowStartS, 0, LARGEST);
  integer(windowEndS, 0, LARGEST);
  demand(windowStartS < windowEndS, 'a window that ends before it begins');
  return {
    kind,
    sequence: integer(sequence, 0, LARGEST),
    windowStartS,
    windowEndS,
    configSequence: integer(configSequence, 0, LARGEST),
    previous: binary(previous, 32),
    groups: array(groups, 0, 256),
  };
}

function groupsIn(rows, columns, windowEndS) {
  const groups = [];
  let at = 0;
  for (const row of rows) {
    const group = groupIn(row, windowEndS);
    demand(groups.length === 0 || ascends(groups.at(-1), group), 'groups that do not ascend');
    group.entries = entriesIn(columns.subarray(at, at + 16 * group.count), group.count);
    at += 16 * group.count;
    groups.push(group);
  }
  demand(at === columns.length, 'columns of another length than their counts');
  return groups;
}

function groupIn(row, windowEndS) {
  const [day, level, infectivity, format, count] = array(row, 5);
  const group = {
    day: integer(day, 0, 65535),
    level: integer(level, F0, F1),
    infectivity: integer(infectivity, STANDARD, HIGH),
    format: integer(format, SEED, VENUE),
    count: integer(count, 16, LARGEST_FILE / 16),
  };
  demand(count % 16 === 0, 'a group that is not padded to a multiple of 16');
  demand(infectivity === STANDARD || level === F0, 'high infectivity of somebody who is no F0');
  demand(format === SEED || (level === F0 && infectivity === STANDARD), 'a place with a level or class');
  demand(day * DAY_S + EMBARGO_S <= windowEndS, 'a day whose embargo has not ended');
  demand((day + 1 + OLDEST_DAYS) * DAY_S > windowEndS, 'a day that is too old');
  return group;
}

function ascends(before, now) {
  const [one, other] = [before, now].map(({ day, level, infectivity, format }) => [day, level, infectivity, format]);
  const differs = one.findIndex((number, at) => number !== other[at]);
  return differs >= 0 && one[differs] < other[differs];
}

function entriesIn(column, count) {
  demand(column.length === 16 * count, 'columns of another length than their counts');
  const entries = Array.from({ length: count }, (_, at) => column.subarray(16 * at, 16 * at + 16));
  entries.slice(1).forEach((entry, at) => {
    demand(Buffer.compare(entries[at], entry) < 0, 'entries that do not ascend');
  });
  return entries;
}

/** The revocation in `file`, under as many signatures as the key list asks. */
export function revocationIn(file, keyList) {
  demand(file.length <= 512, 'a revocation that is too long');
  return keyList.read(file, 'revocation', (body) => {
    const [sequence, kind, revoked, identity, issuedS] = array(unpack(body), 5);
    demand(kind === 'batch' || kind === 'rollup', 'a revocation of something else');
    return {
      sequence: integer(sequence, 0, LARGEST),
      kind,
      revoked: integer(revoked, 0, LARGEST),
      revokedIdentity: binary(identity, 32),
      atS: integer(issuedS, 0, LARGEST),
    };
  });
}
