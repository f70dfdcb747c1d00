"""Nothing is made that nobody reads: a function, a value, a field or an act whose name stands nowhere but where it is
made is read by no code of the product. Tests alone are no reason to keep it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.support.sources import PACKAGE, PROJECT, modules, name_of, syntax_of

READING = {"src": (".py", ".html", ".typ"), "drills": (".py",), "scripts": (".py",)}
READ_BY_OTHERS = {
    "documents/signing/placing.py": "pyHanko asks its writer for them",
    "doors/reading.py": "httptools calls them by name",
    "portal/frame/addresses.py": "Django's converters have them",
    "portal/frame/nulls.py": "Django's middlewares have it",
    "portal/frame/standby.py": "Django asks its routers by these names",
    "portal/identity/passkeys.py": "Django's bound fields and widgets have them",
    "portal/settings": "Django and its applications read settings",
    "portal/urls.py": "Django looks for handlers of errors there",
    "apps.py": "Django finds the class of an application",
}
"""Files of which somebody else's code reads what they make, by the end of their path or their folder."""
KEPT = {
    "apply_plan": "docs/decisions/0012-lists.md: how the kit itself stores a plan, whole or not at all",
    "crowded_keys": "docs/decisions/0012-lists.md: a key that too many share is named",
    "keep_mapping": "docs/decisions/0012-lists.md: how the kit itself remembers a mapping",
    "shipped_organisations": "the offices of the directive that is shipped, from the file that is shipped with it",
    "shown_words": "what a guide's writer is held to: each word of the screen that a sentence names is one",
    "write_revocation": "the other half of `read_revocation`: a whole file at once, by everybody whose key is at hand",
}
_REGISTERED = re.compile(r"receiver\(")
"""Who is decorated so is called by what they were registered for."""


@pytest.mark.slow
def test_what_is_made_is_read_somewhere_or_kept_for_a_reason() -> None:
    words = words_of_the_product()
    unread = {name: file for file, name in made() if words[name] == 1}

    assert [] == [f"{file}: {name}" for name, file in unread.items() if name not in KEPT]
    assert [] == [f"{name} is read" for name in KEPT if name not in unread]


def words_of_the_product() -> Counter[str]:
    """How often each word stands in it, texts and comments included: what is read by its name stands there twice."""
    return Counter(
        word
        for folder, endings in READING.items()
        for path in (PROJECT / folder).rglob("*")
        if path.suffix in endings
        for word in re.findall(r"\w+", path.read_text("utf-8"))
    )


def made() -> Iterator[tuple[str, str]]:
    for path in modules():
        file = name_of(path)
        is_ours = not any(file.endswith(place) or file.startswith(f"{place}/") for place in READ_BY_OTHERS)
        if is_ours and "migrations" not in path.relative_to(PACKAGE).parts:
            yield from ((file, name) for node in syntax_of(path).body for name in names_made_by(node))


def names_made_by(node: ast.stmt) -> Iterator[str]:
    """Of a class that stands on another one, its own name alone: whoever knows the other one may ask for the rest."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        if not any(_REGISTERED.match(ast.unparse(one)) for one in node.decorator_list):
            yield node.name
        if isinstance(node, ast.ClassDef) and not node.bases:
            yield from (name for inner in node.body for name in names_made_by(inner) if not name.startswith("__"))
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for name in (one for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)):
            if not name.id.startswith("__") and isinstance(name.ctx, ast.Store):
                yield name.id
