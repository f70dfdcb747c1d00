/** Codes that health staff hand out, as people type them (5-calls.md, "Codes"). */
import { demand, Refused, withoutBlanks } from './bytes.js';

const SHORT = /^[0-9]{12}$/;
const LONG = /^[0-9A-HJKMNP-TV-Z]{16}$/;

/**
 * The code in what was typed or scanned, with the onset where somebody wrote it behind.
 * @returns {{code: string, form: 'short'|'long', onset: ?string}}
 */
export function codeAndOnsetIn(typed) {
  demand([...typed].length <= 64, 'more than a code');
  const [first, behind, ...more] = typed.split('/');
  demand(more.length === 0, 'more than one onset');
  return { ...formOf(meant(first)), onset: behind === undefined ? null : dayIn(withoutBlanks(behind)) };
}

/** A short code: 16 random bytes as a number mod 10^11 in eleven digits, and the check digit behind them. */
export function drawnCode(random) {
  const digits = String(BigInt(`0x${random.toString('hex')}`) % 10n ** 11n).padStart(11, '0');
  return digits + String((10 - luhn(`${digits}0`)) % 10);
}

function formOf(code) {
  if (SHORT.test(code)) {
    demand(luhn(code) === 0, 'a digit that was mistyped');
    return { code, form: 'short' };
  }
  if (LONG.test(code)) return { code, form: 'long' };
  throw new Refused('no code');
}

/** Blanks, dashes and dots dropped, capitals, O read as 0, I and L as 1. */
export function meant(typed) {
  return typed.replace(/[\p{White_Space}.\u2013-]/gu, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
}

function luhn(digits) {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const weighed = Number(digit) * (1 + (at % 2));
    return total + (weighed > 9 ? weighed - 9 : weighed);
  }, 0);
  return sum % 10;
}

function dayIn(text) {
  demand(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text), 'no day behind the code');
  const date = new Date(`${text}T00:00:00Z`);
  demand(!Number.isNaN(date.getTime()) && date.toISOString().startsWith(text), 'no day of the calendar');
  return text;
}
