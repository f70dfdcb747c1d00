/** The places of a commune: what typed signs find there (10-venues.md, "Typed code"). */
import { createDecipheriv, scryptSync } from 'node:crypto';
import { demand, hmac256, join, u32 } from './bytes.js';
import { array, binary, integer, text, unpack } from './messagepack.js';
import { placeCodeIn } from './place_codes.js';

const LARGEST = 1024 * 1024;
const [STEP, MOST] = [32, 2560];
const LATEST = 2 ** 40;
const DEAR = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const [NONCE_BYTES, TAG_BYTES] = [24, 16];
const [LOCATOR_BYTES, SEALED_BYTES] = [16, 328];

/** The places in `file`, which a listed key signed; for a reader who asked for those of a commune, of that one. */
export function placesIn(file, keyList) {
  demand(file.length <= LARGEST, 'places that are too long');
  return keyList.read(file, 'venue', (body) => {
    const [commune, epoch, issuedS, entries] = array(unpack(body), 4);
    demand(/^[0-9]{5}$/.test(text(commune, 5, 5)), 'no code of a commune');
    integer(epoch, 0, 2 ** 32 - 1);
    integer(issuedS, 0, LATEST);
    return { commune, epoch, issuedS, entries: entriesIn(entries), atS: issuedS };
  });
}

/** The text of the poster that stands under these typed signs; empty where no place does. */
export function posterUnder({ commune, epoch, entries }, typed) {
  const lock = scryptSync(placeCodeIn(typed), `bluezone/place-code/1${commune}`, 32, DEAR);
  const locator = hmac256(lock, 'bluezone/place-locator/1', u32(epoch)).subarray(0, LOCATOR_BYTES);
  const found = entries.find((entry) => locator.equals(entry.locator));
  if (!found) return '';
  const key = hmac256(lock, 'bluezone/place-key/1', u32(epoch));
  const plain = opened(found.sealed, key, join(commune, u32(epoch))).toString('latin1');
  return `BZV1:${plain.replace(/=+$/, '')}`;
}

function entriesIn(value) {
  const entries = array(value, STEP, MOST).map((entry) => {
    const [locator, sealed] = array(entry, 2);
    return { locator: binary(locator, LOCATOR_BYTES), sealed: binary(sealed, SEALED_BYTES) };
  });
  demand(entries.length % STEP === 0, 'places that are not filled up');
  const ascend = entries.every(({ locator }, at) => at === 0 || Buffer.compare(entries[at - 1].locator, locator) < 0);
  demand(ascend, 'places out of order');
  return entries;
}

/** XChaCha20-Poly1305: the IETF's, under a key that the first part of the nonce makes. */
function opened(sealed, key, additional) {
  const [nonce, box] = [sealed.subarray(0, NONCE_BYTES), sealed.subarray(NONCE_BYTES)];
  const [encrypted, tag] = [box.subarray(0, -TAG_BYTES), box.subarray(-TAG_BYTES)];
  const short = join(u32(0), nonce.subarray(16));
  const cipher = createDecipheriv('chacha20-poly1305', hchacha20(key, nonce.subarray(0, 16)), short, {
    authTagLength: TAG_BYTES,
  });
  cipher.setAAD(additional, { plaintextLength: encrypted.length });
  cipher.setAuthTag(tag);
  try {
    return join(cipher.update(encrypted), cipher.final());
  } catch {
    demand(false, 'an entry that these signs do not open');
  }
}

const SIGMA = Buffer.from('expand 32-byte k');
const QUARTERS = [
  [0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15],
  [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14],
];

function hchacha20(key, input) {
  const bytes = join(SIGMA, key, input);
  const x = Uint32Array.from({ length: 16 }, (_, at) => bytes.readUInt32LE(4 * at));
  for (let round = 0; round < 10; round++) QUARTERS.forEach((places) => quarter(x, ...places));
  const out = Buffer.alloc(32);
  [0, 1, 2, 3, 12, 13, 14, 15].forEach((word, at) => out.writeUInt32LE(x[word], 4 * at));
  return out;
}

function quarter(x, a, b, c, d) {
  for (const [left, right] of [[16, 12], [8, 7]]) {
    x[a] += x[b];
    x[d] = turned(x[d] ^ x[a], left);
    x[c] += x[d];
    x[b] = turned(x[b] ^ x[c], right);
  }
}

const turned = (word, bits) => (word << bits) | (word >>> (32 - bits));
