"""What `scripts/android --check` finds: planted lies about Android, and nothing in the tree."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bluezone.radio.pipe import Withheld
from scripts.apk.checking import check
from scripts.apk.listing import cut_out
from scripts.apk.places import APPLICATION, documented_permissions, read_manifest
from tests.support.radio.android import NO_JAVA
from tests.support.sources import PROJECT

needs_java = pytest.mark.skipif(bool(NO_JAVA), reason=NO_JAVA)

DECLARATIONS = """
declare module android {
    export module app {
        export class Service extends android.content.ContextWrapper implements a.B {
            public static class: java.lang.Class<android.app.Service>;
            /** @since 24 */
            public static STOP_FOREGROUND_REMOVE: 1;
            public constructor();
            /** @since 33
             *  @deprecated Deprecated in API 34 */
            public call(a: number, b: java.util.Map<string, any>): androidNative.Array<number> | null;
            public constructor(implementation: {
                inner(): void;
            });
            public call(): void;
        }
    }
}
"""
NEWER_CALLS = """
    static void lie(android.bluetooth.BluetoothGatt gatt) {
        Radio.SHORT_SERVICE.ring();
        gatt.onlyNew();
    }

    static void ask(android.bluetooth.BluetoothGatt gatt) {
        if (Build.VERSION.SDK_INT >= 34) {
            gatt.alsoNew();
        }
    }

    static void say(Lines engine) {
        engine.say("rang 1");
    }
