/**
 * A phone's public side, a command at a time; what it says is one JSON object.
 *
 *     node phone.js STORE begin URL ROOT          a phone that has read nothing
 *     node phone.js STORE update                  fetch, verify, match
 *     node phone.js STORE seeds DAYS              draw a seed for today and each of the days before it
 *     node phone.js STORE ids DAY                 the day's ids and hidden powers, as the air would carry them
 *     node phone.js STORE hear < SIGHTINGS        [{"id": …, "atMs": …, "rssi": …, "periodS": …, "power"?: …,
 *                                                 "hidden"?: …}, …]
 *     node phone.js STORE disclose CODE [DAY …]   the seeds of these days, or of those ticked; without CODE go on
 *     node phone.js STORE report < MESSAGE        a message of page 9, its report_id in hex
 *     node phone.js STORE cover
 *     node phone.js STORE told                    who was met, what the owner is told, and what left the phone
 *     node phone.js converse                      many commands, a line of JSON each
 *
 * `--clock FILE` reads the time from 8 little-endian bytes, as an exchange does in a drill; `--without-pauses` does
 * not rest between calls; `--power=DBM` is what the phone knows of its power.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as rest } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Exchange } from './phone/exchange.js';
import { standing } from './phone/matches.js';
import { committed, drawn, retired, saidOn } from './phone/seeds.js';
import { begun, cover, disclose, isOver, report } from './phone/sequences.js';
import { loaded, newPhone, save } from './phone/store.js';
import { updated } from './phone/update.js';
import { warned } from './phone/warned.js';
import { demand, hex, Refused, unhex } from './protocol/bytes.js';
import { codeAndOnsetIn } from './protocol/codes.js';
import { infectivityOn } from './protocol/configuration.js';
import { dayOf } from './protocol/day.js';
import { linkOf } from './protocol/reports.js';

const OPTIONS = { clock: { type: 'string' }, power: { type: 'string' }, 'without-pauses': { type: 'boolean' } };
const LOCAL_MS = 7 * 3600 * 1000;

const COMMANDS = {
  begin: (_, __, url, root) => ({ phone: newPhone(url, unhex(root)), said: {} }),

  async update(phone, { nowMs }) {
    const now = await updated(phone, new Exchange(phone.url), nowMs / 1000);
    const said = {
      batches: now.nextBatch === null ? 0 : Number(now.nextBatch) - 1,
      witnesses: now.witnesses,
      waits: now.waits,
      revoked: now.revoked.length,
      upToDate: nowMs / 1000 < now.validUntilS,
      keyList: now.keyList.sequence,
      configuration: now.configuration?.sequence ?? null,
    };
    return { phone: now, said };
  },

  seeds(phone, { nowMs, random }, days) {
    return { phone: { ...phone, seeds: drawn(phone.seeds, nowMs, Number(days), random) }, said: {} };
  },

  ids(phone, { powerDbm }, day) {
    const said = saidOn(phone.seeds, Number(day), powerDbm);
    return { phone, said: { ids: said.map(({ id }) => hex(id)), hidden: said.map(({ hidden }) => hidden) } };
  },

  hear: (phone, { given }) => ({ phone: { ...phone, heard: [...phone.heard, ...given()] }, said: {} }),

  async disclose(phone, world, code, ...days) {
    if (code) {
      const typed = codeAndOnsetIn(code);
      const chosen = days.length > 0 ? days.map(Number) : ticked(phone, typed.onset);
      const seeds = committed(phone.seeds, world.nowMs, chosen);
      phone.seeds = retired(phone.seeds, world.nowMs, world.random);
      phone.disclosure = begun(typed, seeds, world.random);
      world.save(phone);
    }
    demand(phone.disclosure, 'no disclosure to go on with');
    const said = await disclose(world.line(phone), phone.keyList, phone.disclosure);
    const days_ = phone.disclosure.seeds.map(([day]) => day);
    if (isOver(said)) phone.disclosure = null;
    return { phone: noted(phone, world, 'code and seeds'), said: { ...said, days: days_ } };
  },

  async report(phone, world) {
    const message = { ...world.given() };
    message.report_id = unhex(message.report_id);
    if (message.type === 'contact') message.links = phone.matches.map(({ seed }) => linkOf(unhex(seed)));
    const said = await report(world.line(phone), phone.keyList, message);
    return { phone: noted(phone, world, 'report'), said };
  },

  async cover(phone, world) {
    await cover(world.line(phone), phone.keyList);
    return { phone: noted(phone, world, 'cover'), said: {} };
  },

  told(phone) {
    const met = phone.matches.map((match) => {
      return { ...standing(match), date: localDate(match.heard[0].atMs), heard: match.heard.length };
    });
    return { phone, said: { met, warned: warned(phone), ledger: phone.ledger } };
  },
};

/** The days that a consent page ticks: with an onset behind the code those of the infectious, else all. */
function ticked({ seeds, configuration }, onset) {
  const days = seeds.map(([day]) => day);
  if (onset === null) return days;
  const onsetDay = dayOf(Date.parse(onset));
  return days.filter((day) => infectivityOn(day, onsetDay, configuration?.profile) !== null);
}

