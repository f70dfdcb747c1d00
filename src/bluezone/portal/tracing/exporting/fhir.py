"""An outbreak as one FHIR R4 bundle: a Patient for everybody, a Condition for each case, Observations for levels
and for meetings; what samples become is said where they are kept. Nobody is a RelatedPerson: a contact is a Patient of
whom an Observation says whom they met.

A resource names another one by its place in the bundle; whoever the bundle does not have, because they lie beyond the
reader's reach or were merged into somebody else, is named by the pseudonym alone. Codes stand in
docs/guides/outbreak-files.md.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from bluezone.portal.tracing.exporting.rows import EndRow, MeetingRow, PersonRow
from bluezone.portal.tracing.exporting.tables import level_name

PEOPLE, CASES, EXPOSURES, CODES = (f"urn:bluezone:{what}" for what in ("person", "case", "exposure", "code"))
_NAMES = uuid.UUID("6f0b5a0e-6a37-4c55-9f0a-0d3c6c1b5a42")
"""For ids that are the same whenever the same outbreak leaves; drawn once."""
_ICD_10, _UCUM = "http://hl7.org/fhir/sid/icd-10", "http://unitsofmeasure.org"
_VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_HELD = {
    "suspected": "unconfirmed",
    "probable": "provisional",
    "confirmed": "confirmed",
    "not_a_case": "refuted",
}
_ILLNESSES = {"SARS-CoV-2": {"system": _ICD_10, "code": "U07.1", "display": "COVID-19, virus identified"}}
_CONTACT = {
    "system": _ICD_10,
    "code": "Z20.8",
    "display": "Contact with and exposure to other communicable diseases",
}
Resource = dict[str, Any]


def bundle_lines(
    chunks: Iterable[Sequence[Any]], resources: Callable[[Any], Sequence[Resource]], now: dt.datetime
) -> Iterator[bytes]:
    """Writes the bundle of what each row becomes, an entry a line."""
    head = {"resourceType": "Bundle", "type": "collection", "timestamp": now.isoformat(timespec="seconds")}
    yield json.dumps(head)[:-1].encode() + b', "entry": ['
    between = b"\n"
    for chunk in chunks:
        for row in chunk:
            for resource in resources(row):
                entry = {"fullUrl": place_in_bundle(resource["resourceType"], resource["id"]), "resource": resource}
                yield between + json.dumps(entry, ensure_ascii=False).encode()
                between = b",\n"
    yield b"\n]}\n"


def resources_of(row: PersonRow | MeetingRow, pathogen: str) -> list[Resource]:
    """Lists the resources that a row becomes."""
    if isinstance(row, MeetingRow):
        return [_meeting(row)]
    found = [_patient(row)]
    if row.case:
        found.append(_condition(row, pathogen))
    if row.level is not None:
        found.append(_level(row))
    return found


def _patient(row: PersonRow) -> Resource:
    told: Resource = {
        "resourceType": "Patient",
        "id": row.key,
        "identifier": [{"system": PEOPLE, "value": row.key}],
        "address": [{"text": row.commune, "city": row.commune, "country": "VN"}],
    }
    if row.name:
        told["name"] = [{"text": row.name}]
    if row.phone:
        told["telecom"] = [{"system": "phone", "value": row.phone}]
    if row.birth_year:
        told["birthDate"] = str(row.birth_year)
    return told


def _condition(row: PersonRow, pathogen: str) -> Resource:
    code: Resource = {"text": pathogen}
    if pathogen in _ILLNESSES:
        code["coding"] = [_ILLNESSES[pathogen]]
    told: Resource = {
        "resourceType": "Condition",
        "id": row.case,
        "identifier": [{"system": CASES, "value": row.case}],
        "code": code,
        "subject": person_in_bundle(row.key),
    }
    if row.held in _HELD:
        told["verificationStatus"] = {"coding": [{"system": _VERIFIED, "code": _HELD[row.held]}]}
    if row.onset:
        told["onsetDateTime"] = row.onset.isoformat()
    return told


def _level(row: PersonRow) -> Resource:
    told: Resource = {
        "resourceType": "Observation",
        "id": f"level-{row.key}",
        "status": "final",
        "code": {"coding": [{"system": CODES, "code": "level"}], "text": "How far somebody is from a confirmed case"},
        "subject": person_in_bundle(row.key),
        "valueString": level_name(row.level),
    }
    if row.possible_from:
        told["effectiveDateTime"] = row.possible_from.isoformat()
    return told


def _meeting(row: MeetingRow) -> Resource:
    told: Resource = {
        "resourceType": "Observation",
        "id": row.number,
        "identifier": [{"system": EXPOSURES, "value": row.number}],
        "status": _status(row),
        "code": {"coding": [_CONTACT], "text": "Contact with whoever is in focus"},
        "subject": _end(row.target),
        "focus": [_end(row.source)],
        "component": _components(row),
    }
    days = {"start": row.first_day, "end": row.last_day}
    period = {name: day.isoformat() for name, day in days.items() if day}
    if period:
        told["effectivePeriod"] = period
    return told


def _status(row: MeetingRow) -> str:
    if row.is_withdrawn:
        return "entered-in-error"
    return "final" if row.counts else "cancelled"


def _components(row: MeetingRow) -> list[Resource]:
    told: list[tuple[str, Resource]] = [
        ("kind", {"valueString": row.kind}),
        ("certainty", {"valueInteger": row.certainty}),
        ("evidence", {"valueInteger": row.pieces}),
    ]
    if row.place:
        told.append(("place", {"valueString": row.place}))
    if row.minutes is not None:
        told.append(("minutes", {"valueQuantity": _measured(row.minutes, "min")}))
    if row.closest_cm is not None:
        told.append(("closest", {"valueQuantity": _measured(row.closest_cm, "cm")}))
    if row.masks is not None:
        told.append(("masks", {"valueBoolean": row.masks}))
    return [{"code": {"coding": [{"system": CODES, "code": code}]}, **value} for code, value in told]


def _measured(value: int, unit: str) -> Resource:
    return {"value": value, "unit": unit, "system": _UCUM, "code": unit}


def _end(row: EndRow) -> Resource:
    if row.is_listed:
        return person_in_bundle(row.key)
    return {"type": "Patient", "identifier": {"system": PEOPLE, "value": row.key}}


def person_in_bundle(key: str) -> Resource:
    """A reference to somebody who is in the bundle, by their pseudonym."""
    return {"reference": place_in_bundle("Patient", key)}


def place_in_bundle(kind: str, key: str) -> str:
    """The place of a resource in the bundle, the same whenever it leaves."""
    return uuid.uuid5(_NAMES, f"{kind}/{key}").urn
