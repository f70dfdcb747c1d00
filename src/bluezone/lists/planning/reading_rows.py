"""One row of a table, cleaned field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from collections.abc import Mapping as Known
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import cast

from bluezone.lists.cleaning.cleaned import Cleaned, Note, Weight, asked, wrong
from bluezone.lists.cleaning.communes import Gazetteer
from bluezone.lists.cleaning.dates import clean_birth, clean_date
from bluezone.lists.cleaning.marks import clean_count, clean_identity, clean_text, clean_yes_no
from bluezone.lists.cleaning.people import Sex, clean_name, clean_sex, join_name, sex_of_marks
from bluezone.lists.cleaning.phones import clean_phones
from bluezone.lists.layout.table import Column, TableRow
from bluezone.lists.mapping.mapping import Mapping
from bluezone.lists.planning.plan import FieldValue, Finding, Record
from bluezone.lists.planning.years import Years
from bluezone.lists.reading.sheet import Cell
from bluezone.lists.schemas.fields import Field, Kind, Schema
from bluezone.vietnam.folding import fold_words

Answers = Known[tuple[int, str], str]
"""What a person wrote instead, by row and field."""
_PARTS = frozenset(
    {Kind.FAMILY_NAME, Kind.GIVEN_NAME, Kind.MALE_MARK, Kind.FEMALE_MARK, Kind.MALE_BIRTH, Kind.FEMALE_BIRTH}
)


@dataclass(slots=True)
class RowReader:
    """Reads rows in their order, because some fields are written only in the first row of a group."""

    mapping: Mapping
    gazetteer: Gazetteer
    today: dt.date
    answers: Answers
    years: Years
    _above: dict[str, Cell] = dataclass_field(default_factory=dict)
    _columns: list[tuple[Field, int]] = dataclass_field(default_factory=list)

    def __post_init__(self) -> None:
        self._columns = list(self.mapping.fields)

    def read(self, row: TableRow) -> tuple[Record, list[Finding]]:
        """Reads the row's record, and what is to be said about it."""
        draft = _Draft(row.number)
        cells = {field.name: self._cell(row, field, index) for field, index in self._columns}
        for field, index in self._columns:
            if field.kind not in _PARTS and field.kind is not Kind.ORDER:
                near = self.years.near(index, row.number) if field.kind is Kind.DATE else None
                draft.keep(field, index, self._clean(field, cells[field.name], near))
        self._join(draft, cells)
        self._take_head(draft)
        self._take_section(draft, row.section)
        self._take_commune_of_address(draft)
        draft.miss(self.mapping.schema)
        draft.doubt_counts(self.mapping)
        return Record(row.number, draft.values), draft.findings

    def _cell(self, row: TableRow, field: Field, index: int) -> Cell:
        cell = row.cells[index] if index < len(row.cells) else None
        if field.fill_down:
            cell = self._above.get(field.name) if cell is None else cell
            self._above[field.name] = cell
        return self.answers.get((row.number, field.name), cell)

    def _clean(self, field: Field, cell: Cell, near: dt.date | None = None) -> Cleaned[FieldValue]:
        if cell is None or cell == "":
            return _NOTHING
        if field.kind is Kind.BIRTH:
            return cast("Cleaned[FieldValue]", clean_birth(cell, self.today))
        if field.kind is Kind.DATE:
            return cast("Cleaned[FieldValue]", clean_date(cell, self.today, near))
        if field.kind is Kind.COMMUNE:
            return cast("Cleaned[FieldValue]", self.gazetteer.clean(cell))
        return _CLEANERS[field.kind](cell)

    def _join(self, draft: _Draft, cells: dict[str, Cell]) -> None:
        """Joins what stands in two columns: family and given name, marks for men and women, births under Nam and Nữ."""
        if "given_name" in cells or "family_name" in cells:
            answer = self.answers.get((draft.row, "full_name"))
            name = clean_name(answer) if answer else join_name(cells.get("family_name"), cells.get("given_name"))
            self._keep_part(draft, "given_name", name)
        if "male" in cells or "female" in cells:
            self._keep_part(draft, "male", sex_of_marks(cells.get("male"), cells.get("female")))
        for part, sex in (("birth_male", Sex.MALE), ("birth_female", Sex.FEMALE)):
            if cells.get(part) is not None:
                cell = self.answers.get((draft.row, "birth"), cells[part])
                self._keep_part(draft, part, clean_birth(cell, self.today))
                draft.values.setdefault("sex", sex)

    def _keep_part(self, draft: _Draft, part: str, cleaned: object) -> None:
        index = self.mapping.index_of(part)
        field = self.mapping.schema.field(part)
        draft.keep(field, 0 if index is None else index, cast("Cleaned[FieldValue]", cleaned))

    def _take_head(self, draft: _Draft) -> None:
        """Says who the head is where the row is the household's and stands under the head's name."""
        key, stand_in = self.mapping.schema.key, self.mapping.schema.stand_in
        is_mapped = self.mapping.index_of(stand_in) is not None
        if is_mapped and key in draft.values and all(field.name != stand_in for field, _ in self._columns):
            draft.values[stand_in] = draft.values[key]

    def _take_section(self, draft: _Draft, section: str | None) -> None:
        """Takes what no column says from a heading above the rows: for the field whose words it begins with, else for
        the one that takes any heading."""
        folded = fold_words(section or "")
        fields = [field for field in self.mapping.schema.fields if field.section] if section else []
        named = [field for field in fields if folded.startswith(tuple(filter(None, field.section)))]
        for field in (*named, *(field for field in fields if "" in field.section and not named)):
            if self.mapping.index_of(field.name) is None:
                cleaned = self._clean(field, section)
                if cleaned.value is not None and not cleaned.notes:
                    draft.values[field.name] = cleaned.value
                    return

    def _take_commune_of_address(self, draft: _Draft) -> None:
        """Takes the commune from an address that names one beyond doubt, where no column does."""
        address = draft.values.get("address")
        if (
            isinstance(address, str)
            and self.mapping.schema.knows("commune")
            and self.mapping.index_of("commune") is None
        ):
            found = self.gazetteer.clean(address)
            if found.value is not None and not found.notes:
                draft.values.setdefault("commune", found.value)


