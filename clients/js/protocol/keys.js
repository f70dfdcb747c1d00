/** The key list: who may sign what, and when (3-batches.md, "Key list"). */
import { demand, Refused, same } from './bytes.js';
import { array, binary, given, integer, map, text, unpack } from './messagepack.js';
import { keyIdOf, opened, signerOf } from './signing.js';

export const KINDS = [
  'batch', 'rollup', 'index', 'head', 'config', 'keys', 'revocation', 'certificate', 'time', 'venue', 'witness',
];
const LARGEST = 16 * 1024;

/** The key list in `file`, which the root key signed. */
export function keyListIn(file, root) {
  demand(file.length <= LARGEST, 'a key list that is too long');
  const { body, identity } = opened(file, 'keys', 1, [{ id: keyIdOf(root), publicKey: root }]);
  const fields = map(unpack(body));
  return new KeyList(identity, file, {
    sequence: integer(fields.get('sequence'), 0),
    issuedS: integer(fields.get('issued_s'), 0),
    keys: keysIn(fields.get('keys')),
    signatures: signaturesIn(given(fields, 'required_signatures', new Map())),
    witnesses: integer(given(fields, 'required_witnesses', 0), 0, 64),
    reportKey: reportKeyIn(given(fields, 'report_key', Buffer.alloc(0))),
  });
}

class KeyList {
  constructor(identity, file, fields) {
    Object.assign(this, { identity, file }, fields);
  }

  of(kind) {
    return this.keys.filter((key) => key.kind === kind);
  }

  /** How many signatures a file of this kind has. */
  needs(kind) {
    return this.signatures.get(kind) ?? 1;
  }

  /** What `readAt` finds in the file, once its signatures hold; its `atS` is when all signers must be valid. */
  read(file, kind, readAt, count = this.needs(kind)) {
    const { body, identity, by } = opened(file, kind, count, this.of(kind));
    const document = readAt(body);
    const dated = document.atS === null || by.every((key) => validAt(key, document.atS));
    demand(dated, `${kind}: signed by a key outside its dates`);
    return { identity, file, signers: count, ...document };
  }

  /** The key of `kind`, valid at `atS`, that signed something which is no file: a time, a poster, a head's witness. */
  signer(kind, identity, keyId, signature, atS) {
    const key = signerOf(kind, identity, keyId, signature, this.of(kind));
    demand(validAt(key, atS), `${kind}: signed by a key outside its dates`);
    return key;
  }
}

const validAt = (key, atS) => key.fromS <= atS && atS < key.untilS;

/** The listed keys of kinds that we know; others are for later readers. */
function keysIn(rows) {
  const keys = array(rows, 0, 64).map(keyIn).filter(Boolean);
  keys.forEach((key, at) => {
    demand(!keys.slice(0, at).some((before) => same(before.publicKey, key.publicKey)), 'a public key listed twice');
  });
  return keys;
}

function keyIn(row) {
  const [kind, publicKey, fromS, untilS] = array(row, 1);
  if (!KINDS.includes(text(kind, 0, Infinity))) return null;
  array(row, 4);
  binary(publicKey, 32);
  integer(fromS, 0);
  integer(untilS, 0);
  demand(fromS < untilS, 'a key that ends before it begins');
  return { kind, id: keyIdOf(publicKey), publicKey, fromS, untilS };
}

function signaturesIn(value) {
  const counts = [...map(value)].map(([kind, count]) => [kind, integer(count, -Infinity)]);
  const known = counts.filter(([kind]) => KINDS.includes(kind));
  return new Map(known.map(([kind, count]) => [kind, integer(count, 1, 2)]));
}

/** Where reports go; null where nobody takes any. */
function reportKeyIn(value) {
  const key = binary(value, 0, 32);
  if (key.length === 0) return null;
  if (key.length !== 32) throw new Refused('a report key of another length');
  return key;
}
