"""A program of somebody's, asked questions on its standard input and answering on its standard output."""

from __future__ import annotations

import subprocess
import tempfile
import threading
from collections.abc import Sequence

from bluezone.joining.refusal import RefusedError

PATIENCE_S = 600.0
MAX_ANSWERED_BYTES = 16 << 20


def answers_of(command: Sequence[str], questions: bytes, patience_s: float = PATIENCE_S) -> bytes:
    """Runs the program on the questions, and ends it when it has said too much or taken too long.

    Raises RefusedError where it cannot be run, or does so.
    """
    with tempfile.TemporaryFile() as asked:
        asked.write(questions)
        asked.seek(0)
        try:
            process = subprocess.Popen(list(command), stdin=asked, stdout=subprocess.PIPE)  # noqa: S603 - whose it is, the caller says
        except OSError as error:
            raise RefusedError(f"{command[0]} cannot be run: {error.strerror}") from error
        return _read(process, patience_s)


def _read(process: subprocess.Popen[bytes], patience_s: float) -> bytes:
    assert process.stdout is not None
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(patience_s, end)
    timer.start()
    try:
        said = process.stdout.read(MAX_ANSWERED_BYTES + 1)
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        process.stdout.close()
    if late.is_set():
        raise RefusedError(f"the program took more than {patience_s:g} s")
    if len(said) > MAX_ANSWERED_BYTES:
        raise RefusedError(f"the program said more than {MAX_ANSWERED_BYTES} bytes")
    return said
