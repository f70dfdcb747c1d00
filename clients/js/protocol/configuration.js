/** What all phones are told, and what one person alone may not tell them (7-configuration.md). */
import { demand, Refused } from './bytes.js';
import { array, given, integer, map, real, text, truth, unpack } from './messagepack.js';
import { HIGH, STANDARD } from './published.js';

const LATEST = 2 ** 40;

/** Each field of a part: its type with its bounds, and what holds where it is missing. */
const PROFILE = {
  name: [text, 1, 60, 'COVID-19'],
  close_distance_cm: [integer, 50, 1000, 200],
  close_minutes: [integer, 1, 1440, 15],
  infectious_days_before_onset: [integer, 0, 14, 2],
  infectious_days_after_onset: [integer, 0, 20, 10],
  high_days_before_onset: [integer, 0, 14, 2],
  high_days_after_onset: [integer, 0, 20, 3],
  standard_weight: [real, 0.1, 5, 1],
  high_weight: [real, 0.1, 5, 1],
  tracing_days: [integer, 1, 15, 14],
};
const DUTY = {
  scan_on_s: [integer, 4, 300, 20],
  scan_period_s: [integer, 60, 900, 300],
  company_period_s: [integer, 60, 900, 60],
  company_lasts_s: [integer, 60, 3600, 900],
  company_hours: [integer, 0, 24, 8],
  advertise_on_s: [integer, 5, 900, 15],
  advertise_period_s: [integer, 5, 900, 30],
};
const RISK = { tolerance_slots: [integer, 0, 2, 1], caution: [real, 0, 2, 1.6] };
const ADDRESS = /^https:\/\/[a-z0-9.-]+(\/[A-Za-z0-9._~/?=&%-]*)?$/;

const DEFAULT_PROFILE = part(undefined, PROFILE);

/** The configuration in `file`. It may have two signatures where one is asked, and must where it could do harm. */
export function configurationIn(file, keyList) {
  demand(file.length <= 256 * 1024, 'a configuration that is too long');
  const configuration = readWithTwoOrOne(file, keyList);
  demand(configuration.signers === 2 || harmless(configuration), 'a configuration that one person alone may not sign');
  return configuration;
}

/** The infectivity of somebody on `day`: STANDARD, HIGH, or null where they could infect nobody. */
export function infectivityOn(day, onsetDay, profile = DEFAULT_PROFILE) {
  const since = day - onsetDay;
  if (!lies(since, profile.infectious_days_before_onset, profile.infectious_days_after_onset)) return null;
  return lies(since, profile.high_days_before_onset, profile.high_days_after_onset) ? HIGH : STANDARD;
}

const lies = (since, before, after) => -before <= since && since <= after;

/** How many signatures there are is not read from the file: two are tried, then one where the key list asks for one. */
function readWithTwoOrOne(file, keyList) {
  try {
    return keyList.read(file, 'config', read, 2);
  } catch (error) {
    if (!(error instanceof Refused) || keyList.needs('config') === 2) throw error;
    return keyList.read(file, 'config', read, 1);
  }
}

function read(body) {
  const fields = map(unpack(body));
  const issuedS = integer(fields.get('issued_s'), 0, LATEST);
  return {
    sequence: integer(fields.get('sequence'), 0, LATEST),
    issuedS,
    atS: issuedS,
    profile: part(fields.get('profile'), PROFILE),
    duty: dutyIn(fields.get('duty')),
    risk: part(fields.get('risk'), RISK),
    power: powerIn(given(fields, 'power', new Map())),
    retentionDays: integer(given(fields, 'retention_days', 21), 1, 21),
    coverPerDay: real(given(fields, 'cover_per_day', 0.2), 0.2, 10),
    shutdownS: shutdownIn(given(fields, 'shutdown_s', null)),
    ...toldIn(fields),
  };
}

