"""Which of the two an exchange publishes into."""

from __future__ import annotations

import os

from bluezone.exchange.publishing.files.base import PublicFiles
from bluezone.exchange.publishing.files.bucket import BucketAddress, open_bucket
from bluezone.exchange.publishing.files.folder import FolderFiles
from bluezone.exchange.settings import ExchangeSettings


def open_files(settings: ExchangeSettings) -> PublicFiles:
    """The bucket that is set, or the folder in the data directory."""
    if settings.bucket is None:
        return FolderFiles(settings.public_files)
    plain_http = os.environ.get("AWS_ALLOW_HTTP", "").lower() in ("1", "true")
    return open_bucket(BucketAddress.parse(settings.bucket), plain_http=plain_http)
