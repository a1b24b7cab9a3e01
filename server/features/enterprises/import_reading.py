"""A list read from a file: good rows as they go into the registry, the others with reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.features.enterprises.columns import LABELS
from server.features.enterprises.commands import name_columns
from server.features.enterprises.rows import Draft, RefusedRow, RowFault, read_rows
from server.features.enterprises.table import Table, open_table
from server.features.enterprises.towns import gazetteer


@dataclass(frozen=True)
class GoodRow:
    """A row's number in the file and its values by column of the registry."""

    row: int
    values: Mapping[str, Any]
    warnings: Sequence[RowFault] = ()


@dataclass(frozen=True)
class ImportList:
    """Every row of a file that has anything in it, either good or refused."""

    table: Table
    good: Sequence[GoodRow]
    refused: Sequence[RefusedRow]

    @property
    def read(self) -> int:
        """Return how many rows were read."""
        return len(self.good) + len(self.refused)

    def column_choices(self) -> list[dict[str, str]]:
        """Return which header was taken for which field, then those taken for none."""
        columns = self.table.columns
        taken = columns.places.values()
        return [
            *(
                {"field": field, "label": LABELS[field], "title": columns.title(field)}
                for field in columns.places
            ),
            *(
                {"field": "", "label": "", "title": title}
                for n, title in enumerate(columns.header)
                if n not in taken and title.strip()
            ),
        ]


def read_list(
    name: str,
    content: bytes,
    mapping: Mapping[str, str],
    towns: Iterable[tuple[str, str]],
    today: date,
) -> ImportList:
    """Read a file whole; raises SheetRefusedError when it cannot be used at all."""
    table = open_table(name, content, mapping)
    good: list[GoodRow] = []
    refused: list[RefusedRow] = []
    for read in read_rows(table, gazetteer(towns), today):
        if isinstance(read, RefusedRow):
            refused.append(read)
        else:
            good.append(GoodRow(read.row, _values(read), read.warnings))
    return ImportList(table, good, refused)


def _values(draft: Draft) -> dict[str, Any]:
    return {
        **name_columns(draft.name),
        **draft.fields,
        "code": draft.code.text,
        "code_kind": draft.code.kind,
        "registered_on": draft.registered_on,
        "town_code": draft.town_code,
    }