/** What stands on screens. */
function toldIn(fields) {
  return {
    hotline: number(given(fields, 'hotline', '')),
    unitHotlines: hotlinesIn(given(fields, 'unit_hotlines', new Map())),
    advice: translated(given(fields, 'advice', new Map()), 2000),
    shareUrl: address(given(fields, 'share_url', ''), true),
    newestVersion: versionIn(given(fields, 'newest_version', '')),
    links: array(given(fields, 'links', []), 0, 20).map(linkIn),
    news: array(given(fields, 'news', []), 0, 50).map(articleIn),
  };
}

function part(value, shape) {
  const fields = value === undefined ? new Map() : map(value);
  return Object.fromEntries(Object.entries(shape).map(([name, [type, low, high, otherwise]]) => [
    name, type(given(fields, name, otherwise), low, high),
  ]));
}

function dutyIn(value) {
  const duty = part(value, DUTY);
  demand(duty.scan_on_s <= duty.scan_period_s, 'scanning for longer than its period');
  demand(duty.advertise_on_s <= duty.advertise_period_s, 'advertising for longer than its period');
  return duty;
}

/** What phones say of their power, and how strongly models send. */
function powerIn(value) {
  const fields = map(value);
  const models = [...map(given(fields, 'models', new Map()))];
  demand(models.length <= 2000, 'too many models');
  return {
    isSaid: truth(given(fields, 'is_said', true)),
    models: new Map(models.map(([model, dbm]) => {
      demand(/^[a-z0-9]{1,32}$/.test(text(model, 1, 32)), 'no name of a model');
      return [model, integer(dbm, -60, 10)];
    })),
  };
}

const shutdownIn = (value) => (value === null ? null : integer(value, 0, LATEST));

function number(value) {
  demand(/^[0-9 +]{0,20}$/.test(text(value, 0, 20)), 'no telephone number');
  return value;
}

function versionIn(value) {
  demand(/^([0-9]{1,4}(\.[0-9]{1,4}){0,3})?$/.test(text(value, 0, 19)), 'no version');
  return value;
}

function hotlinesIn(value) {
  const entries = [...map(value)];
  demand(entries.length <= 4000, 'too many hotlines');
  return new Map(entries.map(([unit, hotline]) => {
    demand(/^([0-9]{2}|[0-9]{5})$/.test(text(unit, 0, 5)), 'no code of a province or commune');
    return [unit, number(hotline)];
  }));
}

function translated(value, longest) {
  return new Map([...map(value)].map(([language, words]) => {
    demand(/^[a-z]{2}$/.test(text(language, 2, 2)), 'no language');
    return [language, text(words, 0, longest)];
  }));
}

function address(value, orEmpty = false) {
  demand((orEmpty && value === '') || ADDRESS.test(text(value, 0, 300)), 'no https address');
  return value;
}

function linkIn(value) {
  const fields = map(value);
  return { title: translated(fields.get('title'), 2000), url: address(fields.get('url')) };
}

function articleIn(value) {
  const fields = map(value);
  demand(/^[a-z0-9-]{1,60}$/.test(text(fields.get('id'), 1, 60)), 'no name of an article');
  return {
    id: fields.get('id'),
    issuedS: integer(fields.get('issued_s'), 0, LATEST),
    title: translated(fields.get('title'), 200),
    text: translated(fields.get('text'), 8000),
  };
}

/** Whether phones would still keep and do what they need to warn (7-configuration.md, "Floors"). */
function harmless({ profile, duty, power, retentionDays, shutdownS }) {
  return shutdownS === null && retentionDays >= 14 && power.models.size === 0
    && profile.close_minutes <= 30 * Math.min(profile.standard_weight, profile.high_weight, 1)
    && profile.close_distance_cm >= 100 && profile.tracing_days >= 7
    && profile.infectious_days_before_onset + 1 + profile.infectious_days_after_onset >= 7
    && profile.standard_weight >= 0.5 && profile.high_weight >= 0.5
    && profile.close_minutes >= 10 * Math.max(profile.standard_weight, profile.high_weight, 1)
    && profile.close_distance_cm <= 400
    && 20 * duty.scan_on_s >= duty.scan_period_s && 10 * duty.advertise_on_s >= duty.advertise_period_s;
}
