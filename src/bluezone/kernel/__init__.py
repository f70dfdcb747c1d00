"""Speed: the hash chains and look-ups that a phone repeats for a whole nation's keys."""

from bluezone.kernel._pure import rolling_ids

__all__ = ["rolling_ids"]
