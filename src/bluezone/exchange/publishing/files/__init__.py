"""The published files: a folder, or a bucket that a CDN serves. One interface, and one suite of tests over both."""

from bluezone.exchange.publishing.files.base import PublicFile, PublicFiles, PublishedFiles
from bluezone.exchange.publishing.files.bucket import BucketAddress, BucketFiles
from bluezone.exchange.publishing.files.folder import FolderFiles
from bluezone.exchange.publishing.files.noted import FOLDER, chosen_bucket, note_bucket, noted_bucket
from bluezone.exchange.publishing.files.opening import open_files
from bluezone.exchange.publishing.files.reading import FilesForStrangers

__all__ = [
    "FOLDER",
    "BucketAddress",
    "BucketFiles",
    "FilesForStrangers",
    "FolderFiles",
    "PublicFile",
    "PublicFiles",
    "PublishedFiles",
    "chosen_bucket",
    "note_bucket",
    "noted_bucket",
    "open_files",
]
