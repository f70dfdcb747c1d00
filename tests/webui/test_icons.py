"""Icons: drawn into the page, silent for screen readers, without style, script or reference."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import bluezone
from bluezone.webui import icon, icon_names

TEMPLATES = list(Path(bluezone.__file__).parent.glob("*/templates/**/*.html"))
NAMED_BY_ROOMS = list(Path(bluezone.__file__).parent.glob("portal/*/apps.py"))
"""Entries of the portal's rail."""


@pytest.mark.parametrize("name", sorted(icon_names()))
def test_an_icon_is_a_plain_drawing(name):
    drawing = ET.fromstring(icon(name))

    assert {"svg", "path", "circle", "rect"} >= {element.tag for element in drawing.iter()}
    assert not [key for element in drawing.iter() for key in element.attrib if key.startswith(("on", "style", "href"))]
    assert "true" == drawing.get("aria-hidden")
    assert "currentColor" == drawing.get("stroke")


def test_an_icon_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        icon("unicorn")


def test_pages_ask_only_for_icons_that_are_there():
    asked = {name for page in TEMPLATES for name in re.findall(r"icon\(\"([a-z-]+)\"", page.read_text())}

    assert asked
    assert asked <= icon_names()


def test_there_is_no_icon_that_nobody_asks_for():
    texts = " ".join(page.read_text() for page in [*TEMPLATES, *NAMED_BY_ROOMS])

    assert [] == [name for name in icon_names() if f'"{name}"' not in texts]
