/** The append-only log: leaves, roots, proofs, and what a phone keeps of it (4-log.md; the tree is RFC 6962's, 2.1). */
import { demand, same, sha256, u64, u8 } from './bytes.js';
import { array, binary, integer, unpack } from './messagepack.js';

export const TILE = 256;
const OLDEST_HEAD_S = 3600n;
const LARGEST_HEAD = 2n ** 63n - 1n;

export const leafOf = (kind, sequence, identity) => sha256(u8(0), kind, u64(sequence), identity);

const node = (left, right) => sha256(u8(1), left, right);

/** What a phone keeps of a log: its size, and the root of one full tree for each set bit of it, the largest first. */
export class CompactRange {
  constructor(size = 0, roots = []) {
    this.size = size;
    this.roots = roots;
  }

  append(leaf) {
    this.roots.push(leaf);
    for (let full = this.size; full % 2 === 1; full = (full - 1) / 2) {
      const right = this.roots.pop();
      this.roots.push(node(this.roots.pop(), right));
    }
    this.size += 1;
  }

  get root() {
    if (this.size === 0) return sha256(Buffer.alloc(0));
    return this.roots.reduceRight((right, left) => node(left, right));
  }

  copy() {
    return new CompactRange(this.size, [...this.roots]);
  }
}

export function rootOf(leaves) {
  const range = new CompactRange();
  leaves.forEach((leaf) => range.append(leaf));
  return range.root;
}

/** The head in a signed file, valid at the time of the index that carries it. */
export function headIn(file, keyList, indexS) {
  return keyList.read(file, 'head', (body) => {
    const [size, root, issuedS] = array(unpack(body), 3);
    integer(issuedS, 0, LARGEST_HEAD);
    demand(issuedS <= indexS, 'a head that is later than its index');
    demand(BigInt(indexS) - BigInt(issuedS) <= OLDEST_HEAD_S, 'a log that stands still');
    return { size: integer(size, 0, LARGEST_HEAD), root: binary(root, 32), issuedS, atS: indexS };
  });
}

/** Whether `leaf` is number `index` of a tree of `size` (RFC 9162, 2.1.3.2). */
export function included(leaf, index, size, root, proof) {
  if (index >= size || !hashes(proof)) return false;
  let [at, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = node(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      hash = node(hash, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && same(hash, root);
}

/** Whether the tree of `size` begins with that of `oldSize` (RFC 9162, 2.1.4.2). */
export function extended(oldRoot, oldSize, root, size, proof) {
  if (oldSize === 0 || oldSize > size || !hashes(proof)) return false;
  if (oldSize === size) return proof.length === 0 && same(oldRoot, root);
  let [at, last] = [oldSize - 1, size - 1];
  while (at % 2 === 1) [at, last] = [(at - 1) / 2, Math.floor(last / 2)];
  const path = at === 0 ? [oldRoot, ...proof] : [...proof];
  if (path.length === 0) return false;
  let [before, now] = [path[0], path[0]];
  for (const sibling of path.slice(1)) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      [before, now] = [node(sibling, before), node(sibling, now)];
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      now = node(now, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && same(before, oldRoot) && same(now, root);
}

/** The leaves in a tile's bytes. */
export function leavesIn(tile) {
  demand(tile.length % 32 === 0 && tile.length <= 32 * TILE, 'a tile of another length');
  return Array.from({ length: tile.length / 32 }, (_, at) => tile.subarray(32 * at, 32 * at + 32));
}

const hashes = (proof) => proof.every((hash) => hash.length === 32);
