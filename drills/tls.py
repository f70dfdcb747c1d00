"""The proxy's configuration that is shipped, before a real portal and a real exchange, as testssl.sh grades it.

Debian brings testssl.sh. The certificates are made here, by an authority of this drill, as an office that keeps to
the rules of public authorities would have them; what testssl.sh says of them is what it would say of such an office's.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from argparse import Namespace
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from drills.drill import Drill, Outcome
from tests.support.exchange.served import served
from tests.support.nginx import NGINX, running_nginx, shipped_site
from tests.support.portal.served_portal import demo_portal, served_portal
from tests.support.ports import free_port
from tests.support.tls import write_certificates

NAMES = ("portal.example.vn", "exchange.example.vn")
GRADES = ("LOW", "MEDIUM", "HIGH", "CRITICAL")
"""As testssl.sh calls them, from the mildest."""
BESIDE_THE_POINT = {"engine_problem"}
"""What testssl.sh warns of that is of the machine it runs on: which ciphers its own openssl can try."""
UNSEEN = ("WARN", "FATAL")
"""What it says of a look that failed."""
_LOOKS = 3
_PATIENCE_S = 900


def _run(_arguments: Namespace) -> Outcome:
    """Starts all three, and has testssl.sh look at both names."""
    lacking = [name for name, found in (("testssl.sh", shutil.which("testssl")), ("nginx", NGINX)) if found is None]
    if lacking:
        return Outcome(held=False, counts={}, details={"not run": f"no {lacking[0]}: scripts/system-packages drills"})
    with tempfile.TemporaryDirectory(prefix="bz-tls") as name:
        folder = Path(name)
        findings = dict(zip(NAMES, _looked_at(folder), strict=True))
    return outcome_of(findings)


def outcome_of(findings: dict[str, list[dict[str, Any]]]) -> Outcome:
    """What testssl.sh's lists, a name each, come to: held where nothing is graded above low and nothing went unseen."""
    found = {name: graded(said) for name, said in findings.items()}
    counted = Counter(grade for told in found.values() for grade, _ in told)
    counts: dict[str, int | float] = {"names": len(findings), "looks": sum(map(len, findings.values()))}
    counts |= {grade.lower(): counted[grade] for grade in GRADES} | {"unseen": sum(counted[grade] for grade in UNSEEN)}
    held = all(findings.values()) and not any(counted[grade] for grade in (*GRADES[1:], *UNSEEN))
    return Outcome(held=held, counts=counts, details={name: [what for _, what in told] for name, told in found.items()})


def graded(findings: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Whatever is neither well nor a mere fact, with its grade."""
    told = [one for one in findings if one["severity"] not in {"OK", "INFO"} and one["id"] not in BESIDE_THE_POINT]
    return [(one["severity"], f"{one['severity']}: {one['id']}: {one['finding']}"[:200]) for one in told]


def _looked_at(folder: Path) -> list[list[dict[str, Any]]]:
    write_certificates(folder)
    port, behind = free_port(), free_port()
    (folder / "exchange").mkdir()
    words = ("--port", str(behind), "--origin", f"https://{NAMES[0]}:{port}")
    with (
        served_portal(demo_portal(folder / "data"), *words),
        served(folder / "exchange", int(time.time() * 1000)) as exchange,
    ):
        stand = {8791: behind, 8700: urlsplit(exchange.public).port or 0}
        site = shipped_site(folder, stand, https=port, http=free_port())
        with running_nginx(folder, site, port), ThreadPoolExecutor(len(NAMES)) as both:
            return list(both.map(partial(_said_of, folder, port), NAMES))


def _said_of(folder: Path, port: int, name: str) -> list[dict[str, Any]]:
    """What testssl.sh says of one name: again where a look did not see something, as one on a busy machine may."""
    for _ in range(_LOOKS):
        said = _look(folder, port, name)
        if not any(grade in UNSEEN for grade, _ in graded(said)):
            break
    return said


def _look(folder: Path, port: int, name: str) -> list[dict[str, Any]]:
    """One list of findings; the name is looked up nowhere, and nobody but this machine is spoken to."""
    to = folder / f"{name}.json"
    to.unlink(missing_ok=True)
    words = ["testssl", "--ip", "127.0.0.1", "--quiet", "--color", "0", "--warnings", "off", "--nodns", "none"]
    words += ["--add-ca", str(folder / "authority.pem"), "--jsonfile", str(to), f"https://{name}:{port}"]
    subprocess.run(words, capture_output=True, check=False, timeout=_PATIENCE_S)
    said: list[dict[str, Any]] = json.loads(to.read_bytes())
    return said


DRILL = Drill("tls", "testssl.sh before the shipped proxy, a portal and an exchange: nothing graded above low.", _run)
