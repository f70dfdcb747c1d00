"""What runs here of other people's code can be handed to whoever knows of advisories."""

from __future__ import annotations

import json
import re
from importlib import metadata

import pytest
from packaging.requirements import Requirement

from bluezone.cli.__main__ import main
from tests.support.sources import PROJECT


@pytest.fixture
def bill(capsys: pytest.CaptureFixture):
    assert 0 == main(["inspect", "installed"])
    return json.loads(capsys.readouterr().out)


def test_every_locked_package_that_is_installed_stands_in_the_bill_with_its_version(bill):
    text = (PROJECT / "requirements" / "all.txt").read_text()
    asked = [Requirement(line) for line in re.findall(r"^[a-z0-9-]+==[^\\\n]+", text, re.MULTILINE)]
    here = [one for one in asked if one.marker is None or one.marker.evaluate()]
    locked = {one.name: str(one.specifier).removeprefix("==") for one in here}
    installed = {one.metadata["Name"].lower().replace("_", "-").replace(".", "-") for one in metadata.distributions()}
    told = {part["name"]: part["version"] for part in bill["components"]}

    assert {"httptools", "django", "cryptography"} <= set(told)
    assert {name: version for name, version in locked.items() if name in installed} == {
        name: version for name, version in told.items() if name in locked
    }


def test_it_has_the_form_that_scanners_read(bill):
    references = [part["bom-ref"] for part in bill["components"]]

    assert ("CycloneDX", "1.5", "bluezone") == (
        bill["bomFormat"],
        bill["specVersion"],
        bill["metadata"]["component"]["name"],
    )
    assert len(references) == len(set(references))
    assert all(part["purl"] == f"pkg:pypi/{part['name']}@{part['version']}" for part in bill["components"])
    assert {one["ref"] for one in bill["dependencies"]} == {"bluezone", *references}
    assert {need for one in bill["dependencies"] for need in one["dependsOn"]} <= set(references)
