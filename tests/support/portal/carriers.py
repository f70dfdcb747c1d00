"""Carriers on loopback: a mail server and an HTTP gateway that keep what they are told, and refuse when asked to."""

from __future__ import annotations

import contextlib
import json
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class MailServer:
    """A relay as far as SMTP goes (RFC 5321): HELO, MAIL, RCPT, DATA, QUIT."""

    port: int = 0
    letters: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refuse_recipients_with: str = ""
    refuse_greeting_with: str = ""


@dataclass
class Gateway:
    """An SMS carrier's interface."""

    port: int = 0
    heard: list[tuple[str, str, dict[str, str], str]] = field(default_factory=list)
    """Method, path, headers, body."""
    status: int = 200
    answer: bytes = b'{"id": "carrier-7"}'

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def a_mail_server() -> Iterator[MailServer]:
    kept = MailServer()

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say(kept.refuse_greeting_with or "220 test ready")
            while line := self.rfile.readline().decode().strip():
                verb = line.split(" ")[0].upper()
                if verb == "DATA":
                    self.say("354 go on")
                    kept.letters.append(self.letter())
                elif verb == "RCPT" and kept.refuse_recipients_with:
                    self.say(kept.refuse_recipients_with)
                    continue
                elif verb == "RCPT":
                    kept.recipients.append(line)
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                self.say("250 fine")

        def letter(self) -> str:
            lines = iter(self.rfile.readline, b".\r\n")
            return b"".join(lines).decode()

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation)
    kept.port = server.server_address[1]
    with _running(server):
        yield kept


@contextlib.contextmanager
def a_gateway() -> Iterator[Gateway]:
    kept = Gateway()

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            kept.heard.append((self.command, self.path, dict(self.headers), body))
            self.send_response(kept.status)
            self.send_header("content-length", str(len(kept.answer)))
            if 300 <= kept.status < 400:
                self.send_header("location", "/elsewhere")
            self.end_headers()
            self.wfile.write(kept.answer)

        do_GET = do_POST  # noqa: N815 - the handler's own name

        def log_message(self, *_args: object) -> None:
            """Silence: addresses stand in paths."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    kept.port = server.server_address[1]
    with _running(server):
        yield kept


def spoken(heard: tuple[str, str, dict[str, str], str]) -> dict[str, str]:
    """The JSON that was sent."""
    return json.loads(heard[3])


@contextlib.contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    server.daemon_threads = True  # type: ignore[attr-defined] # both servers are threading ones
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
