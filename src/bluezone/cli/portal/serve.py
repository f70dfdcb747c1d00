"""`bluezone portal serve`: the service."""

from __future__ import annotations

import argparse
from pathlib import Path

from bluezone.cli.portal.place import add_place_options, opened
from bluezone.cli.ports import port_argument
from bluezone.cli.telling import to_stderr
from bluezone.cli.whole_numbers import whole_number


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Serve staff; makes what is missing in the data directory first."
    parser = commands.add_parser("serve", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument(
        "--lists-from", metavar="URL", help="postgresql://… of a standby of --database: lists are read there"
    )
    parser.add_argument(
        "--port", type=port_argument, default=8791, metavar="N", help="default 8791; 0 picks a free one"
    )
    parser.add_argument("--origin", metavar="URL", help="what staff type; default: http://localhost and the port")
    parser.add_argument("--exchange", metavar="URL", help="the exchange's internal address")
    parser.add_argument("--exchange-key", type=Path, metavar="FILE", help="its key: internal.key in its data directory")
    parser.add_argument("--published", metavar="URL", help="where the exchange publishes for phones")
    parser.add_argument("--published-root", metavar="HEX|FILE", help="its root key, which must have signed that")
    parser.add_argument(
        "--roots", type=Path, metavar="DIR", help="certificates whose signatures on papers are believed"
    )
    parser.add_argument("--tokens", type=Path, metavar="FILE", help="which PKCS#11 token signs for which organisation")
    parser.add_argument(
        "--outlets", type=Path, metavar="FILE", help="by which ways messages leave: mail, gateway, queue"
    )
    parser.add_argument(
        "--erase",
        metavar="TERMS",
        help='erase every night what is over: "default", or terms that differ, such as names=3650,reports=60',
    )
    parser.add_argument("--threads", type=whole_number(1, 64), default=4, metavar="N", help="requests at once")
    parser.add_argument("--end-with-stdin", action="store_true", help="stop when whoever started this closes its stdin")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.joining.chance import entropy
    from bluezone.joining.folders import one_at_a_time
    from bluezone.joining.portal.served_with import ServedWith, note_served_with
    from bluezone.joining.portal.serving import serve
    from bluezone.joining.ports import chosen_port
    from bluezone.joining.refusal import OtherVersionError
    from bluezone.joining.stopping import end_with_stdin
    from bluezone.portal.errors import EarlierStoreError, LaterStoreError
    from bluezone.portal.operations.preparing import MONITOR_KEY_FILE, prepare_files
    from bluezone.portal.secrets_on_disk import make_secret

    port = chosen_port(arguments.port)
    origin = arguments.origin or f"http://localhost:{port}"
    key = arguments.exchange_key.resolve() if arguments.exchange_key else None
    files = {name: path.resolve() for name in ("roots", "tokens", "outlets") if (path := getattr(arguments, name))}
    more = {**files, **_published(arguments), "erase": arguments.erase, "lists_from": arguments.lists_from}
    try:
        opened(arguments, origin=origin, exchange=arguments.exchange, exchange_key=key, **more)
    except (EarlierStoreError, LaterStoreError) as error:
        raise OtherVersionError(str(error)) from error
    _check_files(files)
    _check_exchange_key(key)
    _check_terms(arguments.erase)
    with one_at_a_time(arguments.data.resolve()):  # one that starts beside it would erase what this one makes
        prepare_files()
        make_secret(arguments.data.resolve() / MONITOR_KEY_FILE, entropy)
        given = ServedWith(
            origin,
            arguments.database,
            arguments.lists_from,
            outlets=str(files["outlets"]) if "outlets" in files else None,
            exchange=arguments.exchange,
            exchange_key=str(key) if key else None,
        )
        note_served_with(arguments.data.resolve(), given)
    if arguments.end_with_stdin:
        end_with_stdin()
    serve(port, origin, arguments.threads, to_stderr)
    return 0


def _check_terms(text: str | None) -> None:
    from bluezone.portal.operations.retention.rules import Terms

    if text is not None:
        Terms.of(text)


def _published(arguments: argparse.Namespace) -> dict[str, str | None]:
    """Reads the root key once here, so that a wrong one is one line now and no broken page later."""
    if arguments.published_root is not None:
        from bluezone.joining.reading import read_root

        arguments.published_root = read_root(arguments.published_root).value.hex()
    return {"published": arguments.published, "published_root": arguments.published_root}


def _check_exchange_key(key: Path | None) -> None:
    """Checks that the account may read it. One that an exchange has not drawn yet may come later."""
    from bluezone.joining.refusal import RefusedError

    try:
        if key is not None:
            key.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        raise RefusedError(f"the exchange's key {key} cannot be read: {error.strerror}") from error


def _check_files(files: dict[str, Path]) -> None:
    """Checks what papers are signed and messages sent by: a mistake is told now, and not to the first clerk."""
    from bluezone.portal.messages.outlets.opening import opened as read_outlets
    from bluezone.portal.papers.tokens import read_tokens
    from bluezone.portal.papers.trust import read_roots

    readers = {"roots": read_roots, "tokens": read_tokens, "outlets": read_outlets}
    for name, path in files.items():
        readers[name](path)
