/** The one call, answered by a small exchange: what each kind of request gets, and why it is refused (5-calls.md). */
import { hex, Refused, same } from '../protocol/bytes.js';
import { answerOf, LEAST_WORK, paid, REFUSED_FOR, requestIn, timeIdentity } from '../protocol/calls.js';
import { drawnCode } from '../protocol/codes.js';
import { infectivityOn } from '../protocol/configuration.js';
import { dayOf } from '../protocol/day.js';
import { certificateIn, commitmentTo } from '../protocol/disclosure.js';
import { keyListIn } from '../protocol/keys.js';
import { pack } from '../protocol/messagepack.js';
import { F0 } from '../protocol/published.js';
import { keyIdOf, publicKeyOf, sealedFile, signature } from '../protocol/signing.js';
import { NOON_S, ROOT, secretOf } from './files.js';

/** A code that its authority issued. */
export const CODE = '957313612955';

const DAY = Math.floor(NOON_S / 86400);
const refused = (why) => ({ type: 'refused', reason: REFUSED_FOR[why] });

export class Desk {
  /** @param publish brings the seeds of an upload out, and gives the time at which they are */
  constructor(keyListFile, random, faults, publish) {
    this.keyList = keyListIn(keyListFile, ROOT);
    this.random = random;
    this.publish = publish;
    this.faults = faults;
    this.nowS = faults.atS ?? NOON_S;
    this.codes = new Map([[CODE, { onsetDay: DAY - 1 }]]);
    this.challenges = new Set();
    this.redeemed = new Map();
    this.taken = new Set();
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

  /** A new code for somebody whose illness began on this day. */
  issue({ onset }) {
    const code = drawnCode(this.random(16));
    this.codes.set(code, { onsetDay: dayOf(Date.parse(onset)) });
    const expiresAt = new Date((this.nowS + 3600) * 1000).toISOString();
    return { code, spaced: code.replace(/(.{4})(?=.)/g, '$1 '), handle: hex(this.random(16)), expires_at: expiresAt };
  }

  time({ nonce }) {
    const challenge = this.random(16);
    this.challenges.add(hex(challenge));
    const proof = signature('time', timeIdentity(nonce, this.nowS), secretOf('time'));
    const bits = { work_bits: this.faults.workBits ?? LEAST_WORK, long_work_bits: LEAST_WORK };
    return { type: 'time', time_s: this.nowS, key_id: idOf('time'), signature: proof, challenge, ...bits };
  }

  redeem(request) {
    if (!this.pays(request)) return refused('work');
    if (!this.codes.has(request.code)) return refused(this.faults.unknownCode ?? 'code');
    const before = this.redeemed.get(request.code);
    if (before && !same(before.commitment, request.commitment)) return refused('code');
    const file = before?.file ?? this.certificate(request, 'certificate');
    this.redeemed.set(request.code, { commitment: request.commitment, file });
    return { type: 'certificate', certificate: file };
  }

  upload({ certificate, commitment_key: key, seeds }) {
    try {
      const read = certificateIn(certificate, this.keyList);
      if (!same(read.commitment, commitmentTo(seeds, key))) return refused('certificate');
      if (!this.taken.has(hex(certificate))) this.nowS = this.publish(staged(seeds, read));
      this.taken.add(hex(certificate));
      return { type: 'accepted' };
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

  /** A challenge serves once, for work that holds. */
  pays({ challenge, commitment, work }) {
    const holds = paid(challenge, commitment, work, LEAST_WORK);
    if (!holds && !this.faults.spendsForNothing) return false;
    return this.challenges.delete(hex(challenge)) && holds;
  }

  /** It ends 24 h after issue, cut to the whole hour before: when it was redeemed is kept nowhere. */
  certificate({ code, commitment }, key) {
    const endS = this.nowS + 24 * 3600 + 60;
    const expiresS = this.faults.uncutHour ? endS : endS - (endS % 3600);
    const { onsetDay } = this.codes.get(code) ?? { onsetDay: DAY };
    const body = pack([commitment, F0, onsetDay, onsetDay - 2, DAY, expiresS]);
    return sealedFile(body, 'certificate', [secretOf(key)]);
  }
}

/** What comes out of an upload: the days that the certificate allows, whose embargo has ended by the next window. */
function staged(seeds, { onsetDay, firstDay, lastDay }) {
  return seeds
    .filter(([day]) => firstDay <= day && day <= lastDay && day < DAY)
    .map(([day, , , seed]) => ({ day, seed, infectivity: infectivityOn(day, onsetDay) }));
}

const idOf = (name) => keyIdOf(publicKeyOf(secretOf(name)));
