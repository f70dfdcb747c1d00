"""Which lines of a room are run while its tests are."""

from __future__ import annotations

import subprocess
import sys

from tests.support.sources import PROJECT

WATCHED = """
import sys
from drills.mutants.warm import watching

watch = watching(["src/bluezone/vietnam/numbers.py"])
watch.start()
if "by" in sys.argv:
    import bluezone.vietnam.numbers
watch.stop()
print(len(watch.get_data().measured_files()))
"""


def watched(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WATCHED, *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.stdout.strip() or done.stderr


def test_tests_that_come_by_no_line_of_their_room_are_no_fault_of_the_drill() -> None:
    """A new one may read a table alone, which was filled when its module was imported."""
    assert ("0", "1") == (watched(), watched("by"))
