"""What two threads sign and verify in the first moment of a process, they find made ready."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.support.sources import PROJECT

PROGRAM = """
import json
from asn1crypto.core import _SETUP_CLASSES, Asn1Value
from bluezone.documents.signing import sign_pdf, verify_pdf

def beneath(one):
    return {one, *(found for child in one.__subclasses__() for found in beneath(child))}

def unready():
    return sorted(one.__qualname__ for one in beneath(Asn1Value) - {Asn1Value, *_SETUP_CLASSES})

told = [len(beneath(Asn1Value)), unready()]
from tests.support.documents.certificates import person, root_der
from tests.support.documents.issued import NOW, UNSIGNED
signed = sign_pdf(UNSIGNED, person(), field="A", now=NOW)
told += [verify_pdf(signed, [root_der()], now=NOW)[0].holds, unready()]
print(json.dumps(told))
"""


def test_every_class_is_ready_before_anything_is_signed_and_none_is_loaded_later() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=PROJECT, capture_output=True, text=True, check=False, timeout=120
    )
    assert 0 == done.returncode, done.stderr
    number, *told = json.loads(done.stdout)

    assert number > 300
    assert [["Choice"], True, ["Choice"]] == told
