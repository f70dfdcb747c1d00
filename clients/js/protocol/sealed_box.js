/**
 * libsodium's sealed box, for which node:crypto has X25519 and nothing else: BLAKE2b (RFC 7693), Salsa20 with its long
 * nonce, and Poly1305 (RFC 8439, 2.5). A report is sealed once in a while and is short: this is written to be read.
 */
import { createPrivateKey, createPublicKey, diffieHellman, timingSafeEqual } from 'node:crypto';
import { demand, join, unhex } from './bytes.js';

const PUBLIC_DER = unhex('302a300506032b656e032100');
const PRIVATE_DER = unhex('302e020100300506032b656e04220420');

/** `plain`, so that only who has the key to `publicKey` can read it. */
export function sealBox(plain, publicKey, ephemeral) {
  const secret = privateKeyOf(ephemeral);
  const mine = xPublicKeyOf(ephemeral);
  const key = shared(secret, publicKey);
  return join(mine, closed(plain, key, nonceOf(mine, publicKey)));
}

/** What stands in a sealed box. */
export function openBox(sealed, privateKey) {
  demand(sealed.length >= 48, 'too short for a sealed box');
  const secret = privateKeyOf(privateKey);
  const mine = xPublicKeyOf(privateKey);
  const theirs = sealed.subarray(0, 32);
  return opened(sealed.subarray(32), shared(secret, theirs), nonceOf(theirs, mine));
}

/** The X25519 public key of a private one. */
export function xPublicKeyOf(privateKey) {
  return createPublicKey(privateKeyOf(privateKey)).export({ format: 'der', type: 'spki' }).subarray(-32);
}

const privateKeyOf = (bytes) => createPrivateKey({ key: join(PRIVATE_DER, bytes), format: 'der', type: 'pkcs8' });

const nonceOf = (ephemeral, publicKey) => blake2b(join(ephemeral, publicKey), 24);

/** The key of both sides: HSalsa20 over what X25519 gives. A peer's key that makes that zero is refused. */
function shared(secret, publicKey) {
  let point;
  try {
    point = diffieHellman({
      privateKey: secret,
      publicKey: createPublicKey({ key: join(PUBLIC_DER, publicKey), format: 'der', type: 'spki' }),
    });
  } catch {
    demand(false, 'a public key of low order');
  }
  return hsalsa20(point, Buffer.alloc(16));
}

/** XSalsa20-Poly1305: the tag, then the text under the stream behind the tag's own key. */
function closed(plain, key, nonce) {
  const { stream, oneTime } = streams(key, nonce, plain.length);
  const encrypted = xor(plain, stream);
  return join(poly1305(encrypted, oneTime), encrypted);
}

function opened(box, key, nonce) {
  const [tag, encrypted] = [box.subarray(0, 16), box.subarray(16)];
  const { stream, oneTime } = streams(key, nonce, encrypted.length);
  demand(timingSafeEqual(tag, poly1305(encrypted, oneTime)), 'nobody sealed this for us');
  return xor(encrypted, stream);
}

function streams(key, nonce, length) {
  const stream = salsa20Stream(hsalsa20(key, nonce.subarray(0, 16)), nonce.subarray(16), 32 + length);
  return { oneTime: stream.subarray(0, 32), stream: stream.subarray(32) };
}

const xor = (bytes, stream) => Buffer.from(bytes.map((byte, at) => byte ^ stream[at]));

// Salsa20

const SIGMA = Buffer.from('expand 32-byte k');
const QUARTERS = [
  [0, 4, 8, 12], [5, 9, 13, 1], [10, 14, 2, 6], [15, 3, 7, 11],
  [0, 1, 2, 3], [5, 6, 7, 4], [10, 11, 8, 9], [15, 12, 13, 14],
];

function salsa20Stream(key, nonce, length) {
  const blocks = [];
  for (let block = 0; 64 * block < length; block++) {
    const counter = Buffer.alloc(8);
    counter.writeUInt32LE(block);
    const state = stateOf(key, join(nonce, counter));
    const mixed = rounds(state);
    blocks.push(littleEndian(mixed.map((word, at) => word + state[at])));
  }
  return join(...blocks).subarray(0, length);
}

