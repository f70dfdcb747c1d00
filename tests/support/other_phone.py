"""Phones in another language (clients/js), a command at a time, as whoever starts them sees them."""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.lint_clients import CLIENT, node


@dataclass
class OtherPhones:
    """All phones of a folder, in one process that is told which is meant; and the drill clock of their exchange."""

    process: subprocess.Popen[str]
    folder: Path
    phones: int = 0

    def begun(self, url: str, root: str) -> OtherPhone:
        """A phone that has read what is published, and nothing else."""
        phone = self.new(url, root)
        phone.does("update")
        return phone

    def new(self, url: str, root: str) -> OtherPhone:
        self.phones += 1
        phone = OtherPhone(self, self.folder / f"phone-{self.phones}.json")
        phone.does("begin", url, root)
        return phone

    def tell(self, words: list[str], given: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        order = {"words": [*words, "--clock", str(self.folder / "clock"), "--without-pauses"], "given": given}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the process of the phones has ended"
        return dict(json.loads(line))


@dataclass(frozen=True)
class OtherPhone:
    """One of them, and where it keeps what it holds."""

    phones: OtherPhones
    store: Path

    def does(self, *command: object, given: Any = None) -> Any:
        """What a command said; it must not have been refused."""
        outcome = self.phones.tell([str(self.store), *map(str, command)], given)
        assert "refused" not in outcome, outcome
        return outcome["said"]

    def refuses(self, *command: object) -> str:
        """Why a command was refused; nothing that the phone holds has changed."""
        before = self.store.read_bytes()
        outcome = self.phones.tell([str(self.store), *map(str, command)], None)
        assert before == self.store.read_bytes()
        assert "refused" in outcome, outcome
        return str(outcome["refused"])


@contextlib.contextmanager
def other_phones(folder: Path) -> Iterator[OtherPhones]:
    command = [node(), str(CLIENT / "phone.js"), "converse"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield OtherPhones(process, folder)
