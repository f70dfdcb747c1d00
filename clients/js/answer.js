/**
 * Answers known answers: a question as a line of JSON, an answer as a line of JSON (conformance.md, "Known answers").
 *
 *     bluezone conformance phone docs/protocol/known-answers.json --ask node clients/js/answer.js
 */
import { createInterface } from 'node:readline';
import { answered, written } from './answering.js';

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${written(answered(JSON.parse(line)))}\n`);
}
