"""A day's published cases as a list for original phones: whom they would find, and what the list does not hold."""

from __future__ import annotations

import base64
import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bluezone.exchange.errors import RequestError
from bluezone.exchange.operations import original_list
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, SLOT_MS, Slot
from bluezone.protocol.disclosure import Level, RetiredSeed
from bluezone.protocol.original import read_exposure_list
from bluezone.protocol.revocation import Revocation, write_revocation
from bluezone.protocol.signature import Kind
from tests.support.commands import Finished, bluezone, refused
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import TODAY, Scene, play
from tests.support.protocol.signing import ROOT, signing_key

OWN = "286BCE589AB994EFA5F73CAD"
YESTERDAY = TODAY.plus(-1)


@dataclass(frozen=True)
class Published:
    """What was disclosed and published on the day of the play."""

    folder: Path
    case: RetiredSeed
    """A confirmed person's seed of yesterday, published today."""
    contact: RetiredSeed
    """The same of an F1."""


def a_day(folder: Path, *, revoked: bool = False) -> Published:
    async def story(scene: Scene) -> Published:
        (case,) = seeds_of_days(scene.chance, range(YESTERDAY.number, TODAY.number))
        (contact,) = seeds_of_days(scene.chance, range(YESTERDAY.number, TODAY.number))
        await scene.phone(1).disclose(await scene.code(), (case,))
        await scene.phone(2).disclose(await scene.code(Level.F1, YESTERDAY), (contact,))
        scene.move_to(TODAY.start_ms + DAY_MS + HOUR_MS)  # the whole day, and one batch of the next
        await scene.publish()
        if revoked:
            await revoke(scene, 1)
        return Published(folder / "public", case, contact)

    return play(folder, story)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return a_day(tmp_path_factory.mktemp("played"))


@pytest.fixture
def published(played: Published, tmp_path: Path) -> Published:
    """A copy of that day, to be bent as a test likes."""
    return replace(played, folder=Path(shutil.copytree(played.folder, tmp_path / "public")))


