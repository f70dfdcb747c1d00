/** What a phone holds, in one file that is replaced as a whole. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hex, unhex } from '../protocol/bytes.js';
import { configurationIn } from '../protocol/configuration.js';
import { keyListIn } from '../protocol/keys.js';
import { CompactRange } from '../protocol/log.js';

/** A phone that has read nothing and heard nobody. */
export function newPhone(url, root) {
  return {
    url,
    root,
    keyList: null,
    configuration: null,
    indexS: null,
    validUntilS: null,
    witnesses: 0,
    log: new CompactRange(),
    listed: new Set(),
    unread: [],
    nextRevocation: null,
    nextBatch: null,
    lastBatch: null,
    waits: false,
    revoked: [],
    matches: [],
    seeds: [],
    heard: [],
    disclosure: null,
    ledger: [],
  };
}

export function loaded(path) {
  const held = JSON.parse(readFileSync(path, 'utf8'), (_, value) => revived(value));
  const keyList = held.keyList && keyListIn(held.keyList, held.root);
  return {
    ...held,
    keyList,
    configuration: held.configuration && configurationOf(held.configuration, held.root),
    log: new CompactRange(held.log.size, held.log.roots),
    listed: new Set(held.listed),
  };
}

export function save(path, phone) {
  const whole = {
    ...phone,
    keyList: phone.keyList && phone.keyList.file,
    configuration: phone.configuration && { file: phone.configuration.file, under: phone.configuration.under },
    listed: [...phone.listed],
  };
  writeFileSync(`${path}.new`, JSON.stringify(whole, (_, value) => kept(value)));
  renameSync(`${path}.new`, path);
}

/** The configuration, verified by the key list under which it came. */
function configurationOf({ file, under }, root) {
  return { ...configurationIn(file, keyListIn(under, root)), under };
}

// JSON has neither bytes nor large numbers.

function kept(value) {
  if (value && value.type === 'Buffer') return { hex: hex(Buffer.from(value.data)) };
  return typeof value === 'bigint' ? { number: String(value) } : value;
}

function revived(value) {
  if (value && typeof value.hex === 'string') return unhex(value.hex);
  return value && typeof value.number === 'string' ? BigInt(value.number) : value;
}
