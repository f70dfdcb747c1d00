"""After each step of a change the model that changed is made anew, and another only if it would be wrong without. That
every row and table is as it should be: tests/contract/test_portal_previous_release.py."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

from bluezone.portal.operations.changing_tables import _Tables

KEY = ("id", models.BigAutoField(primary_key=True))
TO_AUTHOR = models.ForeignKey("room.Author", models.CASCADE)


@pytest.fixture
def tables() -> _Tables:
    """A writer, what they wrote, and who reviewed it."""
    tables = _Tables()
    tables.add_model(ModelState("room", "Author", [KEY, ("age", models.IntegerField())]))
    tables.add_model(ModelState("room", "Book", [KEY, ("author", TO_AUTHOR)]))
    to_book = models.ForeignKey("room.Book", models.CASCADE)
    tables.add_model(ModelState("room", "Review", [KEY, ("book", to_book)]))
    assert tables.apps.get_model("room", "Author")
    return tables


@contextmanager
def heard(monkeypatch) -> Iterator[list[str]]:
    """Which models are made within the block."""
    made: list[str] = []
    render = ModelState.render

    def noted(state: ModelState, apps):
        made.append(state.name)
        return render(state, apps)

    with monkeypatch.context() as patched:
        patched.setattr(ModelState, "render", noted)
        yield made


SINGLE = {
    "a constraint": migrations.AddConstraint(
        "author", models.CheckConstraint(condition=models.Q(age__gt=0), name="lives")
    ),
    "an index": migrations.AddIndex("author", models.Index(fields=["age"], name="by_age")),
    "a field": migrations.AddField("author", "name", models.TextField(default="")),
    "a field that refers to another": migrations.AddField(
        "author", "best", models.ForeignKey("room.Book", models.CASCADE, null=True, related_name="+")
    ),
    "a field that nobody refers to": migrations.AlterField("author", "age", models.BigIntegerField()),
    "another word": migrations.AlterModelOptions("author", {"verbose_name": "writer"}),
}


@pytest.mark.parametrize("what", SINGLE)
def test_what_concerns_one_model_makes_one(tables, monkeypatch, what):
    with heard(monkeypatch) as made:
        SINGLE[what].state_forwards("room", tables)

    assert ["Author"] == made


def test_a_new_model_makes_itself_and_is_known_to_those_it_refers_to(tables, monkeypatch):
    with heard(monkeypatch) as made:
        migrations.CreateModel("Prize", [KEY, ("author", TO_AUTHOR)]).state_forwards("room", tables)

    assert ["Prize"] == made
    known = tables.apps.get_model("room", "Author")._meta.related_objects
    assert {"book", "prize"} == {one.name for one in known}


WIDER: dict[str, list[Operation]] = {
    "a table that is called otherwise": [migrations.AlterModelTable("author", "writers")],
    "a model that is called otherwise": [migrations.RenameModel("Author", "Writer")],
    "a key that others point to": [migrations.AlterField("author", "id", models.UUIDField(primary_key=True))],
}


@pytest.mark.parametrize("what", WIDER)
def test_whoever_refers_to_what_changed_is_made_anew(tables, what):
    for operation in (*SINGLE.values(), *WIDER[what]):
        operation.state_forwards("room", tables)

    name = "Writer" if ("room", "writer") in tables.models else "Author"
    now = tables.apps.get_model("room", name)
    seen = tables.apps.get_model("room", "Book")._meta.get_field("author")
    assert (now._meta.db_table, now._meta.pk.get_internal_type()) == (
        seen.remote_field.model._meta.db_table,
        seen.target_field.get_internal_type(),
    )


def test_whoever_inherits_sees_a_new_field(tables):
    parent = models.OneToOneField("room.Author", models.CASCADE, parent_link=True, primary_key=True)
    tables.add_model(ModelState("room", "Poet", [("author_ptr", parent)], bases=("room.author",)))

    SINGLE["a field"].state_forwards("room", tables)

    assert "name" in {one.name for one in tables.apps.get_model("room", "Poet")._meta.get_fields()}


def test_a_change_of_rows_finds_all_models_of_one_making(tables):
    """Else rows of one could not be asked for by those of another."""
    for operation in SINGLE.values():
        operation.state_forwards("room", tables)
    before: ProjectState = tables.clone()
    asked: list[bool] = []

    def look(apps, _editor) -> None:
        author, book, review = (apps.get_model("room", name) for name in ("Author", "Book", "Review"))
        asked.append(book._meta.get_field("author").related_model is author)
        asked.append(review._meta.get_field("book").related_model is book)
        asked.append(author._meta.get_field("best").related_model is book)

    class Editor:
        class connection:  # noqa: N801 - as an editor's is called
            alias = "default"

    migrations.RunPython(look).database_forwards("room", Editor, before, tables)

    assert [True] * 3 == asked