async def revoke(scene: Scene, sequence: int) -> None:
    batches = (await scene.phone().index()).index.of_kind(Kind.BATCH)
    (batch,) = (file for file in batches if file.sequence == sequence)
    keys = [signing_key(Kind.REVOCATION, number) for number in (0, 1)]
    file = write_revocation(Revocation(1, Kind.BATCH, sequence, batch.identity, scene.now_ms // 1000), keys)
    answer = await scene.internal.post("/internal/v1/revocations", json={"file": base64.b64encode(file).decode()})
    assert 201 == answer.status_code


def export(folder: Path, published: Published, *options: object) -> tuple[Finished, Path]:
    target = folder / "list.json"
    return bluezone("exchange", "export-original", "--published", published.folder, "--out", target, *options), target


def match(folder: Path, target: Path, *heard: tuple[RetiredSeed, int, int]) -> list[dict[str, Any]]:
    """An original phone's log, (whose, slot, how long after the slot began), under the original's own rule."""
    log = folder / "log.tsv"
    rows = [
        f"{OWN}\t{retired.seed.ids_for(retired.day)[slot].hex}\t-74\t{Slot(retired.day, slot).start_ms + late}\n"
        for retired, slot, late in heard
    ]
    log.write_text("".join(rows), encoding="utf-8")
    found = bluezone("inspect", "match", "--exposures", target, "--sightings", log, "--tolerance-slots", 0)
    assert (0, 0) == (found.status, found.json["skipped_entries"])
    return found.json["matches"]


def test_an_original_phone_finds_the_case_in_each_slot_of_the_day(tmp_path: Path, published: Published) -> None:
    finished, target = export(tmp_path, published)
    case = published.case
    found = match(tmp_path, target, (case, 0, 0), (case, 40, 1), (case, 95, SLOT_MS), (case, 40, SLOT_MS + 1))

    assert 0 == finished.status
    assert ["2026-11-24", 12, 0] == [finished.json[name] for name in ("day", "batches", "revoked")]
    assert 3 == len(found)
    assert {case.seed.key_for(YESTERDAY).hex().upper()} == {match["daily_key"] for match in found}


def test_each_entry_is_one_whole_day_and_leads_to_no_other(tmp_path: Path, published: Published) -> None:
    finished, target = export(tmp_path, published)
    listed = read_exposure_list(target.read_bytes())

    assert (finished.json["entries"], 0) == (len(listed.entries), listed.skipped)
    assert {96} == {entry.slots_per_day for entry in listed.entries}
    assert {86_399} == {entry.time_end_s - entry.time_start_s for entry in listed.entries}
    assert {0} == {entry.time_start_s % 86_400 for entry in listed.entries}
    assert [] == match(tmp_path, target, (RetiredSeed(TODAY, 0, 95, published.case.seed), 40, 1))


def test_the_list_holds_what_is_public_and_no_more(tmp_path: Path, published: Published) -> None:
    """Confirmed cases only, dummies among them, sorted by day and key of nobody's choosing; never a seed."""
    _, target = export(tmp_path, published)
    rows = json.loads(target.read_bytes())["data"]

    keys = {row["daily_key"] for row in rows}
    assert published.case.seed.key_for(YESTERDAY).hex().upper() in keys
    assert published.contact.seed.key_for(YESTERDAY).hex().upper() not in keys
    assert published.case.seed.value.hex().upper() not in target.read_text(encoding="utf-8").upper()
    assert 12 * 14 * 2 * 16 == len(rows)  # twelve hours, fourteen days, two classes, sixteen entries each
    assert [row["time_start"] for row in rows] == sorted(row["time_start"] for row in rows)


def test_exporting_again_gives_the_same_bytes(tmp_path: Path, published: Published) -> None:
    _, target = export(tmp_path, published, "--day", "2026-11-24")
    first = target.read_bytes()
    _, target = export(tmp_path, published)

    assert first == target.read_bytes()


def test_a_revoked_batch_is_left_out(tmp_path: Path) -> None:
    published = a_day(tmp_path, revoked=True)

    finished, target = export(tmp_path, published)

    assert (11, 1) == (finished.json["batches"], finished.json["revoked"])
    assert [] == match(tmp_path, target, (published.case, 40, 1))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--day", "2026-11-20"), "nothing that was published on 2026-11-20 is listed"),
        (("--root", "00" * 32), "pinned root"),
    ],
)
def test_what_cannot_be_exported_is_refused_and_leaves_no_file(
    tmp_path: Path, published: Published, options, reason: str
) -> None:
    finished, target = export(tmp_path, published, *options)

    assert reason in refused(finished)
    assert not target.exists()


@pytest.mark.parametrize("name", ["batch/1", "index", "newest-keys"])
def test_a_forged_or_missing_file_is_refused_whole(tmp_path: Path, published: Published, name: str) -> None:
    file = published.folder / "v1" / name
    good = file.read_bytes()
    file.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    forged, target = export(tmp_path, published)
    file.unlink()
    missing, _ = export(tmp_path, published)

    assert [1, 1] == [forged.status, missing.status]
    assert [1, 1] == [len(one.err.splitlines()) for one in (forged, missing)]
    assert not target.exists()


def test_another_batch_in_the_place_of_a_listed_one_is_refused(tmp_path: Path, published: Published) -> None:
    folder = published.folder / "v1" / "batch"
    (folder / "1").write_bytes((folder / "2").read_bytes())

    finished, _ = export(tmp_path, published)

    assert "is not the file that the index names" in refused(finished)


def test_more_entries_than_a_list_may_hold_are_refused(published: Published) -> None:
    folder = published.folder

    with pytest.raises(RequestError, match="more than the 5375"):
        original_list(lambda path, _most: (folder / path).read_bytes(), ROOT.verifying_key, most=12 * 14 * 2 * 16 - 1)


def test_a_window_that_ends_at_midnight_belongs_to_the_day_before(tmp_path: Path) -> None:
    async def story(scene: Scene) -> None:
        scene.move_to((TODAY.number + 1) * DAY_MS)
        await scene.publish()

    play(tmp_path, story)
    finished = bluezone("exchange", "export-original", "--published", tmp_path / "public", "--out", tmp_path / "list")

    assert ("2026-11-24", 12) == (finished.json["day"], finished.json["batches"])
