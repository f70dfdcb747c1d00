/** Bytes, numbers and refusals: what all pages take for granted (1-air.md, "Conventions"). */
import { createHash, createHmac } from 'node:crypto';

/** What was read is not as the pages say. It is refused as a whole. */
export class Refused extends Error {}

/** Refuses unless `holds`. */
export function demand(holds, why) {
  if (!holds) throw new Refused(why);
}

export const hex = (bytes) => Buffer.from(bytes).toString('hex');
export const unhex = (text) => Buffer.from(text, 'hex');
/** ‖ of the pages; text stands for its UTF-8. */
export const join = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));
export const same = (one, other) => Buffer.compare(one, other) === 0;

/** Text without the blanks around it: Unicode's white space, which is not what `trim` takes off. */
export const withoutBlanks = (text) => text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '');

export const u8 = (number) => Buffer.of(number);
export const u16 = (number) => wide(2, number);
export const u32 = (number) => wide(4, number);
export const u64 = (number) => wide(8, number);

export const sha256 = (...parts) => createHash('sha256').update(join(...parts)).digest();
export const hmac256 = (key, ...parts) => createHmac('sha256', key).update(join(...parts)).digest();

/** A whole number, as a `number` where that is exact and as a `bigint` above: two equal numbers are `===`. */
export function whole(number) {
  return Number.isSafeInteger(Number(number)) ? Number(number) : BigInt(number);
}

/** The number after this one, for sequences that go up to 2^63 - 1. */
export const after = (number) => whole(BigInt(number) + 1n);

function wide(width, number) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(number));
  return bytes.subarray(8 - width);
}
