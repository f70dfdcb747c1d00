"""What both sides agree on: bytes, and the rules for believing them.

Law: no socket, file, clock, randomness, logger or framework in here; time and chance are arguments. The modules are
the face, each with one format (docs/protocol says which): calendar, identifiers, keys, original, advertisement,
hidden_power, gatt, sighting, signature, batch, index, log, revocation, proposal, messages, crockford, codes,
proof_of_work, disclosure, config, report, venue, place_codes, door_codes, handover, errors. Import what you need from
them; nothing is re-exported, so that a phone that only listens does not load what only an exchange needs.
"""

__all__: list[str] = []
