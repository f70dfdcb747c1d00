"""The command line of `scripts/release`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from scripts.releasing.gathering import ROOT, committed, gather, gather_protocol, moment_of_commit, version
from scripts.releasing.publishing import publish


def main() -> int:
    """Writes the bundle and says what it is."""
    parser = argparse.ArgumentParser(prog="scripts/release", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the bundle goes")
    parser.add_argument("--key", type=Path, metavar="FILE", help="an Ed25519 private key in PEM; default: unsigned")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args()
    began = time.perf_counter()
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bluezone-release-") as work:
        tree = committed(ROOT, Path(work) / "sources")
        name = f"bluezone-{version(tree)}-offline"
        folder = Path(work) / name
        wheels = gather(folder, tree)
        digest, size = publish(folder, chosen.out, chosen.key, moment_of_commit())
        protocol = Path(work) / f"bluezone-{version(tree)}-protocol"
        gather_protocol(protocol, tree)
        protocol_digest, _ = publish(protocol, chosen.out, chosen.key, moment_of_commit())
    told = {
        "bundle": str(chosen.out / f"{name}.tar"),
        "sha256": digest,
        "bytes": size,
        "protocol": str(chosen.out / f"{protocol.name}.tar"),
        "protocol_sha256": protocol_digest,
        "sbom": f"{name}/sbom.cdx.json",
        "wheels": wheels,
        "signed": chosen.key is not None,
        "seconds": round(time.perf_counter() - began, 1),
    }
    sys.stdout.write((json.dumps(told) if chosen.json else "\n".join(f"{k}: {v}" for k, v in told.items())) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
