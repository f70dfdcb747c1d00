/** MessagePack, and the types and bounds in which the pages speak of it (1-air.md, "Conventions"). */
import { demand, Refused, whole } from './bytes.js';

const DEEPEST = 32;

/** A number with a fraction, so that 15.0 is not mistaken for the whole number 15. */
export class Real {
  constructor(value) {
    this.value = value;
  }
}

/** The one value that `bytes` are; whatever follows it refuses them. */
export function unpack(bytes) {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  demand(reader.at === bytes.length, 'something follows the value');
  return value;
}

/** A value in its shortest form. Objects and Maps become maps, in the order of their keys. */
export function pack(value) {
  if (value === null) return Buffer.of(0xc0);
  if (typeof value === 'boolean') return Buffer.of(value ? 0xc3 : 0xc2);
  if (typeof value === 'number' || typeof value === 'bigint') return packedWhole(BigInt(value));
  if (typeof value === 'string') return packedText(Buffer.from(value));
  if (value instanceof Real) return packedReal(value.value);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(value.length, null, [0xc4, 0xc5, 0xc6]), value]);
  if (Array.isArray(value)) return packedArray(value);
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Buffer.concat([head(entries.length, [0x80, 15], [null, 0xde, 0xdf]), ...entries.flat().map(pack)]);
}

// The types of the pages. Each gives the value back or refuses it.

export function integer(value, low, high = Infinity) {
  demand(typeof value === 'number' || typeof value === 'bigint', 'no whole number');
  demand(value >= low && value <= high, 'a number out of its bounds');
  return value;
}

/** A number that may have a fraction. */
export function real(value, low, high) {
  const number = value instanceof Real ? value.value : value;
  demand(typeof number === 'number' && number >= low && number <= high, 'no number within its bounds');
  return number;
}

export function binary(value, low, high = low) {
  demand(Buffer.isBuffer(value) && value.length >= low && value.length <= high, 'no bytes of that length');
  return value;
}

/** Text whose length is counted in characters (code points). */
export function text(value, low, high) {
  demand(typeof value === 'string', 'no text');
  const length = [...value].length;
  demand(length >= low && length <= high, 'text of another length');
  return value;
}

export function truth(value) {
  demand(typeof value === 'boolean', 'neither true nor false');
  return value;
}

/** An array of at least `low` elements; what stands behind those that the reader knows is its own affair. */
export function array(value, low, high = Infinity) {
  demand(Array.isArray(value) && value.length >= low && value.length <= high, 'no array of that length');
  return value;
}

export function map(value) {
  demand(value instanceof Map, 'no map');
  return value;
}

/** What a map says of `name`, or what holds where it says nothing. Nil is a value like another. */
export function given(fields, name, otherwise) {
  return fields.has(name) ? fields.get(name) : otherwise;
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  value(depth) {
    demand(depth <= DEEPEST, 'nested too deep');
    const tag = this.take(1)[0];
    if (tag < 0x80) return tag;
    if (tag < 0x90) return this.map(tag & 15, depth);
    if (tag < 0xa0) return this.array(tag & 15, depth);
    if (tag < 0xc0) return this.text(tag & 31);
    if (tag >= 0xe0) return tag - 256;
    return this.long(tag, depth);
  }

  long(tag, depth) {
    if (tag === 0xc0) return null;
    if (tag === 0xc2 || tag === 0xc3) return tag === 0xc3;
    if (tag >= 0xc4 && tag <= 0xc6) return this.take(this.unsigned(1 << (tag - 0xc4)));
    if (tag >= 0xc7 && tag <= 0xc9) return this.extension(this.unsigned(1 << (tag - 0xc7)));
    if (tag === 0xca) return new Real(this.take(4).readFloatBE());
    if (tag === 0xcb) return new Real(this.take(8).readDoubleBE());
    if (tag >= 0xcc && tag <= 0xcf) return this.unsigned(1 << (tag - 0xcc));
    if (tag >= 0xd0 && tag <= 0xd3) return this.signed(1 << (tag - 0xd0));
    if (tag >= 0xd4 && tag <= 0xd8) return this.extension(1 << (tag - 0xd4));
    if (tag >= 0xd9 && tag <= 0xdb) return this.text(this.unsigned(1 << (tag - 0xd9)));
    if (tag === 0xdc || tag === 0xdd) return this.array(this.unsigned(tag === 0xdc ? 2 : 4), depth);
    if (tag === 0xde || tag === 0xdf) return this.map(this.unsigned(tag === 0xde ? 2 : 4), depth);
    throw new Refused('no MessagePack');
  }

  map(count, depth) {
    const read = new Map();
    for (let each = 0; each < count; each++) {
      const key = this.value(depth + 1);
      demand(typeof key === 'string', 'a key that is no text');
      read.set(key, this.value(depth + 1));
    }
    return read;
  }

  array(count, depth) {
    const read = [];
    for (let each = 0; each < count; each++) read.push(this.value(depth + 1));
    return read;
  }

  text(length) {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.take(length));
    } catch (error) {
      if (error instanceof Refused) throw error;
      throw new Refused('text that is not UTF-8');
    }
  }

  /** No page knows an extension type; where one stands in a place that nobody reads, it is passed over. */
  extension(length) {
    this.take(1 + length);
    return undefined;
  }

  unsigned(width) {
    return whole(BigInt(`0x${this.take(width).toString('hex')}`));
  }

  signed(width) {
    return whole(BigInt.asIntN(8 * width, BigInt(`0x${this.take(width).toString('hex')}`)));
  }

  take(length) {
    demand(this.at + length <= this.bytes.length, 'cut off');
    this.at += length;
    return Buffer.from(this.bytes.subarray(this.at - length, this.at));
  }
}

function packedWhole(number) {
  if (number >= 0n && number < 0x80n) return Buffer.of(Number(number));
  if (number < 0n && number >= -32n) return Buffer.of(256 + Number(number));
  const width = [1, 2, 4, 8].find((bytes) => fits(number, bytes));
  demand(width !== undefined, 'a number of more than 64 bits');
  const tag = (number < 0n ? 0xd0 : 0xcc) + Math.log2(width);
  const digits = BigInt.asUintN(8 * width, number).toString(16).padStart(2 * width, '0');
  return Buffer.from(tag.toString(16) + digits, 'hex');
}

function fits(number, bytes) {
  return number < 0n ? BigInt.asIntN(8 * bytes, number) === number : BigInt.asUintN(8 * bytes, number) === number;
}

function packedArray(elements) {
  return Buffer.concat([head(elements.length, [0x90, 15], [null, 0xdc, 0xdd]), ...elements.map(pack)]);
}

function packedText(bytes) {
  return Buffer.concat([head(bytes.length, [0xa0, 31], [0xd9, 0xda, 0xdb]), bytes]);
}

function packedReal(value) {
  const bytes = Buffer.alloc(9, 0xcb);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

/** The tag and length of something long: in the tag itself, or behind it in 1, 2 or 4 bytes. */
function head(length, short, tags) {
  if (short && length <= short[1]) return Buffer.of(short[0] + length);
  const size = [0x100, 0x10000, 0x100000000].findIndex((bound, at) => tags[at] !== null && length < bound);
  return Buffer.from(tags[size].toString(16) + length.toString(16).padStart(2 << size, '0'), 'hex');
}
