"""The published files as objects in a bucket, for a CDN to serve.

An object appears whole. `create` is a put that the bucket itself refuses where the name is taken (If-None-Match: *), so
two exchanges that were pointed at one bucket by mistake cannot overwrite each other's batches. What is replaced instead
of something certain is refused where that is not there any more (If-Match). Who may write there is
known from the environment alone: an address that carries a secret is refused, and no error repeats what the bucket
said, which may name the account.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
from obstore.store import ObjectStore, S3Store

from bluezone.exchange.errors import SettingsError, StoreError
from bluezone.exchange.publishing.files.base import PublicFiles, Whatever

if TYPE_CHECKING:
    from obstore import PutMode

_ADDRESS = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?P<prefix>(/[A-Za-z0-9_.-]{1,100}){0,8})/?")
_OCTETS = "application/octet-stream"
_FOR_EVER = {"Content-Type": _OCTETS, "Cache-Control": "public, max-age=31536000, immutable"}
_CHECK_EACH_TIME = {"Content-Type": _OCTETS, "Cache-Control": "no-cache"}
_RETRIES, _RETRIED_FOR = 3, timedelta(seconds=20)
_REQUEST_PATIENCE, _CONNECT_PATIENCE = "20s", "5s"


@dataclass(frozen=True, slots=True)
class BucketAddress:
    """`s3://bucket/prefix`, and nothing more."""

    bucket: str
    prefix: str

    @classmethod
    def parse(cls, text: str) -> BucketAddress:
        """Raises SettingsError; what was given is not repeated, for it may hold a secret."""
        found = _ADDRESS.fullmatch(text)
        if found is None or ".." in text or "." in found["prefix"].split("/"):
            raise SettingsError("a bucket's address is s3://bucket/prefix; keys come from the environment (AWS_…)")
        return cls(found["bucket"], found["prefix"].strip("/"))


class BucketFiles(PublicFiles):
    """Whole objects, each with the caching that a CDN passes on to phones."""

    def __init__(self, store: ObjectStore) -> None:
        super().__init__()
        self._store = store

    def names(self, folder: str) -> list[str]:
        """The file names in a folder of the published tree, sorted."""
        with _one_plain_line():
            listed = obstore.list_with_delimiter(self._store, folder)["objects"]
            return sorted(found["path"].rpartition("/")[2] for found in listed)

    def tidy(self) -> None:
        """Does nothing: an object that was not put whole is not there."""

    def _put_new(self, name: str, data: bytes) -> bool:
        try:
            with _one_plain_line():
                # in one piece: parts are put together without the condition
                obstore.put(self._store, name, data, mode="create", use_multipart=False, attributes=_FOR_EVER)
        except FileExistsError:
            return False
        return True

    def _put(self, name: str, data: bytes, instead_of: bytes | Whatever | None) -> bool:
        try:
            with _one_plain_line():
                mode = self._only_instead_of(name, instead_of)
                if mode is not None:
                    obstore.put(self._store, name, data, mode=mode, use_multipart=False, attributes=_CHECK_EACH_TIME)
        except FileExistsError:
            return False
        return mode is not None

    def _only_instead_of(self, name: str, instead_of: bytes | Whatever | None) -> PutMode | None:
        """The condition that the bucket itself holds the put to; None where it is not met already."""
        if isinstance(instead_of, Whatever):
            return "overwrite"
        try:
            found = obstore.get(self._store, name)
        except FileNotFoundError:
            return "create" if instead_of is None else None
        if found.bytes().to_bytes() != instead_of or found.meta["e_tag"] is None:
            return None
        version = found.meta["version"]
        return {"e_tag": found.meta["e_tag"], **({"version": version} if version else {})}

    def _load(self, name: str) -> bytes | None:
        with _one_plain_line(), contextlib.suppress(FileNotFoundError):
            return obstore.get(self._store, name).bytes().to_bytes()
        return None

    def _remove(self, name: str) -> None:
        with _one_plain_line(), contextlib.suppress(FileNotFoundError):
            obstore.delete(self._store, name)


def open_bucket(address: BucketAddress, *, plain_http: bool) -> BucketFiles:
    """The bucket, under what the environment says of keys, region and endpoint. Nothing is asked of it yet."""
    store = S3Store(
        address.bucket,
        prefix=address.prefix or None,
        retry_config={"max_retries": _RETRIES, "retry_timeout": _RETRIED_FOR},
        client_options={
            "timeout": _REQUEST_PATIENCE,
            "connect_timeout": _CONNECT_PATIENCE,
            "allow_http": plain_http,
        },
    )
    return BucketFiles(store)


@contextmanager
def _one_plain_line() -> Iterator[None]:
    try:
        yield
    except (AlreadyExistsError, PreconditionError) as error:
        raise FileExistsError from error
    except BaseError as error:
        raise StoreError(f"the bucket did not do what was asked ({type(error).__name__})") from None
