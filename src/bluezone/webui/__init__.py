"""The shared look: tokens, components, icons and small scripts, for every page of every face.

Here live looks and nothing else: no route, no request, no device, no sentence. Texts that people read are arguments
of the macros; each face keeps its own catalogue (docs/decisions/0009-pages.md).
"""

from bluezone.webui.assets import PARTS, TEMPLATES, Asset, join_assets, read_assets
from bluezone.webui.icons import icon, icon_names
from bluezone.webui.indentation import Unindented
from bluezone.webui.lunar import LunarDay, lunar_day
from bluezone.webui.policy import CONTENT_SECURITY_POLICY, PAGE_HEADERS
from bluezone.webui.scanning import SCANNER_POLICY, SCANNER_WASM, has_parts, scan_worker
from bluezone.webui.symbols import qr_svg

__all__ = [
    "CONTENT_SECURITY_POLICY",
    "PAGE_HEADERS",
    "PARTS",
    "SCANNER_POLICY",
    "SCANNER_WASM",
    "TEMPLATES",
    "Asset",
    "LunarDay",
    "Unindented",
    "has_parts",
    "icon",
    "icon_names",
    "join_assets",
    "lunar_day",
    "qr_svg",
    "read_assets",
    "scan_worker",
]
