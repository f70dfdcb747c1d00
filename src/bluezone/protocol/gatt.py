"""The one service that phones read each other's id through when it is not in the advertisement.

docs/protocol/1-air.md, "iPhone-style peers". Constants only; connections live in the radio room.
"""

SERVICE_UUID16 = 0x4E56
SERVICE_UUID128 = "00004E56-73F5-4BC4-A12F-17D1AD07A667"
IDENTITY_UUID128 = "00004E56-73F5-4BC4-A12F-17D1AD07A689"
"""Read-only characteristic; each read answers the 12 bytes of the current slot."""

READ_TIMEOUT_MS = 10_000
"""One connection at a time, given up after this long; a failure is remembered until the slot ends."""