function hsalsa20(key, input) {
  const mixed = rounds(stateOf(key, input));
  return littleEndian(Uint32Array.from([0, 5, 10, 15, 6, 7, 8, 9], (at) => mixed[at]));
}

function stateOf(key, input) {
  const bytes = join(
    SIGMA.subarray(0, 4), key.subarray(0, 16), SIGMA.subarray(4, 8), input,
    SIGMA.subarray(8, 12), key.subarray(16), SIGMA.subarray(12));
  return Uint32Array.from({ length: 16 }, (_, at) => bytes.readUInt32LE(4 * at));
}

function rounds(state) {
  const x = Uint32Array.from(state);
  for (let round = 0; round < 10; round++) {
    for (const [a, b, c, d] of QUARTERS) {
      x[b] ^= rotated(x[a] + x[d], 7);
      x[c] ^= rotated(x[b] + x[a], 9);
      x[d] ^= rotated(x[c] + x[b], 13);
      x[a] ^= rotated(x[d] + x[c], 18);
    }
  }
  return x;
}

const rotated = (word, bits) => (word << bits) | (word >>> (32 - bits));

function littleEndian(words) {
  const bytes = Buffer.alloc(4 * words.length);
  words.forEach((word, at) => bytes.writeUInt32LE(word, 4 * at));
  return bytes;
}

// Poly1305

const PRIME = 2n ** 130n - 5n;
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn;

function poly1305(message, key) {
  const r = numberIn(key.subarray(0, 16)) & CLAMP;
  let sum = 0n;
  for (let at = 0; at < message.length; at += 16) {
    sum = ((sum + numberIn(join(message.subarray(at, at + 16), Buffer.of(1)))) * r) % PRIME;
  }
  const tag = BigInt.asUintN(128, sum + numberIn(key.subarray(16)));
  return Buffer.from(tag.toString(16).padStart(32, '0'), 'hex').reverse();
}

const numberIn = (bytes) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);

// BLAKE2b

const WORD = 2n ** 64n - 1n;
const IV = [
  0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n, 0x9b05688c2b3e6c1fn, 0x1f83d9abfb41bd6bn, 0x5be0cd19137e2179n,
];
const SIGMAS = [
  '0123456789abcdef', 'ea489fd61c02b753', 'b8c052fdae367194', '7931dcbe265a40f8', '905724afe1bc683d',
  '2c6a0b834d75fe19', 'c51fed4a0763928b', 'db7ec13950f4862a', '6fe9b308c2d714a5', 'a2847615fb9e3cd0',
].map((row) => [...row].map((digit) => parseInt(digit, 16)));
const MIXES = [
  [0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15],
  [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14],
];

/** BLAKE2b without a key, of a message of at most one block. */
function blake2b(message, length) {
  const block = join(message, Buffer.alloc(128 - message.length));
  const words = Array.from({ length: 16 }, (_, at) => block.readBigUInt64LE(8 * at));
  const state = [IV[0] ^ 0x01010000n ^ BigInt(length), ...IV.slice(1)];
  const v = [...state, ...IV];
  v[12] ^= BigInt(message.length);
  v[14] ^= WORD;
  for (let round = 0; round < 12; round++) mix(v, words, SIGMAS[round % 10]);
  const out = Buffer.alloc(64);
  state.forEach((word, at) => out.writeBigUInt64LE(word ^ v[at] ^ v[at + 8], 8 * at));
  return out.subarray(0, length);
}

function mix(v, words, sigma) {
  MIXES.forEach(([a, b, c, d], at) => {
    v[a] = (v[a] + v[b] + words[sigma[2 * at]]) & WORD;
    v[d] = turned(v[d] ^ v[a], 32n);
    v[c] = (v[c] + v[d]) & WORD;
    v[b] = turned(v[b] ^ v[c], 24n);
    v[a] = (v[a] + v[b] + words[sigma[2 * at + 1]]) & WORD;
    v[d] = turned(v[d] ^ v[a], 16n);
    v[c] = (v[c] + v[d]) & WORD;
    v[b] = turned(v[b] ^ v[c], 63n);
  });
}

const turned = (word, bits) => ((word >> bits) | (word << (64n - bits))) & WORD;
