"""Everything the phone knows about its owner's meetings, as one JSON document for the owner."""

from __future__ import annotations

import msgspec

from bluezone.citizen.keeping import outbox, visits
from bluezone.citizen.phone import Phone


def everything(phone: Phone) -> bytes:
    """Gathers what the phone knows, without seeds and keys: whoever held them could be taken for this phone."""
    store = phone.device.store
    document = {
        "made": phone.local(phone.now_ms()).isoformat(timespec="seconds"),
        "sightings": [
            {"id": s.rolling_id.hex, "time_ms": s.wall_ms, "rssi_dbm": s.rssi_dbm} for s in store.sightings()
        ],
        "warnings": [
            {
                "level": f"F{told.warning.level.value}",
                "day": told.warning.date,
                "minutes": told.warning.minutes,
                "minutes_least": told.warning.least,
                "minutes_most": told.warning.most,
                "taken_back": told.taken_back_ms is not None,
            }
            for told in (*store.judged.warnings(), *store.judged.taken_back())
        ],
        "meetings": [
            {
                "level": f"F{met.level.value}",
                "protocol_day": met.day.number,
                "near": [
                    {"start_ms": s.start_ms, "end_ms": s.end_ms, "minutes_close": s.expected_close_minutes}
                    for s in met.spells
                ],
            }
            for met in store.judged.encounters()
        ],
        "visits": [
            {"place": v.name, "kind": v.kind, "arrived_ms": v.arrived_ms, "left_ms": v.left_ms, "warned": v.is_alerted}
            for v in visits(phone).visits
        ],
        "messages": [
            {
                "what": m.what,
                "number": m.report_id.hex(),
                "for": m.label,
                "made_ms": m.made_ms,
                "sent_ms": m.sent_ms,
                "perhaps_arrived": m.perhaps,
                "withdrawn": m.withdrawn,
                "waiting_bytes": len(m.sealed),
            }
            for m in outbox(phone).messages
        ],
        "left_this_phone": [
            {"time_ms": d.left_ms, "what": d.what, "bytes": d.bytes, "by_my_tap": d.owner_act}
            for d in store.departures(newest=1_000_000)
        ],
        "disclosure": _disclosure(phone),
        "paused": phone.device.paused,
        "preferences": phone.preferences,
        "battery": [{"since_ms": c.since_ms, "mode": c.mode} for c in phone.device.machine.battery.choices],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2)


def _disclosure(phone: Phone) -> dict[str, object] | None:
    """What the owner consented to with a code, as far as it can be told without the seeds."""
    draft = phone.device.draft
    if draft is None:
        return None
    return {
        "stage": draft.stage.name.lower(),
        "refused_for": draft.refusal.name.lower() if draft.refusal is not None else None,
        "protocol_days": sorted({seed.day.number for seed in draft.seeds}),
        "linking": draft.link or bool(draft.links),
    }
