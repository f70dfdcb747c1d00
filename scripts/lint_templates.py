"""What the formatter of the templates does not see: length, Jinja, the content security policy, labels, nesting.

`scripts/check` runs it over every page's template after `djangofmt`, which holds their form and that every tag is
closed. A template is read as the union of its branches: Jinja's tags fall away and each expression stands as one word.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError

SOURCES = Path(__file__).parent.parent / "src"
LONGEST = 120
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


def _set(words: str) -> set[str]:
    return set(words.split())


_VOID = _set("area base br col hr img input link meta source track wbr")
_TEXT = _set("h1 h2 h3 h4 h5 h6 p span strong b em i small code label legend summary dt caption title button time")
"""Elements that hold words and what stands within a line, but no block."""
_BLOCKS = _set(
    "address article aside blockquote details dialog div dl dd dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
_HOMES = {
    "li": {"ul", "ol"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "tr": {"thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
    "thead": {"table"},
    "tbody": {"table"},
    "tfoot": {"table"},
    "caption": {"table"},
    "option": {"select", "optgroup", "datalist"},
    "legend": {"fieldset"},
    "summary": {"details"},
}
"""Where an element may stand, unless it is the outermost of a macro or a fragment."""
_INTERACTIVE = {"a", "button", "form"}
"""Never within its own kind, nor a button within a link."""
_ENTERED = {"input", "select", "textarea"}
_UNLABELLED = {"hidden", "submit", "button"}
"""Types of input that nobody fills in."""
_OTHERS = _set(
    "html head body a audio video svg path rect circle line polyline g defs pattern text textarea select option"
    " optgroup datalist meter progress script canvas output picture template noscript"
)


def faults_of_length(source: str) -> Iterator[str]:
    for number, line in enumerate(source.split("\n"), 1):  # a form feed ends no line that an editor shows
        if len(line) > LONGEST:
            yield f"{number}: {len(line)} columns, more than {LONGEST}"


def faults_of_page(source: str) -> Iterator[str]:
    """Each with the number of its line."""
    try:
        Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(source)
    except TemplateSyntaxError as error:
        yield f"{error.lineno}: {error.message}"
    for match in re.finditer(r"{%-? *trans\b", source):
        yield f"{source.count(chr(10), 0, match.start()) + 1}: ngettext says it without line breaks in the sentence"
    reader = _Reader()
    reader.feed(_without_jinja(source))
    reader.close()
    yield from reader.found()


def _without_jinja(source: str) -> str:
    """HTML of all branches at once, on the same lines; equal expressions become equal words."""
    words: dict[str, str] = {}

    def replaced(match: re.Match[str]) -> str:
        lines = "\n" * match[0].count("\n")
        if not match[0].startswith("{{"):
            return lines
        said = " ".join(match[0].strip("{-} \n").split())
        return words.setdefault(said, f"_{len(words)}_") + lines

    return _JINJA.sub(replaced, source)


class _Reader(HTMLParser):
    """Goes through the tags once and notes what is wrong with each."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._faults: list[str] = []
        self._labelled: set[str] = set()
        self._inputs: list[tuple[int, str]] = []

    def found(self) -> Iterator[str]:
        yield from self._faults
        yield from (f"{line}: no label for {name}" for line, name in self._inputs if name not in self._labelled)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._check_policy(tag, given)
        self._check_place(tag)
        if tag == "label" and "for" in given:
            self._labelled.add(given["for"])
        if tag in _ENTERED and given.get("type") not in _UNLABELLED:
            self._check_label(tag, given)
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        elif tag not in _VOID:
            self._note(f"</{tag}> closes nothing")

    def _check_policy(self, tag: str, given: dict[str, str]) -> None:
        """Nothing that the content security policy of our pages would silently drop."""
        for name, value in given.items():
            if name == "style" or name.startswith("on"):
                self._note(f"{name} stands in the page: the policy drops it")
            if value.strip().lower().startswith("javascript:"):
                self._note(f"{name} is a script")
        if tag == "style" or (tag == "script" and not ("src" in given or given.get("type") == "application/json")):
            self._note(f"<{tag}> stands in the page: the policy drops it")

    def _check_place(self, tag: str) -> None:
        within = self._open[-1] if self._open else ""
        if tag not in _VOID | _TEXT | _BLOCKS | _OTHERS | {"style"}:
            self._note(f"<{tag}> is no element that we know")
        if within and tag in _HOMES and within not in _HOMES[tag]:
            self._note(f"<{tag}> in <{within}>")
        if within in _TEXT and tag in _BLOCKS:
            self._note(f"<{tag}> in <{within}>, which holds words only")
        if tag in _INTERACTIVE and {tag, "a" if tag == "button" else tag} & set(self._open):
            self._note(f"<{tag}> within another")

    def _check_label(self, tag: str, given: dict[str, str]) -> None:
        if "label" in self._open or {"aria-label", "aria-labelledby", "aria-hidden"} & set(given):
            return
        self._inputs.append((self.getpos()[0], given.get("id", f"a {tag} without an id")))

    def _note(self, what: str) -> None:
        self._faults.append(f"{self.getpos()[0]}: {what}")


def main() -> int:
    pages = [*templates(), *single_pages()]
    found = [f"{path.relative_to(SOURCES.parent)}:{fault}" for path in pages for fault in faults(path)]
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 1 if found else 0


def templates() -> list[Path]:
    """Of pages, papers and one script."""
    return sorted(path for path in SOURCES.glob("**/templates/**/*") if path.suffix in {".html", ".js", ".typ"})


def single_pages() -> list[Path]:
    """Of which each is a file of its own that somebody opens: no policy is sent along, so styles stand in it."""
    return sorted(set(SOURCES.glob("**/*.html")) - set(templates()))


def faults(path: Path) -> Iterator[str]:
    source = path.read_text(encoding="utf-8")
    yield from faults_of_length(source)
    if path.suffix == ".html" and "templates" in path.parts:
        yield from faults_of_page(source)


if __name__ == "__main__":
    sys.exit(main())
