/** From a code to published seeds: the commitment and the certificate over it (6-upload.md). */
import { demand, hmac256, join, u32, u8 } from './bytes.js';
import { array, binary, integer, unpack } from './messagepack.js';

/** Seeds in the order in which they are committed to: by day, first slot, last slot, seed. */
function sorted(seeds) {
  return [...seeds].sort((one, other) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2]
    || Buffer.compare(one[3], other[3]));
}

/** @param {Array<[day: number, first: number, last: number, seed: Buffer]>} seeds in any order */
export function commitmentTo(seeds, key) {
  const entries = sorted(seeds).map(([day, first, last, seed]) => join(u32(day), u8(first), u8(last), seed));
  return hmac256(key, 'bluezone/commitment/1', u8(entries.length), ...entries);
}

/** The certificate in `file`, signed by a listed key; when, and until when it serves, is the exchange's affair. */
export function certificateIn(file, keyList) {
  demand(file.length <= 512, 'a certificate that is too long');
  return keyList.read(file, 'certificate', (body) => {
    const [commitment, level, onsetDay, firstDay, lastDay, expiresS] = array(unpack(body), 6);
    integer(firstDay, 0, 65535);
    integer(lastDay, firstDay, 65535);
    return {
      commitment: binary(commitment, 32),
      level: integer(level, 0, 1),
      onsetDay: integer(onsetDay, 0, 65535),
      firstDay,
      lastDay,
      expiresS: integer(expiresS, 0),
      atS: null,
    };
  });
}