"""
NEWER_LINES = """\
android.bluetooth.BluetoothGatt\tonlyNew\t(): void\t34
android.bluetooth.BluetoothGatt\talsoNew\t(): void\t34
"""


@pytest.mark.in_turn(of=3)
@needs_java
def test_the_application_uses_nothing_but_what_android_has_and_its_checks_hold():
    checked = check()

    assert checked.is_well, checked.as_json()
    assert checked.references > 100
    assert checked.java_tests >= 40
    assert checked.pipe_events == 14


def test_the_application_asks_for_no_permission_to_install_or_remove_and_for_each_that_the_guide_names():
    asked = read_manifest(APPLICATION).permissions

    assert "BLUETOOTH_SCAN" in asked
    assert not any("INSTALL" in one or "DELETE_PACKAGES" in one for one in asked)
    assert sorted(asked) == sorted(documented_permissions())


@pytest.mark.breadth
@needs_java
def test_each_planted_lie_is_found(tmp_path):
    application = tmp_path / "android"
    shutil.copytree(APPLICATION, application)
    bluetooth = application / "imitated/android/bluetooth"
    _plant(application / "imitated/android/os/ParcelUuid.java", "    public void ring() {}\n")
    _plant(bluetooth / "BluetoothGatt.java", "    public void onlyNew() {}\n\n    public void alsoNew() {}\n")
    _plant(application / "src/vn/bluezone/phone/Permissions.java", NEWER_CALLS)
    _replace(bluetooth / "BluetoothProfile.java", "CONNECTED = 2", "CONNECTED = 1")
    _replace(application / "AndroidManifest.xml", "permission.WAKE_LOCK", "permission.READ_CONTACTS")
    with (application / "listing.txt").open("a") as listing:
        listing.write(NEWER_LINES)

    checked = check(application)

    assert ["android.os.ParcelUuid.ring()V"] == checked.missing
    assert ["android.bluetooth.BluetoothGatt.onlyNew()V (since 34)"] == checked.unguarded
    assert ["android.bluetooth.BluetoothProfile.STATE_CONNECTED is 2, not 1"] == checked.false_constants
    assert ["READ_CONTACTS", "WAKE_LOCK"] == checked.permissions
    assert ["rang"] == checked.strange_events
    assert not checked.is_well


def test_a_member_is_cut_out_with_the_level_it_came_with_and_those_within_an_argument_are_none():
    lines = cut_out(DECLARATIONS.splitlines(), {"android.app.Service"}, {"call", "inner", "STOP_FOREGROUND_REMOVE"})

    assert [
        "android.app.Service\tandroid.content.ContextWrapper",
        "android.app.Service\tSTOP_FOREGROUND_REMOVE\t1\t24",
        "android.app.Service\tcall\t(): void\t21",
        "android.app.Service\tcall\t(number, java.util.Map): androidNative.Array<number>\t33",
    ] == lines.splitlines()


def _plant(file: Path, what: str) -> None:
    """Puts members in at the end of a class."""
    text = file.read_text().rstrip()
    assert text.endswith("}")
    file.write_text(f"{text[:-1]}\n{what}}}\n")


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_the_guide_names_each_order_that_the_application_knows_with_its_words() -> None:
    guide = (PROJECT / "docs" / "guides" / "android.md").read_text("utf-8")
    orders = guide.partition("| order |")[2].partition("| event |")[0]
    java = (APPLICATION / "src/vn/bluezone/phone/Order.java").read_text()
    named = {
        row.split()[0]: len(row.split()) - 2 for row in re.findall(r"^\| `(\w+ TOKEN[A-Z ]*)` \|", orders, re.MULTILINE)
    }
    known = {
        name: len(words.split(", ")) if words else 0
        for name, words in re.findall(r'KNOWN\.put\("(\w+)", new Pattern\[\] \{([A-Z, ]*)\}\)', java)
    }

    assert named == known


def test_a_phone_without_a_camera_or_without_a_way_to_find_its_place_takes_the_application_too() -> None:
    name, required = (f"{{http://schemas.android.com/apk/res/android}}{word}" for word in ("name", "required"))
    features = ET.parse(APPLICATION / "AndroidManifest.xml").getroot().iter("uses-feature")
    wanted = {one.attrib[name].removeprefix("android.hardware."): one.attrib[required] for one in features}

    left = {"camera": "false", "camera.autofocus": "false", "location": "false"}
    assert {"bluetooth_le": "true"} | left == wanted


def test_the_view_of_the_pages_tells_its_maker_nothing_of_them() -> None:
    name, value = (f"{{http://schemas.android.com/apk/res/android}}{word}" for word in ("name", "value"))
    facts = ET.parse(APPLICATION / "AndroidManifest.xml").getroot().iterfind("application/meta-data")

    assert {
        "android.webkit.WebView.MetricsOptOut": "true",
        "android.webkit.WebView.EnableSafeBrowsing": "false",
    } == {one.attrib[name]: one.attrib[value] for one in facts}


def test_nobody_else_begins_the_service_or_speaks_to_the_application() -> None:
    """The pages are opened from the launcher and take no data of whoever opens them; only Android reaches the rest."""
    name, exported = (f"{{http://schemas.android.com/apk/res/android}}{word}" for word in ("name", "exported"))
    application = ET.parse(APPLICATION / "AndroidManifest.xml").getroot().find("application")
    assert application is not None
    parts = {one.attrib[name]: one for one in application if exported in one.attrib or one.tag != "meta-data"}

    assert {".PagesActivity": "true", ".PhoneService": "false", ".BootReceiver": "false"} == {
        part: one.attrib[exported] for part, one in parts.items()
    }
    filters = parts[".PagesActivity"].iterfind("intent-filter/*")
    assert ["android.intent.action.MAIN", "android.intent.category.LAUNCHER"] == [one.attrib[name] for one in filters]


def test_only_this_phone_is_spoken_to_without_tls() -> None:
    rules = ET.parse(APPLICATION / "res/xml/network.xml").getroot()

    (allowed,) = [one for one in rules.iter() if one.attrib.get("cleartextTrafficPermitted") == "true"]
    assert [("127.0.0.1", "false")] == [(one.text, one.attrib["includeSubdomains"]) for one in allowed]


def test_the_sign_of_a_notice_has_its_shape_without_its_colours() -> None:
    """In the status bar Android paints all that is not transparent in one colour."""
    java = "".join(path.read_text() for path in (APPLICATION / "src").rglob("*.java"))
    signs = re.findall(r"setSmallIcon\(R\.drawable\.(\w+)\)", java)

    assert 2 == len(signs)
    for sign in signs:
        (path,) = ET.parse(APPLICATION / f"res/drawable/{sign}.xml").getroot()
        assert "#FFFFFF" == path.attrib["{http://schemas.android.com/apk/res/android}fillColor"]


def test_neither_a_backup_nor_a_move_by_the_system_takes_anything_along() -> None:
    """Android walks each kind of folder by itself: one that is not named would go."""
    kinds = {"root", "file", "database", "sharedpref"}
    application = ET.parse(APPLICATION / "AndroidManifest.xml").getroot().find("application")
    assert application is not None
    said = {name.rpartition("}")[2]: value for name, value in application.attrib.items()}
    rules = ET.parse(APPLICATION / "res/xml/extraction.xml").getroot()

    assert ("false", "@xml/extraction") == (said["allowBackup"], said["dataExtractionRules"])
    assert ["cloud-backup", "device-transfer"] == [way.tag for way in rules]
    for way in rules:
        assert [
            ("exclude", kind) for kind in sorted({"external", *kinds, *(f"device_{one}" for one in kinds)})
        ] == sorted((one.tag, one.attrib["domain"]) for one in way)


def test_what_the_application_itself_says_stands_in_both_languages() -> None:
    said = [
        {one.attrib["name"] for one in ET.parse(APPLICATION / f"res/{folder}/strings.xml").getroot()}
        for folder in ("values", "values-vi")
    ]

    assert said[0] == said[1]


def test_the_guide_says_since_when_each_android_can_tell_what_it_withholds():
    guide = (PROJECT / "docs" / "guides" / "android.md").read_text("utf-8")
    listing = (APPLICATION / "listing.txt").read_text()
    table = guide.partition("## What only the system can tell")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| [^|]+ \| [^|]+ \| (.*`.*) \| (\d+) \|$", table, re.MULTILINE)

    assert len(rows) == 1 + len(Withheld)
    for how, since in rows:
        members = re.findall(r"`(\w+)\.(\w+)`", how)
        found = [
            re.findall(rf"^android\.[\w.]*\.{owner}\t{name}\t.*\t(\d+)$", listing, re.MULTILINE)
            for owner, name in members
        ]
        assert int(since) == max(int(levels[0]) for levels in found), how