@dataclass(slots=True)
class _Draft:
    """A record while it is being read."""

    row: int
    values: dict[str, FieldValue] = dataclass_field(default_factory=dict)
    findings: list[Finding] = dataclass_field(default_factory=list)

    def keep(self, field: Field, index: int, cleaned: Cleaned[FieldValue]) -> None:
        if cleaned.value is not None:
            self.values[field.stored_as] = cleaned.value
        for note in cleaned.notes:
            self._say(Column(index, "").letter, field.stored_as, note)

    def miss(self, schema: Schema) -> None:
        """Says which required field is not there, unless what was there has been found wrong."""
        said = {finding.field for finding in self.findings if finding.weight is Weight.WRONG}
        for field in schema.fields:
            if field.required and field.name not in self.values and field.name not in said:
                label = field.label
                self._say("", field.name, wrong(f"Thiếu “{label.vi}”.", f"“{label.en}” is missing."))

    def doubt_counts(self, mapping: Mapping) -> None:
        """Asks about a part that is above its whole: three people, of whom five have a smartphone."""
        for field, index in mapping.fields:
            part = self.values.get(field.name)
            most = next((self.values[name] for name in field.at_most if name in self.values), None)
            if isinstance(part, int) and isinstance(most, int) and part > most:
                said = (
                    f"“{field.label.vi}” là {part}, nhiều hơn {most}.",
                    f"“{field.label.en}” is {part}, above {most}.",
                )
                self._say(Column(index, "").letter, field.name, asked(*said))

    def _say(self, letter: str, field: str, note: Note) -> None:
        self.findings.append(Finding(self.row, letter, field, note.weight, note.words, note.suggestion))


_NOTHING: Cleaned[FieldValue] = Cleaned(None)
_CLEANERS = cast(
    "dict[Kind, Callable[[Cell], Cleaned[FieldValue]]]",
    {
        Kind.NAME: clean_name,
        Kind.SEX: clean_sex,
        Kind.PHONE: clean_phones,
        Kind.IDENTITY: clean_identity,
        Kind.YES_NO: clean_yes_no,
        Kind.COUNT: clean_count,
        Kind.TEXT: clean_text,
    },
)
