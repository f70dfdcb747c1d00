/** What the questions at the edges are made of: keys and files of a made-up noon, the same each time. */
import { hex, join, sha256, u16, u32 } from '../protocol/bytes.js';
import { leafOf } from '../protocol/log.js';
import { pack } from '../protocol/messagepack.js';
import { sealBox, xPublicKeyOf } from '../protocol/sealed_box.js';
import { identityOf, keyIdOf, publicKeyOf, sealedFile, signature } from '../protocol/signing.js';

export const AT_S = 1600000000;
export const WINDOW_END_S = AT_S - (AT_S % 3600);
export const DAY = Math.floor(WINDOW_END_S / 86400) - 1;
export const IDENTITY = sha256('edge');
export const CODE = '957313612955';
export const EVER = [0, 2 ** 33];
export const secret = (name) => sha256(`edge ${name}`);
export const ROOT = hex(publicKeyOf(secret('root')));

export const KEYS = [
  'batch', 'rollup', 'index', 'head', 'config', 'revocation', 'certificate', 'time', 'venue', 'witness',
].map((kind) => keyRow(kind, EVER));
export const CONTACT = { type: 'contact', report_id: Buffer.alloc(16, 1), unit: '08', rows: [[DAY, 1, 1, 2]] };
export const LIST = {
  sequence: 1, issued_s: AT_S, keys: KEYS,
  required_signatures: {}, required_witnesses: 0, report_key: Buffer.alloc(0),
};
export const UNDER = { key_list: hex(signedBy(['root'], 'keys', pack(LIST))), root: ROOT };

/** A key of `kind`, or its second one, with the time in which it is valid. */
export function keyRow(kind, [fromS, untilS], name = kind) {
  return [kind, publicKeyOf(secret(name)), fromS, untilS];
}

const NEEDED = {
  'key list': [], index: ['index', 'head', 'witness'], configuration: ['config'], batch: ['batch', 'rollup'],
  revocation: ['revocation'], certificate: ['certificate'], poster: ['venue'], time: ['time'],
};

/** A key list with no other keys than a question of this kind needs. */
export function only(what, more = []) {
  const keys = KEYS.filter(([kind]) => NEEDED[what].includes(kind));
  return { ...UNDER, ...under({ keys: [...keys, ...more] }) };
}

/** A question about a file; `more` may name another key list. */
export function file(what, name, taken, bytes, more = {}) {
  const page = { configuration: '7-configuration.md', certificate: '6-upload.md' }[what] ?? '3-batches.md';
  const under = what === 'key list' ? { root: ROOT } : UNDER;
  return question(page, what, name, taken, { file: hex(bytes), ...more, ...under, ...more });
}

export function place(name, taken, text, more = {}) {
  return question('10-venues.md', 'poster', name, taken, { text, now_s: AT_S, ...UNDER, ...more });
}

export function question(page, what, name, taken, given) {
  return { name: `${what}: ${name}`, page, what, given, taken };
}

/** A body with a genuine signature for `kind` by each of the named. */
export function signedBy(names, kind, body) {
  return sealedFile(body, kind, names.map(secret));
}

const present = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

export const keyList = (changed) => signedBy(['root'], 'keys', pack(present({ ...LIST, ...changed })));

/** A key list as questions name it. */
export const under = (changed) => ({ key_list: hex(keyList(changed)) });

export function configuration(changed, by = ['config']) {
  return signedBy(by, 'config', pack({ sequence: 4, issued_s: AT_S, ...changed }));
}

export function head(atS = AT_S) {
  return signedBy(['head'], 'head', headBody(atS));
}

export const headBody = (atS) => pack([1, leafOf('batch', 7, IDENTITY), atS]);

/** A row of the index by which a witness vouches for the head of `atS`. */
export function cosignature(name, atS = AT_S) {
  return [keyIdOf(publicKeyOf(secret(name))), signature('witness', identityOf(headBody(atS)), secret(name))];
}

export function index(changed) {
  const files = [['batch', 7, IDENTITY, 4096, WINDOW_END_S]];
  const whole = { issued_s: AT_S, valid_until_s: AT_S + 172800, head: head(), files, witnesses: [], ...changed };
  return signedBy(['index'], 'index', pack(present(whole)));
}

/** A batch or roll-up with these groups; `changed` are elements of its header by their place. */
export function batch(groups, changed = {}) {
  const usual = ['batch', 7, WINDOW_END_S - 3600, WINDOW_END_S, 3, IDENTITY, groups];
  const elements = Object.values({ ...usual, ...changed });
  const columns = groups.map((group, at) => join(...column(group[4], at)));
  return signedBy([elements[0]], elements[0], framed(pack(elements), ...columns));
}

/** The body of a batch: its header with its length, and its columns. */
export const framed = (header, ...columns) => join('BZB1', u32(header.length), header, ...columns);

const column = (count, at) =>
  Array.from({ length: count }, (_, row) => sha256(`${at} ${row}`).subarray(0, 16)).sort(Buffer.compare);

export function revocation(changed, by = ['revocation']) {
  const elements = Object.values({ ...[1, 'batch', 7, IDENTITY, AT_S], ...changed });
  return signedBy(by, 'revocation', pack(elements));
}

export function certificate(changed, by = ['certificate']) {
  const elements = Object.values({ ...[IDENTITY, 0, DAY, DAY - 2, DAY, AT_S + 86400], ...changed });
  return signedBy(by, 'certificate', pack(elements));
}

export function message(sent, bytes) {
  return packedMessage(pack(sent), bytes);
}

export const packedMessage = (packed, bytes) => ({ begins: hex(join(u16(packed.length), packed)), bytes });

export function report(changed) {
  return sealedPlain(pack({ ...CONTACT, ...changed }));
}

/** A sealed message whose plain bytes are filled up to `bytes`. */
export function sealedPlain(packed, bytes = 3400) {
  const plain = join(u16(packed.length), packed, Buffer.alloc(bytes - 2 - packed.length));
  const sealed = sealBox(plain, xPublicKeyOf(secret('report')), secret('ephemeral'));
  return { sealed: hex(sealed), private_key: hex(secret('report')) };
}

export function poster(changed, behind = []) {
  const [id, salt] = [IDENTITY.subarray(0, 16), IDENTITY.subarray(16)];
  const fields = { id, name: 'Chợ', kind: 'market', unit: '08', from: AT_S, until: AT_S + 100, salt, ...changed };
  const body = join(keyIdOf(publicKeyOf(secret('venue'))), pack(Object.values(fields)), Buffer.from(behind));
  return `BZV1:${join(body, signature('venue', identityOf(body), secret('venue'))).toString('base64url')}`;
}
