/** What an owner may send to the authority's portal, so that nobody else can read it (9-warning.md, "Report"). */
import { demand, join, Refused, sha256, u16 } from './bytes.js';
import { array, binary, integer, map, pack, text, truth, unpack } from './messagepack.js';
import { openBox, sealBox } from './sealed_box.js';

const PLAIN_BYTES = 3400;
const TELEPHONE = /^[0-9 +().-]{0,20}$/;
const SYMPTOMS = [1, 2, 3, 4, 9];

const MESSAGES = {
  contact: {
    report_id: (value) => binary(value, 16),
    unit: unitIn,
    rows: (value) => array(value, 1, 46).map(rowIn),
    call_back: (value = '') => telephoneIn(value),
    note: (value = '') => text(value, 0, 300),
    links: (value = []) => array(value, 0, 40).map((link) => binary(link, 32)),
  },
  link: {
    report_id: (value) => binary(value, 16),
    links: (value) => array(value, 1, 40).map((link) => binary(link, 32)),
  },
  declaration: {
    report_id: (value) => binary(value, 16),
    unit: unitIn,
    day: (value) => integer(value, 0, 65535),
    for_other: truth,
    name: (value) => text(value, 1, 80),
    birth_year: (value) => integer(value, 1900, 2200),
    phone: telephoneIn,
    address: (value) => text(value, 0, 160),
    symptoms: symptomsIn,
    met_case: truth,
    travelled: (value) => text(value, 0, 160),
  },
  withdrawal: { report_id: (value) => binary(value, 16) },
};

/** A message, sealed to the report key. `ephemeral` are 32 random bytes that serve once. */
export function sealedReport(message, reportKey, ephemeral) {
  return sealBox(plainOf(readMessage(new Map(Object.entries(message)))), reportKey, ephemeral);
}

/** The message that was sealed: what the portal reads. */
export function openedReport(sealed, privateKey) {
  demand(sealed.length === PLAIN_BYTES + 48, 'a report of another size');
  const plain = openBox(sealed, privateKey);
  const end = 2 + plain.readUInt16BE();
  demand(end <= PLAIN_BYTES, 'a length that does not fit');
  demand(plain.subarray(end).every((byte) => byte === 0), 'padding that is not zero');
  return readMessage(map(unpack(plain.subarray(2, end))));
}

/** What joins a disclosed seed and a report about it, by two consents ("Linking"). */
export const linkOf = (seed) => sha256('bluezone/link/1', seed);

function readMessage(fields) {
  const shape = Object.hasOwn(MESSAGES, fields.get('type')) && MESSAGES[fields.get('type')];
  if (!shape) throw new Refused('a message of no known type');
  const read = Object.entries(shape).map(([name, type]) => [name, type(fields.get(name))]);
  return { type: fields.get('type'), ...Object.fromEntries(read) };
}

function plainOf(message) {
  const packed = pack(message);
  demand(2 + packed.length <= PLAIN_BYTES, 'a message that is too long');
  return join(u16(packed.length), packed, Buffer.alloc(PLAIN_BYTES - 2 - packed.length));
}

function rowIn(value) {
  const [day, level, minutes, encounters] = array(value, 4);
  return [integer(day, 0, 65535), integer(level, 1, 2), integer(minutes, 0, 4), integer(encounters, 1, 200)];
}

function unitIn(value) {
  demand(/^([0-9]{2}|[0-9]{3}|[0-9]{5})?$/.test(text(value, 0, 5)), 'no administrative code');
  return value;
}

function telephoneIn(value) {
  demand(TELEPHONE.test(text(value, 0, 20)), 'no telephone number');
  return value;
}

function symptomsIn(value) {
  const symptoms = array(value, 0, 9);
  demand(symptoms.every((symptom) => SYMPTOMS.includes(symptom)), 'no known symptom');
  return symptoms;
}
