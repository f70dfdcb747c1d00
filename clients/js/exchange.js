/**
 * Small exchanges, each with nothing wrong or one thing. A line of JSON on stdin opens one, and a line says where:
 *
 *     {"fault": "embargo"}
 *     {"calls": URL}         the sizes of its calls so far, and of their answers
 *
 * Each serves made-up files of a made-up noon. An upload that it accepts comes out at once, in the window of an hour
 * later, and its clock goes there. It answers at once, but for one that holds its answers back as page 5 wants it.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { CODE, Desk } from './exchange/desk.js';
import { FAULTS } from './exchange/faults.js';
import { etagOf, publishedFiles, ROOT } from './exchange/files.js';
import { hex } from './protocol/bytes.js';
import { REQUEST_BYTES } from './protocol/calls.js';

const OCTETS = { 'content-type': 'application/octet-stream' };
const NOBODY_KEEPS = { 'cache-control': 'no-store' };
const INTERNAL_KEY = hex(randomBytes(32));

/** What is published so far, and the desk that takes calls. */
function begun(faults) {
  const hours = [];
  const exchange = { published: publishedFiles(faults), seen: [], held: faults.heldMs };
  const keyList = exchange.published.files.get('/v1/newest-keys').bytes;
  exchange.desk = new Desk(keyList, randomBytes, faults, (seeds) => {
    hours.push(seeds);
    exchange.published = publishedFiles(faults, hours);
    return exchange.published.nowS;
  });
  return exchange;
}

/** Serves phones: files to whoever asks, and the one call. */
function toPhones(exchange) {
  return createServer(async (request, response) => {
    if (request.url === '/v1/call') await called(exchange, request, response);
    else if (request.method !== 'GET') response.writeHead(405, NOBODY_KEEPS).end();
    else fetched(exchange.published.files.get(request.url), request, response);
  });
}

function fetched(file, request, response) {
  if (!file) {
    response.writeHead(404, NOBODY_KEEPS).end();
    return;
  }
  const headers = { ...OCTETS, 'cache-control': file.caching, etag: etagOf(file.bytes) };
  const told = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim());
  const known = told.includes('*') || told.includes(headers.etag);
  response.writeHead(known ? 304 : 200, headers).end(known ? undefined : file.bytes);
}

async function called({ desk, seen, held }, request, response) {
  if (request.method !== 'POST') {
    response.writeHead(405, NOBODY_KEEPS).end();
    return;
  }
  const sent = await bodyOf(request);
  const answer = desk.answer(sent);
  if (held) await setTimeout(held[0] + Math.random() * (held[1] - held[0]));
  seen.push([sent.length, answer?.length ?? 0]);
  if (answer) response.writeHead(200, { ...OCTETS, ...NOBODY_KEEPS }).end(answer);
  else response.destroy();
}

/** Serves the authority: a code for somebody's onset, and what is published. */
function toTheAuthority(exchange) {
  return createServer(async (request, response) => {
    const sent = await bodyOf(request);
    if (request.headers.authorization !== `Bearer ${INTERNAL_KEY}`) told(response, 401, {});
    else if (request.url === '/internal/v1/codes') told(response, 201, [exchange.desk.issue(JSON.parse(sent))]);
    else if (request.url === '/internal/v1/published') told(response, 200, listed(exchange.published));
    else told(response, 404, {});
  });
}

function listed({ rows, nowS }) {
  const files = rows.map(([kind, sequence, identity, size, windowEndS]) => {
    return { kind, sequence, identity: hex(identity), size, window_end_s: windowEndS };
  });
  return { now_s: nowS, files };
}

function told(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** What was sent, up to a little more than a call may be long. */
async function bodyOf(request) {
  const parts = [];
  let length = 0;
  for await (const part of request) {
    if (length <= REQUEST_BYTES) parts.push(part);
    length += part.length;
  }
  return Buffer.concat(parts);
}

const servers = [];

async function listening(server) {
  servers.push(server);
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return `http://127.0.0.1:${server.address().port}`;
}

async function opened(exchange) {
  const [url, internal] = [await listening(toPhones(exchange)), await listening(toTheAuthority(exchange))];
  return { url, internal, internal_key: INTERNAL_KEY, root: hex(ROOT), code: CODE };
}

const exchanges = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { fault, calls } = JSON.parse(line);
  const exchange = calls ? exchanges.get(calls) : begun(FAULTS[fault]);
  const said = calls ? exchange.seen : await opened(exchange);
  if (!calls) exchanges.set(said.url, exchange);
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
for (const server of servers) {
  server.close();
  server.closeAllConnections();
}
