"""Publishing: windows close, files are written, the log grows, the index says so. One file a step."""

from bluezone.exchange.publishing.files import PublicFiles, open_files
from bluezone.exchange.publishing.publisher import Publisher

__all__ = ["PublicFiles", "Publisher", "open_files"]
