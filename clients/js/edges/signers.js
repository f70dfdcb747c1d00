/** Who may sign what, and when: each kind of key at both ends of its time, the number of signatures, witnesses. */
import {
  AT_S, batch, certificate, configuration, cosignature, DAY, EVER, file, head, headBody, IDENTITY, index, KEYS, keyRow,
  message, place, poster, question, revocation, secret, signedBy, under, UNDER, WINDOW_END_S,
} from './made.js';
import { timeIdentity } from '../protocol/calls.js';
import { hex, join, u8 } from '../protocol/bytes.js';
import { keyIdOf, publicKeyOf, signature } from '../protocol/signing.js';

const HEAD_S = AT_S - 1800;
const WINDOW = [[DAY, 0, 1, 1, 16]];

/** What each kind of key signs, and the moment at which it must be valid. */
const SIGNED = [
  ['batch', WINDOW_END_S, (name, taken, list) =>
    file('batch', name, taken, batch(WINDOW), { kind: 'batch', ...list })],
  ['rollup', WINDOW_END_S, (name, taken, list) =>
    file('batch', name, taken, batch(WINDOW, { 0: 'rollup' }), { kind: 'rollup', ...list })],
  ['index', AT_S, (name, taken, list) => file('index', name, taken, index({}), list)],
  ['head', AT_S, (name, taken, list) => file('index', name, taken, index({ head: head(HEAD_S) }), list)],
  ['witness', HEAD_S, (name, taken, list) =>
    file('index', name, taken, witnessed([cosignature('witness', HEAD_S)]), list)],
  ['config', AT_S, (name, taken, list) => file('configuration', name, taken, configuration({}), list)],
  ['revocation', AT_S, (name, taken, list) => file('revocation', name, taken, revocation({}), list)],
  ['time', AT_S, (name, taken, list) =>
    question('5-calls.md', 'time', name, taken, { ...time(), ...UNDER, ...list })],
  ['venue', AT_S, (name, taken, list) => place(name, taken, poster({}), list)],
];

export function* questions() {
  for (const [kind, atS, asked] of SIGNED) yield* ofTime(kind, atS, asked);
  for (const [name, time] of [['ended long before', [0, 1]], ['begins long after', [2 ** 32, 2 ** 33]]]) {
    yield file('certificate', `by a key that ${name}`, true, certificate({}), valid('certificate', time));
  }
  const other = { ...time(), ...message({ type: 'accepted' }, 1024), ...UNDER };
  yield question('5-calls.md', 'time', 'an answer that tells no time', false, other);
  yield* ofHeads();
  yield* ofWitnesses();
  yield* ofNumbers();
}

function* ofTime(kind, atS, asked) {
  yield asked(`by a ${kind} key of that second alone`, true, valid(kind, [atS, atS + 1]));
  yield asked(`by a ${kind} key that ended in that second`, false, valid(kind, [0, atS]));
  yield asked(`by a ${kind} key that begins a second later`, false, valid(kind, [atS + 1, 2 ** 33]));
}

/** The key list in which one kind's key is valid then, and those of an index always. */
function valid(kind, time) {
  const rows = KEYS.filter((row) => [kind, 'index', 'head', 'witness'].includes(row[0]));
  return under({ keys: rows.map((row) => (row[0] === kind ? keyRow(kind, time) : row)) });
}

function* ofHeads() {
  const ages = [
    ['of the index\'s own second', 0, true],
    ['an hour older than the index', 3600, true],
    ['an hour and a second older', 3601, false],
    ['a second later than the index', -1, false],
  ];
  for (const [name, olderS, taken] of ages) {
    yield file('index', `a head ${name}`, taken, index({ head: head(AT_S - olderS) }));
  }
  yield file('index', 'a head with a byte behind it', false, index({ head: behind('head', headBody(AT_S)) }));
}

function* ofWitnesses() {
  const two = { keys: [...KEYS, keyRow('witness', EVER, 'other witness')] };
  const [one, other] = ['witness', 'other witness'].map((name) => cosignature(name));
  const required = under({ ...two, required_witnesses: 2 });
  yield file('index', 'two witnesses of two', true, witnessed([one, other], AT_S), required);
  yield file('index', 'one witness twice of two', false, witnessed([one, one], AT_S), required);
  yield file('index', 'one witness twice where none is asked', true, witnessed([one, one], AT_S));
  yield file('index', 'a co-signature over another head', false, witnessed([cosignature('witness', HEAD_S)], AT_S));
  yield file('index', 'a co-signature by no listed key', false, witnessed([other], AT_S));
  yield file('index', 'sixteen co-signatures', true, witnessed(Array(16).fill(one), AT_S));
  yield file('index', 'seventeen co-signatures', false, witnessed(Array(17).fill(one), AT_S));
}

const witnessed = (witnesses, headS = HEAD_S) => index({ head: head(headS), witnesses });

function* ofNumbers() {
  const second = [...KEYS, keyRow('revocation', EVER, 'other revocation'), keyRow('batch', EVER, 'other batch')];
  const [one, two] = [1, 2].map((count) => listed(second, count));
  const both = ['revocation', 'other revocation'];
  yield file('revocation', 'one signature where one is asked', true, revocation({}), one);
  yield file('revocation', 'two signatures where one is asked', false, revocation({}, both), one);
  yield file('revocation', 'one signature where two are asked', false, revocation({}), two);
  yield file('revocation', 'two signatures where two are asked', true, revocation({}, both), two);
  yield file('batch', 'one signature where two are asked', false, batch(WINDOW), { kind: 'batch', ...two });
  yield* ofSecondSigners(second);
  yield file('index', 'one signature that says it were two', false, claiming(index({}), 2));
  yield file('index', 'one signature that says it were none', false, claiming(index({}), 0));
}

const listed = (keys, count) => under({ keys, required_signatures: { revocation: count, batch: count } });

/** Of two signers each must have been valid. */
function* ofSecondSigners(second) {
  const other = publicKeyOf(secret('other revocation'));
  const list = listed(second.map((row) => (row[1].equals(other) ? [...row.slice(0, 3), AT_S] : row)), 2);
  const both = ['revocation', 'other revocation'];
  yield file('revocation', 'two signatures, of which the second key had ended', false, revocation({}, both), list);
  yield file('revocation', 'the same the other way round', false, revocation({}, both.toReversed()), list);
}

/** A file with one signature whose block claims another number. */
const claiming = (bytes, count) => join(bytes.subarray(0, -73), u8(count), bytes.subarray(-72));

/** A signed file with a byte behind the value that it is. */
export const behind = (kind, body) => signedBy([kind], kind, join(body, u8(0)));

function time() {
  const nonce = IDENTITY.subarray(0, 16);
  const signed = signature('time', timeIdentity(nonce, AT_S), secret('time'));
  const answer = {
    type: 'time', time_s: AT_S, key_id: keyIdOf(publicKeyOf(secret('time'))), signature: signed,
    challenge: Buffer.alloc(16), work_bits: 12, long_work_bits: 12,
  };
  return { ...message(answer, 1024), nonce: hex(nonce) };
}
