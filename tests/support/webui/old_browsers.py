"""What the oldest browsers that we serve do not understand, as a table: a feature, and since when each knows it.

Chrome 80 is an updated WebView on Android 6, Firefox 78 the last on old Windows in offices, Safari 12 an iPhone 5s.
Only what breaks a page stands here; what is ignored without harm (a smooth scroll, an accent colour) does not. A
prefixed or older spelling beside it, or a question asked before, is a fallback: `unless` says what it looks like.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TARGETS = {"Chrome": 80, "Firefox": 78, "Safari": 12}
NEVER = 999
"""No version of that browser knows it."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that a browser may not know."""

    name: str
    pattern: str
    since: tuple[float, float, float]
    """Of Chrome, Firefox and Safari."""
    unless: str = ""
    """Somewhere in the same rule of a sheet, or in the same script."""

    def unknown_to(self) -> list[str]:
        pairs = zip(TARGETS.items(), self.since, strict=True)
        return [browser for (browser, ours), since in pairs if since > ours]


_DECLARED_BEFORE = r"([\w-]+)\s*:[^;]+;\s*\1\s*:\s*clamp\((?![^;]*var\()"
"""With a variable inside no declaration counts as unknown, so the one before is overruled all the same."""
CSS = (
    Feature(":has", r":has\(", (105, 121, 15.4)),
    Feature(":is and :where", r":(is|where)\(", (88, 78, 14)),
    Feature(":focus-visible", r":focus-visible", (86, 85, 15.4), r"^\s*:focus:not\(:focus-visible\)\s*\{"),
    Feature(":not with a list", r":not\([^()]*,", (88, 84, 9)),
    Feature(":user-valid and :user-invalid", r":user-(in)?valid", (119, 88, 16.5)),
    Feature("nested rules", r"(?m)^\s*&|[{};]\s*&", (120, 117, 17.2)),
    Feature("@layer", r"@layer", (99, 97, 15.4)),
    Feature("@container", r"@container", (105, 110, 16)),
    Feature("ranges in media queries", r"@media[^{]*[<>]", (104, 63, 16.4)),
    Feature("inset", r"(?<![\w-])inset\s*:", (87, 66, 14.1)),
    Feature("aspect-ratio", r"(?<![\w-])aspect-ratio\s*:", (88, 89, 15)),
    Feature("gap, which flex boxes learn late; grid-gap works", r"(?<![\w-])(row-|column-)?gap\s*:", (84, 63, 14.1)),
    Feature("logical sides", r"(?<![\w-])(margin|padding|border|inset)-(inline|block)", (87, 66, 14.1)),
    Feature("logical sizes", r"(?<![\w-])(min-|max-)?(inline|block)-size\s*:", (57, 41, 12.1)),
    Feature("dynamic viewport units", r"\d(d|s|l)v[hw]\b", (108, 101, 15.4)),
    Feature("units of lines", r"\dr?lh\b", (109, 120, 16.4)),
    Feature("clamp()", r"clamp\(", (79, 75, 13.1), _DECLARED_BEFORE),
    Feature("color-mix()", r"color-mix\(", (111, 113, 16.2)),
    Feature("oklch() and its kin", r"ok(lch|lab)\(|(?<![\w-])(lch|lab)\(", (111, 113, 15.4)),
    Feature("rgb() with blanks", r"(?:rgb|hsl)a?\(\s*[\d.%]+\s+[\d.]", (65, 52, 12.1)),
    Feature("conic-gradient()", r"conic-gradient\(", (69, 83, 12.1)),
    Feature("overflow: clip", r"overflow(-x|-y)?\s*:\s*clip", (90, 81, 16), r"overflow(-x|-y)?\s*:\s*hidden"),
    Feature("overflow-wrap: anywhere", r"overflow-wrap\s*:\s*anywhere", (80, 65, 15.4), r"word-break\s*:\s*break-"),
    Feature("display: flow-root", r"flow-root", (58, 53, 13)),
    Feature("position: sticky", r"position\s*:\s*sticky", (56, 59, 13), r"-webkit-sticky"),
    Feature("appearance", r"(?<![\w-])appearance\s*:", (84, 80, 15.4), r"-webkit-appearance"),
    Feature("mask", r"(?<![\w-])mask(-image)?\s*:", (120, 53, 15.4), r"-webkit-mask"),
    Feature("fit-content as a size", r":\s*fit-content", (46, 94, 11), r"-moz-fit-content"),
    Feature("subgrid", r"subgrid", (117, 71, 16)),
)
JAVASCRIPT = (
    Feature("a?.b", r"\?\.(?!\d)", (80, 74, 13.1)),
    Feature("a ?? b", r"\?\?(?!=)", (80, 72, 13.1)),
    Feature("logical assignment", r"\?\?=|\|\|=|&&=", (85, 79, 14)),
    Feature("private fields", r"(?m)^\s*#\w|\.#\w", (84, 90, 15)),
    Feature("class fields", r"class\b[^{]*\{\s*(static\s+)?\w+\s*[=;]", (72, 69, 14.1)),
    Feature("1_000", r"\b\d+_\d", (75, 70, 13)),
    Feature("10n", r"\b\d+n\b", (67, 68, 14)),
    Feature("top-level await", r"(?m)^await\b", (89, 89, 15)),
    Feature("looking behind in a pattern", r"\(\?<[=!]", (62, 78, 16.4)),
    Feature("String.replaceAll", r"\.replaceAll\(", (85, 77, 13.1)),
    Feature("String.matchAll", r"(?<!clients)\.matchAll\(", (73, 67, 13)),
    Feature(".at()", r"\.at\(", (92, 90, 15.4)),
    Feature(".findLast()", r"\.findLast", (97, 104, 15.4)),
    Feature(".toSorted() and its kin", r"\.to(Sorted|Reversed|Spliced)\(", (110, 115, 16)),
    Feature("Object.fromEntries", r"Object\.fromEntries", (73, 63, 12.1)),
    Feature("Object.hasOwn", r"Object\.hasOwn", (93, 92, 15.4), r"if \(!Object\.hasOwn\)"),
    Feature("Promise.allSettled", r"Promise\.allSettled", (76, 71, 13)),
    Feature("Promise.any", r"Promise\.any\b", (85, 79, 14)),
    Feature("globalThis", r"\bglobalThis\b", (71, 65, 12.1)),
    Feature("queueMicrotask", r"\bqueueMicrotask\b", (71, 69, 12.1)),
    Feature("structuredClone", r"\bstructuredClone\b", (98, 94, 15.4)),
    Feature("crypto.randomUUID", r"\brandomUUID\b", (92, 95, 15.4)),
    Feature("replaceChildren", r"\.replaceChildren\(", (86, 78, 14)),
    Feature("requestSubmit", r"\.requestSubmit\(", (76, 75, 16)),
    Feature("event.submitter", r"\.submitter\b", (81, 75, 15.4)),
    Feature("AbortSignal.timeout", r"AbortSignal\.timeout", (103, 100, 16)),
    Feature(
        "ResizeObserver", r"\bResizeObserver\b", (64, 69, 13.1), r"[\"']ResizeObserver[\"'] in|window\.ResizeObserver"
    ),
    Feature("BroadcastChannel", r"\bBroadcastChannel\b", (54, 38, 15.4), r"[\"']BroadcastChannel[\"'] in"),
    Feature(
        "clipboard",
        r"navigator\.clipboard\.",
        (66, 63, 13.1),
        r"!navigator\.clipboard\b|navigator\.clipboard\s*(&&|\)|\?)",
    ),
    Feature(
        "wakeLock",
        r"navigator\.wakeLock\.",
        (84, 126, 16.4),
        r"!?navigator\.wakeLock\s*(&&|\)|\?)|[\"']wakeLock[\"'] in",
    ),
    Feature(
        "BarcodeDetector",
        r"new BarcodeDetector",
        (83, NEVER, NEVER),
        r"[\"']BarcodeDetector[\"'] in|window\.BarcodeDetector",
    ),
    Feature("<dialog> as a window", r"\.showModal\(", (37, 98, 15.4)),
    Feature("popover", r"\.(show|toggle)Popover\(", (114, 125, 17)),
)
HTML = (
    Feature("<dialog>", r"<dialog\b", (37, 98, 15.4)),
    Feature("inert", r"<\w[^>]*\sinert\b", (102, 112, 15.5)),
    Feature("popover", r"<\w[^>]*\spopover(target)?\b", (114, 125, 17)),
    Feature("hidden=until-found", r"hidden=\"until-found\"", (102, 139, NEVER)),
    Feature("pictures as webp or avif", r"\.(webp|avif)\b", (85, 93, 14)),
    Feature("modules", r"<script[^>]*type=\"module\"", (61, 60, 16.4)),
)
_ASKED = re.compile(r"@supports[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TEXTS = re.compile(r"//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'")


def complaints(features: tuple[Feature, ...], text: str) -> list[str]:
    """What some target does not know, each with the browsers that do not."""
    found = []
    for feature in features:
        unknown = feature.unknown_to()
        if unknown and any(_has_no_fallback(feature, part) for part in _parts(features, text)):
            found.append(f"{feature.name}: not in {', '.join(f'{name} {TARGETS[name]}' for name in unknown)}")
    return found


def _has_no_fallback(feature: Feature, part: str) -> bool:
    told = _TEXTS.sub('""', part) if feature in JAVASCRIPT else part
    return re.search(feature.pattern, told) is not None and not (feature.unless and re.search(feature.unless, part))


def _parts(features: tuple[Feature, ...], text: str) -> list[str]:
    """Rule by rule, for a fallback stands in the same rule; a script or a page as a whole."""
    plain = _ASKED.sub("", _COMMENT.sub("", text)) if features is CSS else _COMMENT.sub("", text)
    return re.findall(r"[^{}]*\{[^{}]*\}?|[^{}]+", plain) if features is CSS else [plain]
