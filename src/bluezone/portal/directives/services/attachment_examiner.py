"""The program that looks into one photo or PDF (`attachments` starts it): bounded, without Django, without secrets.

Task and answer are msgpack on standard input and output.
"""

from __future__ import annotations

import sys

import msgspec

from bluezone.portal.bounded import confine
from bluezone.portal.errors import RefusedError

CPU_SECONDS, MEMORY_BYTES = 2, 1_000 << 20


class Task(msgspec.Struct, frozen=True):
    """What to make of which file."""

    kind: str
    """photo or pdf."""
    content: bytes


class Answer(msgspec.Struct, frozen=True):
    """A photo written anew, or why there is none."""

    content: bytes = b""
    refused: str = ""


def answer(task: Task) -> Answer:
    """The answer, for whoever runs this in their own process."""
    try:
        if task.kind == "photo":
            from bluezone.portal.directives.services.photos import cleaned_photo  # noqa: PLC0415 - only where needed

            return Answer(content=cleaned_photo(task.content))
        from bluezone.portal.directives.services.pdfs import require_pdf  # noqa: PLC0415 - same

        require_pdf(task.content)
        return Answer()
    except RefusedError as error:
        return Answer(refused=str(error))


def _main() -> None:
    confine(cpu_s=CPU_SECONDS, memory_bytes=MEMORY_BYTES)
    task = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Task)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer(task)))


if __name__ == "__main__":
    _main()
