/** Which sightings count, when a phone's clock may have been set (8-matching.md, "Time"). */
const ALLOWED_MS = 120_000;
const APART_MS = 2 * 3600 * 1000;

/**
 * Whether each sighting of one boot counts.
 * @param floorS the greatest signed time that was kept from earlier boots
 * @param told signed times of this boot as they came: [monotonic ms, wall clock's ms, time in s, whether own nonce]
 * @param heard [monotonic ms, wall clock's ms]
 */
export function countingOf(floorS, told, heard) {
  let floorMs = 1000 * floorS;
  let proofs = [];
  for (const [monotonicMs, wallMs, timeS, isOwn] of told) {
    const timeMs = 1000 * timeS;
    if (isOwn && Math.abs(timeMs - wallMs) <= APART_MS) {
      const latestMs = timeMs + ALLOWED_MS;
      if (floorMs > latestMs) floorMs = 0;
      proofs = proofs.filter((startMs) => startMs + monotonicMs <= latestMs);
    }
    proofs.push(timeMs - monotonicMs);
  }
  return heard.map(([monotonicMs, wallMs]) => {
    return wallMs >= floorMs && proofs.every((startMs) => wallMs >= startMs + monotonicMs - ALLOWED_MS);
  });
}
