"""The package itself: resources, the application's code for Android's machine, the engine; aligned and signed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import time
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path

from scripts.apk import bill, engine
from scripts.apk.compiling import compile_application
from scripts.apk.inputs import (
    ARM_WHEELS,
    ENGINE_PACKAGES,
    TOOL_PACKAGES,
    Cache,
    digest_of_inputs,
    fetch_debian,
    fetch_wheels,
    open_cache,
    read_inputs,
    sha256,
)
from scripts.apk.licences import Sources, lay_out_licences, refuse_what_is_unlicensed
from scripts.apk.places import APPLICATION, ROOT, java_sources, read_manifest
from scripts.releasing.parts import refuse_other_parts

ABI = "arm64-v8a"
_RECIPE = ROOT / "scripts/apk/native.sh"
_SDK = "usr/lib/android-sdk/build-tools/debian"
_FRAMEWORK = "usr/share/android-framework-res/framework-res.apk"
_SIGNER = "usr/share/java/apksigner-35.0.2.jar"
_KEY_WORD = "bluezone"  # a key of whoever builds, for trying; a release is signed elsewhere


@dataclass(frozen=True, slots=True)
class Built:
    """A package, and what is worth knowing of it."""

    apk: str
    sha256: str
    bytes: int
    min_sdk: int
    target_sdk: int
    abis: list[str]
    permissions: list[str]
    build_s: int
    inputs_sha256: str
    sbom: str
    sbom_sha256: str
    licences: int
    """Pieces whose licence the pages show."""

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def build(out: Path) -> Built:
    """Builds, signs and verifies a package. Raises SystemExit with one plain line where an input is missing."""
    begun = time.monotonic()
    refuse_other_parts(ROOT, ROOT, "not built")
    cache = open_cache()
    debian = fetch_debian(cache)
    tools = fetch_wheels(cache, TOOL_PACKAGES)
    wheels = fetch_wheels(cache, ENGINE_PACKAGES, *ARM_WHEELS)
    unpacked = cache.made("tools", digest_of_inputs(), lambda to: _unpack(debian, tools, to))
    native = cache.made("native", _digest_of_native(), lambda to: _build_native(debian, unpacked, to))
    out.mkdir(parents=True, exist_ok=True)
    work = out / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    engine.lay_out(native, wheels, _zig(unpacked), unpacked / "arm/usr/lib/aarch64-linux-musl/libc.so", work / "engine")
    _refuse_small_pages(work / "engine/native")
    site = work / "engine/python/lib" / engine.PYTHON / "site-packages"
    lay_out_licences(Sources(debian, tools), site)
    pieces = refuse_what_is_unlicensed(site, wheels)
    _assemble(unpacked, work)
    apk = out / "bluezone.apk"
    _sign(cache, unpacked, work / "aligned.apk", apk)
    _verify(unpacked, apk)
    shutil.rmtree(work)
    listed = out / bill.NAME
    bill.write_bill(listed, wheels, tools, pieces, digest_of_inputs())
    manifest = read_manifest()
    return Built(
        apk=str(apk),
        sha256=sha256(apk),
        bytes=apk.stat().st_size,
        min_sdk=manifest.min_sdk,
        target_sdk=manifest.target_sdk,
        abis=[ABI],
        permissions=list(manifest.permissions),
        build_s=round(time.monotonic() - begun),
        inputs_sha256=digest_of_inputs(),
        sbom=str(listed),
        sbom_sha256=sha256(listed),
        licences=len(pieces),
    )


def _unpack(debian: dict[str, Path], tools: Path, to: Path) -> None:
    runs = {one.name for one in read_inputs() if one.kind == "package"}
    for name, path in debian.items():
        if name in runs:
            folder = to / ("arm" if name.endswith(":arm64") else "debian")
            folder.mkdir(exist_ok=True)
            subprocess.run(["dpkg", "-x", path, folder], check=True)
    for wheel in tools.glob("*.whl"):
        with zipfile.ZipFile(wheel) as opened:
            opened.extractall(
                to / "wheels", [n for n in opened.namelist() if n.startswith("ziglang/") or n.endswith("/d8.jar")]
            )
    _zig(to).chmod(0o755)


def _zig(unpacked: Path) -> Path:
    return unpacked / "wheels/ziglang/zig"


def _digest_of_native() -> str:
    """Python is built anew only for other sources, another compiler or another recipe."""
    sources = "".join(one.sha256 for one in read_inputs() if one.kind == "source")
    return hashlib.sha256(sources.encode() + TOOL_PACKAGES.read_bytes() + _RECIPE.read_bytes()).hexdigest()


def _build_native(debian: dict[str, Path], unpacked: Path, to: Path) -> None:
    """Runs the recipe on the sources, and keeps of it what a package takes."""
    sources, work = to / "sources", to / "work"
    sources.mkdir()
    for name, path in debian.items():
        if name.endswith("-source"):
            shutil.copy(path, sources / f"{name}.orig.tar.packed")
    work.mkdir()
    done = subprocess.run([_RECIPE, _zig(unpacked), sources, work], check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"not built: Python for ARM does not build, see {work}: {done.stderr[-300:]}")
    (work / "python").rename(to / "python")
    shutil.rmtree(work)
    shutil.rmtree(sources)


def _refuse_small_pages(folder: Path) -> None:
    small = sorted(path.name for path in folder.iterdir() if engine.alignment(path) < engine.LEAST_ALIGNMENT)
    if small:
        raise SystemExit(f"not built: not made for pages of 16 KB: {', '.join(small)}")


def _assemble(unpacked: Path, work: Path) -> None:
    """Resources, code and engine in one archive, each entry with the same date, aligned."""
    _run_tool(unpacked, "aapt2", "compile", "--dir", APPLICATION / "res", "-o", work / "resources.zip")
    manifest = read_manifest()
    _run_tool(
        unpacked, "aapt2", "link", "-I", unpacked / "debian" / _FRAMEWORK,
        "--manifest", APPLICATION / "AndroidManifest.xml", "--java", work / "generated",
        "--min-sdk-version", str(manifest.min_sdk), "--target-sdk-version", str(manifest.target_sdk),
        "-o", work / "resources.apk", work / "resources.zip",
    )  # fmt: skip
    _compile_code(unpacked, work, manifest.min_sdk)
    _pack(work)
    _run_tool(unpacked, "zipalign", "-f", "-p", "4", work / "packed.apk", work / "aligned.apk")
    _run_tool(unpacked, "zipalign", "-c", "-p", "4", work / "aligned.apk")


def _compile_code(unpacked: Path, work: Path, min_sdk: int) -> None:
    compile_application(APPLICATION, work / "compiled")
    classes = work / "classes"
    generated = java_sources(work, "generated")
    classes.mkdir()
    path = work / "compiled/imitated"
    sources = [*java_sources(APPLICATION, "src"), *generated]
    subprocess.run(
        [
            "javac",
            "-nowarn",
            "-proc:none",
            "-g:none",
            "-Xlint:-options",
            "--release",
            "8",
            "-cp",
            path,
            "-d",
            classes,
            *sources,
        ],
        check=True,
        capture_output=True,
    )
    d8 = next((unpacked / "wheels").rglob("d8.jar"))
    home = Path(shutil.which("javac") or "").resolve().parents[1]
    (work / "dex").mkdir()
    files = sorted(classes.rglob("*.class"))
    subprocess.run(
        ["java", "-cp", d8, "com.android.tools.r8.D8", "--release", "--min-api", str(min_sdk), "--lib", path,
         "--lib", home, "--output", work / "dex", *files],
        check=True,
        capture_output=True,
    )  # fmt: skip


def _pack(work: Path) -> None:
    assets = work / "assets"
    assets.mkdir()
    engine.archive(work / "engine/python", assets / "engine.zip")
    (assets / "engine.sha256").write_text(sha256(assets / "engine.zip"))
    inside = {"classes.dex": work / "dex/classes.dex"}
    inside |= {f"assets/{path.name}": path for path in sorted(assets.iterdir())}
    inside |= {f"lib/{ABI}/{path.name}": path for path in sorted((work / "engine/native").iterdir())}
    with zipfile.ZipFile(work / "resources.apk") as resources, zipfile.ZipFile(work / "packed.apk", "w") as packed:
        for name in sorted(resources.namelist()):
            _put(packed, name, resources.read(name), compressed=name != "resources.arsc")
        for name, path in inside.items():
            _put(packed, name, path.read_bytes(), compressed=not name.endswith(".zip"))


def _put(packed: zipfile.ZipFile, name: str, data: bytes, *, compressed: bool) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    packed.writestr(entry, data, compresslevel=9)


def _sign(cache: Cache, unpacked: Path, unsigned: Path, to: Path) -> None:
    key = cache.made("key", "0" * 16, _make_key) / "key.p12"
    signer = unpacked / "debian" / _SIGNER
    command: list[str | Path] = [
        "java",
        "-jar",
        signer,
        "sign",
        "--ks",
        key,
        "--ks-pass",
        f"pass:{_KEY_WORD}",
        "--v2-signing-enabled",
        "true",
        "--v4-signing-enabled",
        "false",
    ]
    subprocess.run([*command, "--out", to, unsigned], check=True, capture_output=True)


def _make_key(folder: Path) -> None:
    """A key for trying, RSA: its signatures are the same for the same bytes."""
    command: list[str | Path] = [
        "keytool",
        "-genkeypair",
        "-keystore",
        folder / "key.p12",
        "-storetype",
        "PKCS12",
        "-storepass",
        _KEY_WORD,
    ]
    shape = [
        "-alias",
        "trial",
        "-keyalg",
        "RSA",
        "-keysize",
        "3072",
        "-validity",
        "9000",
        "-dname",
        "CN=Bluezone trial",
    ]
    subprocess.run([*command, *shape], check=True, capture_output=True)


def _verify(unpacked: Path, apk: Path) -> None:
    """Has the signature verified as newer Android does (third kind) and as Android 7 and 8 did (second)."""
    signer = unpacked / "debian" / _SIGNER
    for kind, levels in (("v3", []), ("v2", ["--min-sdk-version", "24", "--max-sdk-version", "27"])):
        command: list[str | Path] = ["java", "-jar", signer, "verify", "--verbose", *levels, apk]
        said = subprocess.run(command, check=False, capture_output=True, text=True).stdout
        if not re.search(rf"^Verified using {kind} scheme .*: true$", said, re.MULTILINE):
            raise SystemExit(f"not built: the signature is not one of scheme {kind}")


def _run_tool(unpacked: Path, name: str, *arguments: str | Path) -> None:
    debian = unpacked / "debian"
    folders = ("x86_64-linux-gnu/android", "x86_64-linux-gnu", "7zip", "")
    libraries = [debian / "usr/lib" / folder for folder in folders]
    environment = os.environ | {"LD_LIBRARY_PATH": ":".join(map(str, libraries))}
    found = [path for path in (debian / _SDK / name, debian / "usr/bin" / name) if path.exists()]
    done = subprocess.run([found[0], *arguments], env=environment, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"not built: {name}: {done.stderr.strip() or done.stdout.strip()}")
