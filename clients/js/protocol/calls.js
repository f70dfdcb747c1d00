/** Calls: the one thing a phone posts, and what it is answered (5-calls.md). */
import { demand, join, Refused, sha256, u16, u64 } from './bytes.js';
import { array, binary, integer, map, pack, text, unpack } from './messagepack.js';
import { identityOf } from './signing.js';

export const REQUEST_BYTES = 4096;
export const ANSWER_BYTES = 1024;
export const LEAST_WORK = 12;
const MOST_WORK = 24;
export const REFUSED_FOR = { code: 1, certificate: 2, content: 3, work: 4, busy: 5 };

const PAID = {
  code: (value) => text(value, 1, 16),
  commitment: (value) => binary(value, 32),
  challenge: (value) => binary(value, 16),
  work: (value) => binary(value, 8),
};
const REQUESTS = {
  time: { nonce: (value) => binary(value, 16) },
  redeem: PAID,
  upload: {
    certificate: (value) => binary(value, 1, 512),
    commitment_key: (value) => binary(value, 32),
    seeds: (value) => array(value, 1, 30).map(seedIn),
  },
  report: { sealed: (value) => binary(value, 1, 3500) },
  cover: { step: (value) => integer(value, 1, 2), ...PAID },
};
const ANSWERS = {
  time: {
    time_s: (value) => integer(value, 0, 2 ** 40),
    key_id: (value) => binary(value, 8),
    signature: (value) => binary(value, 64),
    challenge: (value) => binary(value, 16),
    work_bits: (value) => integer(value, 0, MOST_WORK),
    long_work_bits: (value) => integer(value, 0, MOST_WORK),
  },
  certificate: { certificate: (value) => binary(value, 1, 512) },
  accepted: {},
  refused: { reason: (value) => integer(value, 1, 5) },
};

export const requestIn = (bytes) => messageIn(bytes, REQUEST_BYTES, REQUESTS);
export const answerIn = (bytes) => messageIn(bytes, ANSWER_BYTES, ANSWERS);
export const requestOf = (message) => padded(message, REQUEST_BYTES);
export const answerOf = (message) => padded(message, ANSWER_BYTES);

/** The time that an answer proves for our own nonce, with what a redeem will cost. */
export function timeIn(answer, nonce, keyList) {
  demand(answer.type === 'time', 'no answer to a question for the time');
  keyList.signer('time', timeIdentity(nonce, answer.time_s), answer.key_id, answer.signature, answer.time_s);
  return answer;
}

export const timeIdentity = (nonce, timeS) => identityOf(join(nonce, u64(timeS)));

/** A number of 8 bytes that pays for this commitment under this challenge. `from` is where the search begins. */
export function workFor(challenge, commitment, bits, from = 0n) {
  demand(bits <= MOST_WORK, 'more work than a phone does');
  for (let tried = from; ; tried++) {
    const work = u64(BigInt.asUintN(64, tried));
    if (paid(challenge, commitment, work, Math.max(bits, LEAST_WORK))) return work;
  }
}

/** Whether the hash begins with this many zero bits. */
export function paid(challenge, commitment, work, bits) {
  return sha256(challenge, commitment, work).readUInt32BE() < 2 ** (32 - bits);
}

function messageIn(bytes, size, shapes) {
  demand(bytes.length === size, 'a message of another size');
  const end = 2 + bytes.readUInt16BE();
  demand(end <= size, 'a length that does not fit');
  demand(bytes.subarray(end).every((byte) => byte === 0), 'padding that is not zero');
  const fields = map(unpack(bytes.subarray(2, end)));
  const shape = Object.hasOwn(shapes, fields.get('type')) && shapes[fields.get('type')];
  if (!shape) throw new Refused('a message of no known type');
  const read = Object.entries(shape).map(([name, type]) => [name, type(fields.get(name))]);
  return { type: fields.get('type'), ...Object.fromEntries(read) };
}

function seedIn(value) {
  const [day, first, last, seed] = array(value, 4);
  integer(day, 0, 65535);
  integer(first, 0, 95);
  integer(last, first, 95);
  return [day, first, last, binary(seed, 16)];
}

function padded(message, size) {
  const packed = pack(message);
  demand(2 + packed.length <= size, 'a message that is too long');
  return join(u16(packed.length), packed, Buffer.alloc(size - 2 - packed.length));
}
