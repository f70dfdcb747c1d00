/** Sequences of calls: a disclosure, a report, and cover, which nobody on the line can tell apart (5-calls.md). */
import { demand, Refused, same } from '../protocol/bytes.js';
import { REFUSED_FOR, timeIn, workFor } from '../protocol/calls.js';
import { drawnCode } from '../protocol/codes.js';
import { certificateIn, commitmentTo } from '../protocol/disclosure.js';
import { sealedReport } from '../protocol/reports.js';

/**
 * What a sequence needs of the world: `call` an exchange, `pause` between an answer and the next call, `random` bytes,
 * and `save` before anything is sent that must not be forgotten.
 * @typedef {{call: Function, pause: Function, random: Function, save: Function}} Line
 */

/** time, redeem, upload. With the certificate of the open disclosure in hand, cover stands for the redeem. */
export async function disclose(line, keyList, open) {
  const time = await askTime(line, keyList);
  if (!open.certificate) {
    const refused = await redeem(line, keyList, open, time);
    if (refused) return refused;
  } else {
    await line.pause();
    await line.call(coverFirst(line, time));
  }
  await line.pause();
  const answer = await line.call({
    type: 'upload', certificate: open.certificate, commitment_key: open.key, seeds: open.seeds,
  });
  return outcome(answer);
}

/** A disclosure of these seeds, before anything of it is sent. The owner has typed the code and chosen the days. */
export function begun({ code, form }, seeds, random) {
  const key = random(32);
  return { code, form, seeds, key, commitment: commitmentTo(seeds, key), certificate: null };
}

/** time, report, cover. */
export async function report(line, keyList, message) {
  demand(keyList.reportKey !== null, 'nobody takes reports');
  const sealed = sealedReport(message, keyList.reportKey, line.random(32));
  const time = await askTime(line, keyList);
  await line.pause();
  const answer = await line.call({ type: 'report', sealed });
  await line.pause();
  await line.call(coverSecond(line, time));
  return outcome(answer);
}

/** time, cover, cover. What it is answered is read by nobody. */
export async function cover(line, keyList) {
  const time = await askTime(line, keyList);
  await line.pause();
  await line.call(coverFirst(line, time));
  await line.pause();
  await line.call(coverSecond(line, time));
}

/** The time, proven for a nonce of our own, with the challenge that all calls of the sequence carry. */
async function askTime(line, keyList) {
  const nonce = line.random(16);
  return timeIn(await line.call({ type: 'time', nonce }), nonce, keyList);
}

/** Puts the certificate into the disclosure; a refusal goes on with cover, so that three calls are seen as ever. */
async function redeem(line, keyList, open, time) {
  const bits = open.form === 'long' ? time.long_work_bits : time.work_bits;
  const work = workFor(time.challenge, open.commitment, bits);
  await line.pause();
  const answer = await line.call({
    type: 'redeem', code: open.code, commitment: open.commitment, challenge: time.challenge, work,
  });
  const certificate = usable(answer, keyList, open.commitment);
  if (certificate) {
    open.certificate = certificate;
    await line.save(open);
    return null;
  }
  await line.pause();
  await line.call(coverSecond(line, time));
  return outcome(answer.type === 'certificate' ? { type: 'unusable' } : answer);
}

function usable(answer, keyList, commitment) {
  if (answer.type !== 'certificate') return null;
  try {
    return same(certificateIn(answer.certificate, keyList).commitment, commitment) ? answer.certificate : null;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** Cover's first step: stands for a redeem, at the price of one. */
function coverFirst(line, time) {
  const commitment = line.random(32);
  const work = workFor(time.challenge, commitment, time.work_bits);
  return { type: 'cover', step: 1, code: drawnCode(line.random(16)), commitment, challenge: time.challenge, work };
}

/** Cover's second step: stands for an upload, follows a report, and goes on after a refused redeem. */
function coverSecond(line, time) {
  const commitment = line.random(32);
  const { challenge } = time;
  return { type: 'cover', step: 2, code: drawnCode(line.random(16)), commitment, challenge, work: Buffer.alloc(8) };
}

/** Whether a disclosure came to its end: after `work`, `busy` and no usable answer nothing has happened. */
export const isOver = ({ accepted, refusedFor }) => accepted || ['code', 'certificate', 'content'].includes(refusedFor);

function outcome(answer) {
  if (answer.type === 'accepted') return { accepted: true };
  const reason = Object.entries(REFUSED_FOR).find(([, number]) => number === answer.reason)?.[0];
  return { accepted: false, refusedFor: reason ?? 'no usable answer' };
}
