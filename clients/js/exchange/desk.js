/** The one call, answered by a small exchange: what each kind of request gets, and why it is refused (5-calls.md). */
import { hex, Refused, same } from '../protocol/bytes.js';
import { answerOf, LEAST_WORK, paid, REFUSED_FOR, requestIn, timeIdentity } from '../protocol/calls.js';
import { certificateIn, commitmentTo } from '../protocol/disclosure.js';
import { keyListIn } from '../protocol/keys.js';
import { pack } from '../protocol/messagepack.js';
import { keyIdOf, publicKeyOf, sealedFile, signature } from '../protocol/signing.js';
import { NOON_S, ROOT, secretOf } from './files.js';

/** A code that its authority issued. */
export const CODE = '957313612955';

const DAY = Math.floor(NOON_S / 86400);
const refused = (why) => ({ type: 'refused', reason: REFUSED_FOR[why] });

export class Desk {
  constructor(files, random, faults = {}) {
    this.keyList = keyListIn(files.get('/v1/newest-keys').bytes, ROOT);
    this.random = random;
    this.faults = faults;
    this.challenges = new Set();
    this.redeemed = new Map();
    this.uploadsToCut = faults.cutUploads ?? 0;
  }

  /** The answer to the bytes of a call, in bytes, or null where the line is cut; what is no request is refused. */
  answer(bytes) {
    let request;
    try {
      request = requestIn(bytes);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return answerOf(refused('content'));
    }
    return this.isCut(request) ? null : answerOf(this[request.type](request));
  }

  isCut({ type }) {
    if (type !== 'upload' || !this.uploadsToCut) return false;
    this.uploadsToCut -= 1;
    return true;
  }

  time({ nonce }) {
    const challenge = this.random(16);
    this.challenges.add(hex(challenge));
    const proof = signature('time', timeIdentity(nonce, NOON_S), secretOf('time'));
    const bits = { work_bits: this.faults.workBits ?? LEAST_WORK, long_work_bits: LEAST_WORK };
    return { type: 'time', time_s: NOON_S, key_id: idOf('time'), signature: proof, challenge, ...bits };
  }

  redeem(request) {
    if (!this.pays(request)) return refused('work');
    if (request.code !== CODE) return refused(this.faults.unknownCode ?? 'code');
    const before = this.redeemed.get(CODE);
    if (before && !same(before.commitment, request.commitment)) return refused('code');
    const file = before?.file ?? this.certificate(request, 'certificate');
    this.redeemed.set(CODE, { commitment: request.commitment, file });
    return { type: 'certificate', certificate: file };
  }

  upload({ certificate, commitment_key: key, seeds }) {
    try {
      const { commitment } = certificateIn(certificate, this.keyList);
      return same(commitment, commitmentTo(seeds, key)) ? { type: 'accepted' } : refused('certificate');
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return refused('certificate');
    }
  }

  /** Nobody takes reports here: the key list names no report key. */
  report() {
    return refused('content');
  }

  cover(request) {
    if (request.step === (this.faults.coverStep ?? 2)) return { type: 'accepted' };
    if (!this.pays(request)) return refused('work');
    return { type: 'certificate', certificate: this.certificate(request, 'cover') };
  }

  /** A challenge serves once, whether or not the work holds. */
  pays({ challenge, commitment, work }) {
    return this.challenges.delete(hex(challenge)) && paid(challenge, commitment, work, LEAST_WORK);
  }

  /** It ends 24 h after issue, cut to the whole hour before: when it was redeemed is kept nowhere. */
  certificate({ commitment }, key) {
    const endS = NOON_S + 24 * 3600 + 60;
    const expiresS = this.faults.uncutHour ? endS : endS - (endS % 3600);
    return sealedFile(pack([commitment, 0, DAY - 1, DAY - 3, DAY, expiresS]), 'certificate', [secretOf(key)]);
  }
}

const idOf = (name) => keyIdOf(publicKeyOf(secretOf(name)));