/** The calendar's day in Viet Nam; never the hour. */
const localDate = (atMs) => new Date(atMs + LOCAL_MS).toISOString().slice(0, 10);

const noted = (phone, { nowMs }, what) => ({ ...phone, ledger: [...phone.ledger, { atMs: nowMs, what }] });

/** What the commands need of the world: the time, chance, and a line to the exchange. */
function worldOf(path, options, given) {
  const nowMs = options.clock ? Number(readFileSync(options.clock).readBigInt64LE()) : Date.now();
  const keep = (phone) => save(path, phone);
  const line = (phone) => {
    const exchange = new Exchange(phone.url);
    return {
      call: (message) => exchange.call(message),
      pause: () => (options['without-pauses'] ? null : rest(pauseMs(Math.random()))),
      random: randomBytes,
      save: (disclosure) => keep({ ...phone, disclosure }),
    };
  };
  const powerDbm = options.power === undefined ? null : Number(options.power);
  return { nowMs, powerDbm, random: randomBytes, save: keep, line, given };
}

/** One second and an exponential part of 1.5 s on average, 15 s at most: the same for every kind of call. */
const pauseMs = (chance) => Math.min(15_000, 1000 - 1500 * Math.log(1 - chance));

/** Carries one command out, and keeps what came of it. */
async function carriedOut(words, given) {
  const { values, positionals } = parseArgs({ args: words, allowPositionals: true, options: OPTIONS });
  const [path, command, ...rest_] = positionals;
  const world = worldOf(path, values, given);
  const { phone, said } = await COMMANDS[command](command === 'begin' ? null : loaded(path), world, ...rest_);
  save(path, phone);
  return said;
}

async function outcomeOf(words, given) {
  try {
    return { said: await carriedOut(words, given) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { refused: error.message };
  }
}

/** Many commands in one process: a line of JSON with `words` and `given` for each, and a line for what came of it. */
async function converse() {
  for await (const line of createInterface({ input: process.stdin })) {
    const { words, given } = JSON.parse(line);
    process.stdout.write(`${JSON.stringify(await outcomeOf(words, () => given))}\n`);
  }
}

async function once(words) {
  const { said, refused } = await outcomeOf(words, () => JSON.parse(readFileSync(0, 'utf8')));
  if (refused === undefined) process.stdout.write(`${JSON.stringify(said)}\n`);
  else process.stderr.write(`refused: ${refused}\n`);
  process.exitCode = refused === undefined ? 0 : 1;
}

const words = process.argv.slice(2);
await (words[0] === 'converse' ? converse() : once(words));
