/** The line to an exchange: files that anybody may fetch, and the one call (3-batches.md, "Addresses"; 5-calls.md). */
import { demand, Refused } from '../protocol/bytes.js';
import { ANSWER_BYTES, answerIn, requestOf } from '../protocol/calls.js';

const PATIENCE_MS = 30_000;

export class Exchange {
  constructor(url) {
    this.url = url.replace(/\/$/, '');
  }

  /** The file at this path, of at most so many bytes. */
  async file(path, longest) {
    const { status, bytes } = await this.asked(path, {}, longest);
    demand(status === 200, `${path} is not there`);
    return bytes;
  }

  /** The answer to a message. Every call looks the same from outside, and so does every answer. */
  async call(message) {
    const headers = { 'content-type': 'application/octet-stream' };
    const request = { method: 'POST', body: requestOf(message), headers };
    const { status, bytes } = await this.asked('/v1/call', request, ANSWER_BYTES);
    demand(status === 200, 'a call without an answer');
    return answerIn(bytes);
  }

  async asked(path, request, longest) {
    const patience = { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) };
    try {
      const answer = await fetch(`${this.url}${path}`, { ...request, ...patience });
      return { status: answer.status, bytes: await bounded(answer.body, longest) };
    } catch (error) {
      throw error instanceof Refused ? error : new Refused('nobody answers');
    }
  }
}

async function bounded(body, longest) {
  const parts = [];
  let length = 0;
  for await (const part of body ?? []) {
    length += part.length;
    demand(length <= longest, 'longer than it may be');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
