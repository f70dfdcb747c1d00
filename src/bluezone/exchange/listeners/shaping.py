"""When an answer leaves: at a moment drawn before anybody knows what it will say (docs/protocol/5-calls.md)."""

from __future__ import annotations

import asyncio

from bluezone.exchange.ports import Entropy


class Shaper:
    """Holds every answer for a drawn time, whatever its kind and result."""

    def __init__(self, range_ms: tuple[int, int], entropy: Entropy) -> None:
        self._low_s, high_s = range_ms[0] / 1000, range_ms[1] / 1000
        self._width_s = high_s - self._low_s
        self._entropy = entropy

    def now(self) -> float:
        """The loop's clock, in seconds."""
        return asyncio.get_running_loop().time()

    def deadline(self) -> float:
        """The moment, on the loop's clock, at which the call that arrives now will be answered."""
        return self.now() + self._draw()

    async def hold_until(self, deadline: float) -> None:
        """Sleeps until the deadline. An answer that is late waits for another draw, so that lateness stays blurred."""
        now = self.now()
        while deadline < now:
            width = self._draw()
            if width == 0:
                return
            deadline += width
        await asyncio.sleep(deadline - now)

    def _draw(self) -> float:
        if self._low_s + self._width_s == 0:
            return 0.0
        return self._low_s + self._width_s * int.from_bytes(self._entropy(4), "big") / 0x1_0000_0000
