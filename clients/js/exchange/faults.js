/** What a small exchange can be told to do wrong, one thing at a time: a phone or a conformance test has to notice. */
import { sha256 } from '../protocol/bytes.js';
import { leafOf } from '../protocol/log.js';
import { NOON_S } from './files.js';

const without = (kind, sequence) => (rows) => rows.filter((row) => row[0] !== kind || row[1] !== sequence);

export const FAULTS = {
  nothing: {},
  'nothing, and held back': { heldMs: [100, 300] },
  'nothing at two in the night': { atS: NOON_S - 10 * 3600 },
  'signature kind': { signedAs: 'rollup' },
  'leaf name': { leaf: (kind, sequence, identity) => leafOf(`${kind}\0`, sequence, identity) },
  embargo: { days: (usual, newest) => [...usual, newest + 1] },
  'old day': { days: (usual, newest) => [newest - 21, ...usual] },
  padding: { count: 17 },
  'dummies of before': { drawnFor: 2 },
  'roll-up': { atS: NOON_S - 10 * 3600, rolledUp: (entries) => [...entries.slice(1), Buffer.alloc(16, 255)] },
  'unlisted roll-up': { atS: NOON_S - 10 * 3600, list: without('rollup', 1) },
  'listed briefly': { list: without('batch', 1) },
  'listed no more': { list: without('batch', 3) },
  gap: { list: without('batch', 2) },
  previous: { previous: sha256('another batch') },
  revocation: { revokedIdentity: sha256('another batch') },
  'two signatures': { revokers: 1 },
  'unlisted configuration': { list: without('config', 1) },
  'hidden leaf': { hiddenLeaf: true },
  'index for too long': { validS: 48 * 3600 + 1 },
  'no witness': { witnesses: 0 },
  'certificate hour': { uncutHour: true },
  'refusal number': { unknownCode: 'content' },
  busy: { unknownCode: 'busy' },
  'cover step': { coverStep: 1 },
  'cut line': { cutUploads: 1 },
  'cheap work': { workBits: 8 },
  'challenge spent for nothing': { spendsForNothing: true },
};
