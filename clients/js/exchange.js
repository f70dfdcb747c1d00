/**
 * Small exchanges, each with nothing wrong or one thing. A line of JSON on stdin opens one, and a line says where:
 *
 *     {"fault": "embargo"}
 *     {"calls": URL}         the sizes of its calls so far, and of their answers
 *
 * It serves made-up files of a made-up noon, and takes what it is sent without publishing it.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { CODE, Desk } from './exchange/desk.js';
import { FAULTS } from './exchange/faults.js';
import { etagOf, publishedFiles, ROOT } from './exchange/files.js';
import { hex } from './protocol/bytes.js';
import { REQUEST_BYTES } from './protocol/calls.js';

const OCTETS = { 'content-type': 'application/octet-stream' };
const NOBODY_KEEPS = { 'cache-control': 'no-store' };

/** Serves phones: files to whoever asks, and the one call. `seen` gets the size of each call. */
function served(faults, seen) {
  const files = publishedFiles(faults);
  const desk = new Desk(files, randomBytes, faults);
  return createServer(async (request, response) => {
    if (request.url === '/v1/call') await called(desk, request, response, seen);
    else if (request.method !== 'GET') response.writeHead(405, NOBODY_KEEPS).end();
    else fetched(files.get(request.url), request, response);
  });
}

function fetched(file, request, response) {
  if (!file) {
    response.writeHead(404, NOBODY_KEEPS).end();
    return;
  }
  const headers = { ...OCTETS, 'cache-control': file.caching, etag: etagOf(file.bytes) };
  const known = request.headers['if-none-match'] === headers.etag;
  response.writeHead(known ? 304 : 200, headers).end(known ? undefined : file.bytes);
}

async function called(desk, request, response, seen) {
  if (request.method !== 'POST') {
    response.writeHead(405, NOBODY_KEEPS).end();
    return;
  }
  const parts = [];
  for await (const part of request) {
    if (parts.reduce((sum, { length }) => sum + length, 0) <= REQUEST_BYTES) parts.push(part);
  }
  const answer = desk.answer(Buffer.concat(parts));
  seen.push([Buffer.concat(parts).length, answer?.length ?? 0]);
  if (!answer) {
    response.destroy();
    return;
  }
  response.writeHead(200, { ...OCTETS, ...NOBODY_KEEPS }).end(answer);
}

/** Opens an exchange and says where, with the sizes of the calls that it will see. */
async function opened(fault, seen) {
  const server = served(FAULTS[fault], seen).listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  return { server, url: `http://127.0.0.1:${server.address().port}`, seen };
}

const exchanges = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { fault, calls } = JSON.parse(line);
  if (calls) {
    process.stdout.write(`${JSON.stringify(exchanges.get(calls).seen)}\n`);
    continue;
  }
  const exchange = await opened(fault, []);
  exchanges.set(exchange.url, exchange);
  const said = { url: exchange.url, root: hex(ROOT), code: CODE };
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
for (const { server } of exchanges.values()) {
  server.close();
  server.closeAllConnections();
}
