"""The engine as it lies in a package: Python's library and ours in one archive, what the processor runs as flat files.

Android's installer unpacks files of `lib/` into one folder, under names that begin with `lib` and end with `.so`, and
lets nothing else be executed. So each extension module becomes `libx_a__b.so`, which android/engine/sitecustomize.py
finds.
"""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from scripts.apk.places import APPLICATION, ROOT

PYTHON = "python3.13"
ROOMS = ("cli", "joining", "citizen", "device", "doors", "kernel", "protocol", "radio", "vietnam", "webui")
"""What a phone's process imports of ours."""
LEAST_ALIGNMENT = 16_384
"""Android's largest pages: a file whose segments are not aligned to them cannot be loaded there."""

_UNWANTED = re.compile(
    r"(^|/)(__pycache__|test|tests|idlelib|tkinter|turtledemo|ensurepip|lib2to3|pydoc_data|config-[^/]*|lib-dynload"
    r"|[^/]*\.dist-info/RECORD)(/|$)|\.(?:so(?:\.\d+)*|pyi|exe|a|h|c|pxd)$"
)
_UNASKED = re.compile(r"^(faker|polyfactory)(-|/)|^babel/locale-data/(?!(?:en|vi|root)\.dat)")
"""What wheels bring for makers of programs, and languages that no page speaks."""
_EXTENSION = re.compile(r"(?:\.cpython-[\w-]+|\.abi3)?\.so$")
_VERSIONED = re.compile(rb"lib[\w-]+\.so(?:\.\d+)+(?=\0)")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def lay_out(native: Path, wheels: Path, zig: Path, musl: Path, to: Path) -> None:
    """Fills `to/python` and `to/native` with the engine: what is read, and what is run."""
    library = to / "python/lib" / PYTHON
    site = library / "site-packages"
    _copy(native / "python/lib" / PYTHON, library)
    unpacked = to / "unpacked"
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as opened:
            opened.extractall(unpacked)
    _copy(unpacked, site)
    for room in ROOMS:
        _copy(ROOT / "src/bluezone" / room, site / "bluezone" / room)
    shutil.copy(ROOT / "src/bluezone/__init__.py", site / "bluezone")
    describe_ours(site)
    shutil.copy(APPLICATION / "engine/sitecustomize.py", site)
    _compile(to / "python")
    _lay_native(native, unpacked, musl, to / "native")
    _compile_kernel(zig, native, to / "native/libx_bluezone__kernel___native.so")
    shutil.rmtree(unpacked)


def describe_ours(site: Path) -> None:
    """Lays our own distribution's description beside those of wheels: pages read their version there, and whose work
    they stand on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    said = [("Metadata-Version", "2.4"), ("Name", project["name"]), ("Version", project["version"])]
    said += [("License-Expression", project["license"]), ("License-File", "LICENSE")]
    said += [("Requires-Dist", one) for one in project["dependencies"]]
    folder = site / f"{project['name']}-{project['version']}.dist-info"
    (folder / "licenses").mkdir(parents=True)
    (folder / "METADATA").write_text("".join(f"{name}: {value}\n" for name, value in said), "utf-8")
    shutil.copyfile(ROOT / "LICENSE", folder / "licenses/LICENSE")


def archive(folder: Path, to: Path) -> None:
    """Packs a folder so that the same files give the same bytes."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in _files(folder):
            entry = zipfile.ZipInfo(str(path.relative_to(folder)), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, path.read_bytes())


def alignment(elf: Path) -> int:
    """The least alignment of a 64-bit file's segments that are loaded."""
    head = elf.read_bytes()
    if head[:5] != b"\x7fELF\x02":
        raise ValueError(f"{elf.name} is no 64-bit ELF file")
    offset, size, count = struct.unpack_from("<Q", head, 32)[0], *struct.unpack_from("<HH", head, 54)
    segments = [struct.unpack_from("<IIQQQQQQ", head, offset + size * number) for number in range(count)]
    return min(int(segment[7]) for segment in segments if segment[0] == 1)


def flat_name(name: str) -> str:
    """The name of an extension module in the one folder of what is run."""
    return f"libx_{_EXTENSION.sub('', name).replace('/', '__')}.so"


def shorten_names(library: bytes) -> bytes:
    """Takes the versions off the names of libraries that lie here: Android's installer would not take those names."""
    return _VERSIONED.sub(_shortened, library)


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _copy(source: Path, to: Path) -> None:
    """Copies what is read; nothing that a processor runs, and no tests."""
    for path in _files(source):
        name = str(path.relative_to(source))
        if not _UNWANTED.search(name) and not _UNASKED.search(name):
            target = to / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _compile(folder: Path) -> None:
    """Compiles every module where it lies, by its content alone, and without the path of whoever builds."""
    # A source stays beside it: errors show its lines, and templates and words are looked up by it.
    command: list[str | Path] = [
        PYTHON,
        "-m",
        "compileall",
        "-q",
        "-j2",
        "--invalidation-mode",
        "unchecked-hash",
        "-s",
        folder,
        "-p",
        "/",
    ]
    subprocess.run([*command, folder], check=False, capture_output=True)


def _lay_native(native: Path, unpacked: Path, musl: Path, to: Path) -> None:
    to.mkdir(parents=True)
    shutil.copy(musl, to / "libmusl.so")
    shutil.copy(native / "python/bin" / PYTHON, to / "libpython_exe.so")
    for path in _files(native / "python/lib" / PYTHON / "lib-dynload"):
        shutil.copy(path, to / flat_name(path.name))
    for path in sorted(unpacked.rglob("*.so*")):
        name = str(path.relative_to(unpacked))
        shutil.copy(path, to / (_unversioned(path.name) if ".libs/" in name else flat_name(name)))
    for path in _files(to):
        path.chmod(0o755)
        path.write_bytes(shorten_names(path.read_bytes()))


def _unversioned(name: str) -> str:
    return name.partition(".so")[0] + ".so"


def _shortened(found: re.Match[bytes]) -> bytes:
    """As long as it was, so that nothing in the file moves."""
    if found[0].startswith((b"libc.", b"libm.")):
        return found[0]
    return (found[0].partition(b".so")[0] + b".so").ljust(len(found[0]), b"\0")


def _compile_kernel(zig: Path, native: Path, to: Path) -> None:
    sources = sorted((ROOT / "native").glob("*.c"))
    portable_and_arm = [path for path in sources if not re.search(r"avx|shani", path.name)]
    include = native / "python/include" / PYTHON
    command: list[str | Path] = [
        zig,
        "cc",
        "-target",
        "aarch64-linux-musl",
        "-fPIC",
        "-shared",
        "-O3",
        "-s",
        "-DPy_LIMITED_API=0x030B0000",
    ]
    subprocess.run(
        [*command, f"-I{include}", f"-I{ROOT / 'native'}", *portable_and_arm, "-o", to], check=True, capture_output=True
    )
