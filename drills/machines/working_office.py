"""An installed machine in which somebody works: invented people, a door whose codes phones believe, a device there, and
a field team with a link. Made on the laid out disk, by the commands and pages of an office, and kept.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from bluezone.joining.ports import chosen_port
from drills.machines import office
from drills.machines.calling import SERVICE_NAMES
from drills.machines.debian import Disk, in_memory, kept_as
from drills.machines.desk import a_door_and_a_team
from drills.machines.machine import Machine
from drills.machines.workbench import laid_out, packed, serving

RUN_AS = "runuser -u bluezone-{0} -- /opt/bluezone/current/bin/bluezone {0} {1} --data /var/lib/bluezone-{0}"
_KEY, _ASKED, _LIST = "/run/portal.pub", "/run/ceremony/request", "/run/ceremony/list"
_ROOT_KEY = Path("var/lib/bluezone-exchange/keys/root.pub")


def office_at_work(bare: Disk, bundle: office.Bundle, cache: Path) -> Path:
    """The folder with the machine's disk, the tokens of device and team, and whom its services are believed by."""
    kept = cache / f"office-{office.digest_of(bundle, bare)}"
    if kept.exists():
        return kept
    installed = office.installed(bare, bundle, cache, "quick")
    with tempfile.TemporaryDirectory(prefix="bluezone-office-", dir=in_memory()) as name:
        made = Path(name, "made")
        made.mkdir()
        shutil.copy(installed.authority, made)
        with laid_out(installed.disk) as (root, somebody):
            tokens = furnished(root, somebody)
            packed(root, bare.at(made / "disk.img"))
        (made / "tokens.json").write_text(json.dumps(tokens), encoding="utf-8")
        return kept_as(made, kept)


def furnished(root: Path, somebody: Machine) -> tuple[str, str]:
    """Puts invented people in place of the administrator whom the guide made, has the exchange's list name the portal's
    key, and has them open a door; the tokens of a device there and of a team."""
    somebody.does("rm -rf /var/lib/bluezone-portal/*")
    logins = somebody.does(RUN_AS.format("portal", "demo-data"))
    _name_the_portals_key(somebody)
    public, internal, port = chosen_port(0), chosen_port(0), chosen_port(0)
    exchange = f"{RUN_AS.format('exchange', 'serve')} --port {public} --internal-port {internal}"
    portal = f"{RUN_AS.format('portal', 'serve')} --port {port} --origin https://{SERVICE_NAMES['portal']}"
    believed = f"--published http://127.0.0.1:{public} --published-root {(root / _ROOT_KEY).read_bytes().hex()}"
    with serving(root, exchange, "exchange ready"), serving(root, f"{portal} {believed}", "portal ready"):
        return a_door_and_a_team(logins, port)


def _name_the_portals_key(somebody: Machine) -> None:
    """The ceremony of exchange.md, with the root key that `init` drew on this machine."""
    data, keys = office.EXCHANGE, "runuser -u bluezone-exchange -- /opt/bluezone/current/bin/bluezone exchange keys"
    somebody.does(f"{RUN_AS.format('portal', 'venue-key')} --out {office.PORTAL}/venue.pub")
    somebody.does(f"install -m 0644 {office.PORTAL}/venue.pub {_KEY} && install -d -o bluezone-exchange /run/ceremony")
    asked = somebody.does(f"{keys} request --data {data} --keep-keys --add {_KEY} --out {_ASKED} 2>/dev/null")
    fingerprint = json.loads(asked)["fingerprint"]
    signed = f"--previous {data}/keys/key-list --root-key {data}/root.key --fingerprint {fingerprint} --out {_LIST}"
    somebody.does(f"{keys} sign {_ASKED} {signed}")
    somebody.does(f"{keys} install {_LIST} --data {data}")
