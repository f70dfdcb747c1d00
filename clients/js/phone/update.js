/**
 * An update: what a phone fetches, in which order, and when it believes it (3-batches.md, "What a phone does").
 *
 * The steps work on a copy of what the phone holds. Whatever fails refuses the update as a whole, and the copy with it.
 */
import { after, demand, hex, Refused, same } from '../protocol/bytes.js';
import { configurationIn } from '../protocol/configuration.js';
import { DAY_S, EMBARGO_S } from '../protocol/day.js';
import { keyListIn } from '../protocol/keys.js';
import { leafOf, leavesIn, TILE } from '../protocol/log.js';
import { batchIn, indexIn, LARGEST_FILE, revocationIn } from '../protocol/published.js';
import { takeBack, takeIn } from './matches.js';

const AHEAD_S = 2 * 3600;
const AWAY_S = 13 * DAY_S;
const CLOCK_S = 120;
const REVOKED_S = 22 * DAY_S;

/**
 * What the phone holds after an update.
 * @param held what it held before; it is not changed
 * @param exchange where files are fetched
 * @param nowS the wall clock
 */
export async function updated(held, exchange, nowS) {
  try {
    return await attempt(held, exchange, nowS);
  } catch (error) {
    if (!(error instanceof BetweenTwoRequests)) throw error;
    return attempt(held, exchange, nowS);
  }
}

/** A key list that the log does not name yet: it may have been published since the index was. */
class BetweenTwoRequests extends Refused {}

async function attempt(held, exchange, nowS) {
  const now = { ...held, log: held.log.copy(), matches: [...held.matches], revoked: [...held.revoked] };
  const { index, fetched } = await indexFor(now, exchange);
  judgeTime(index, held, now.keyList, nowS);
  const leaves = await readLog(now, index.head, exchange);
  const known = new Set([...held.unread, ...leaves]);
  await readKeyList(now, index, fetched, known, exchange);
  await readConfiguration(now, index, known, exchange);
  await readRevocations(now, index, held, known, exchange);
  await readBatches(now, index, known, exchange, nowS);
  demandAllTold(index, held, now, leaves);
  return finished(now, index, known);
}

// Step 2: the index, by the key list held or by the newest.

async function indexFor(now, exchange) {
  const file = await exchange.file('/v1/index', 256 * 1024);
  const index = now.keyList && verifiedOrNone(file, now.keyList, now.indexS);
  if (index) return { index, fetched: false };
  const newest = keyListIn(await exchange.file('/v1/newest-keys', 16 * 1024), now.root);
  demandNotOlder(newest, now.keyList);
  now.keyList = newest;
  return { index: indexIn(file, newest), fetched: true };
}

