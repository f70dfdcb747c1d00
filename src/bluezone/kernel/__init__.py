"""Speed: the hash chains and look-ups that a phone repeats for a whole nation's keys."""

from bluezone.kernel._pure import day_keys, rolling_ids

__all__ = ["day_keys", "rolling_ids"]