function verifiedOrNone(file, keyList, lastS) {
  try {
    const index = indexIn(file, keyList);
    return index.issuedS >= lastS ? index : null;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

function demandNotOlder(keyList, held) {
  if (!held) return;
  demand(keyList.sequence >= held.sequence, 'a key list that is older than the one held');
  demand(keyList.sequence > held.sequence || same(keyList.identity, held.identity), 'two key lists of one number');
}

// Step 3.

function judgeTime(index, held, keyList, nowS) {
  demand(index.issuedS <= nowS + AHEAD_S, 'an index of the future');
  const anew = !held.keyList || keyList.sequence > held.keyList.sequence;
  demand(anew || index.issuedS >= held.indexS, 'an index that is older than one seen before');
}

// Step 4.

/** The leaves from the size held on; with them the phone's log has the root of the head. */
async function readLog(now, head, exchange) {
  demand(head.size >= now.log.size, 'a log that became shorter');
  const read = [];
  for (let tile = Math.floor(now.log.size / TILE); now.log.size < head.size; tile++) {
    const leaves = leavesIn(await exchange.file(`/v1/log/tile/${tile}`, 32 * TILE));
    const upTo = Math.min(TILE, head.size - tile * TILE);
    demand(leaves.length >= upTo, 'a tile with leaves missing');
    for (const leaf of leaves.slice(now.log.size - tile * TILE, upTo)) {
      now.log.append(leaf);
      read.push(hex(leaf));
    }
  }
  demand(same(now.log.root, head.root), 'a log that is not the one in the head');
  return read;
}

const nameOf = ({ kind, sequence, identity }) => hex(leafOf(kind, sequence, identity));

/** A listed file, as it was published: a leaf of the log, of the listed size and identity. */
async function listedFile(row, known, exchange, read) {
  demand(known.has(nameOf(row)), `${row.kind} ${row.sequence} is not in the log`);
  const bytes = await exchange.file(`/v1/${row.kind}/${row.sequence}`, Math.min(row.size, LARGEST_FILE));
  demand(bytes.length === row.size, `${row.kind} ${row.sequence} has another size than listed`);
  const document = read(bytes);
  demand(same(document.identity, row.identity), `${row.kind} ${row.sequence} is another than listed`);
  demand(document.sequence === row.sequence, `${row.kind} ${row.sequence} has another number than listed`);
  return document;
}

const listed = (index, kind) =>
  index.files.filter((row) => row.kind === kind).sort((one, other) => (one.sequence < other.sequence ? -1 : 1));

// Step 5.

async function readKeyList(now, index, fetched, known, exchange) {
  const row = listed(index, 'keys').at(-1);
  if (fetched && !now.listed.has(hex(now.keyList.identity)) && !known.has(nameOf({ kind: 'keys', ...now.keyList }))) {
    throw new BetweenTwoRequests('a key list that the log does not name');
  }
  if (!row) return;
  demandNotOlder({ ...row }, now.keyList);
  if (row.sequence === now.keyList.sequence) return;
  now.keyList = await listedFile(row, known, exchange, (bytes) => keyListIn(bytes, now.root));
  indexIn(index.file, now.keyList);
}

// Step 6.

async function readConfiguration(now, index, known, exchange) {
  const row = listed(index, 'config').at(-1);
  if (!row) return;
  const heldSequence = now.configuration?.sequence ?? -1;
  demand(row.sequence >= heldSequence, 'a configuration that is older than the one held');
  if (row.sequence === heldSequence) return;
  const configuration = await listedFile(row, known, exchange, (bytes) => configurationIn(bytes, now.keyList));
  now.configuration = { ...configuration, under: now.keyList.file };
}

// Step 7: before the batches, so that what is revoked is never matched.

async function readRevocations(now, index, held, known, exchange) {
  const rows = listed(index, 'revocation');
  const away = held.indexS !== null && index.issuedS - held.indexS >= AWAY_S;
  for (const row of unreadOf(rows, held.nextRevocation, away)) {
    const read = (bytes) => revocationIn(bytes, now.keyList);
    const revocation = await listedFile(row, known, exchange, read);
    now.nextRevocation = after(row.sequence);
    if (revocation.kind === 'batch' && !namesAnother(revocation, index)) revoke(now, revocation);
  }
}

/** Whether another file than the one it names is published under its number. */
function namesAnother(revocation, index) {
  const row = index.files.find(({ kind, sequence }) => kind === revocation.kind && sequence === revocation.revoked);
  return row !== undefined && !same(row.identity, revocation.revokedIdentity);
}

function revoke(now, { revoked, revokedIdentity, atS }) {
  now.revoked.push({ sequence: revoked, identity: hex(revokedIdentity), atS });
  now.matches = takeBack(now.matches, revoked);
}

/** The rows from the first unread number on, without a gap; a new phone and one that may resume begin at the oldest. */
function unreadOf(rows, next, mayResume) {
  if (rows.length === 0) return [];
  const { kind, sequence } = rows.at(-1);
  demand(next === null || after(sequence) >= next, `what came after ${kind} ${sequence} is listed no more`);
  const first = next === null || (mayResume && rows[0].sequence > next) ? rows[0].sequence : next;
  const unread = rows.filter((row) => row.sequence >= first);
  unread.reduce((wanted, row) => {
    demand(row.sequence === wanted, `a gap before ${row.kind} ${row.sequence}`);
    return after(wanted);
  }, first);
  return unread;
}

// Step 8.

async function readBatches(now, index, known, exchange, nowS) {
  const rows = listed(index, 'batch');
  const missed = rows.length > 0 && rows[0].windowEndS <= index.issuedS - AWAY_S;
  const resumes = now.nextBatch === null || (missed && rows[0].sequence > now.nextBatch);
  let previous = resumes ? null : now.lastBatch;
  now.waits = false;
  for (const row of unreadOf(rows, now.nextBatch, missed)) {
    const batch = await listedFile(row, known, exchange, (bytes) => batchIn(bytes, 'batch', now.keyList));
    judgeBatch(batch, row, previous, now, index);
    if (batch.groups.some(({ day }) => day * DAY_S + EMBARGO_S > nowS + CLOCK_S)) {
      now.waits = true;
      return;
    }
    previous = batch.identity;
    [now.nextBatch, now.lastBatch] = [after(row.sequence), batch.identity];
    if (!isRevoked(now, batch)) now.matches = takeIn(now, batch);
    now.revoked = now.revoked.filter(({ atS }) => atS > batch.windowEndS - REVOKED_S);
  }
}

function judgeBatch(batch, row, previous, now, index) {
  const zeros = Buffer.alloc(32);
  const wanted = row.sequence === 1 ? zeros : previous;
  demand(wanted === null || same(batch.previous, wanted), `batch ${row.sequence} does not name the one before it`);
  demand(batch.windowEndS === row.windowEndS, `batch ${row.sequence} has another window than listed`);
  demand(batch.windowEndS <= index.issuedS, `batch ${row.sequence} has a window that has not ended`);
  const heldSequence = now.configuration?.sequence ?? -1;
  demand(batch.configSequence <= heldSequence, `batch ${row.sequence} needs a newer configuration`);
}

const isRevoked = (now, batch) => now.revoked.some(({ sequence }) => sequence === batch.sequence);

// Step 9.

/** Refuses a log that holds what the index does not list: it may be a batch for one phone alone. */
function demandAllTold(index, held, now, leaves) {
  if (held.indexS === null || index.issuedS - held.indexS >= AWAY_S) return;
  const told = new Set(index.told.map(nameOf));
  const untold = leaves.filter((leaf) => !told.has(leaf)).length;
  const replaced = replacedIn(index, 'keys', held.keyList, now.keyList)
    + replacedIn(index, 'config', held.configuration, now.configuration);
  demand(untold <= replaced, 'a log that holds what is not listed');
}

/** How many files of a kind came and were replaced between the one held before and the one held now. */
function replacedIn(index, kind, before, now) {
  const [from, to] = [before?.sequence ?? -1, now?.sequence ?? -1];
  const between = Math.max(0, Number(to) - Number(from) - 1);
  return between - listed(index, kind).filter(({ sequence }) => sequence > from && sequence < to).length;
}

function finished(now, index, known) {
  const names = index.files.map(nameOf);
  return {
    ...now,
    indexS: index.issuedS,
    validUntilS: index.validUntilS,
    witnesses: index.witnesses,
    listed: new Set([hex(now.keyList.identity)]),
    unread: names.filter((name) => known.has(name)),
  };
}
