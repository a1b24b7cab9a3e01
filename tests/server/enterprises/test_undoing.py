from typing import Any

from server.core.doors import reading
from server.core.feed import head
from tests.server.enterprises.imports import IMPORTS, imported, in_registry, upload
from tests.server.enterprises.registry import HUMEN, scope_of
from tests.server.enterprises.sheets import (
    BUREAU,
    HEADER,
    HUAQIAO,
    JINYUAN,
    csv_file,
)


def test_undoing_takes_back_what_nobody_touched_and_lists_the_rest(administrator: Any) -> None:
    imported(administrator, csv_file(HEADER, HUAQIAO))
    renamed = [HUAQIAO[0], "新名", HUAQIAO[2], HUAQIAO[3]]
    batch = imported(administrator, csv_file(HEADER, renamed, JINYUAN, BUREAU))
    touched = in_registry(BUREAU[0])
    assert touched is not None
    changes = {"changes": {"contact_name": ["", "黄生"]}}
    administrator.patch(f"/api/enterprises/{touched.id}", changes)
    gone = in_registry(JINYUAN[0])
    assert gone is not None

    answer = administrator.delete(f"{IMPORTS}/{batch['id']}")

    assert answer.json["undone"] == 2
    (kept,) = answer.json["kept"]
    assert (kept["row"], kept["code"]) == (4, BUREAU[0])
    assert "保留" in kept["words"]
    assert in_registry(JINYUAN[0]) is None
    assert scope_of(gone.id) == set()
    back = in_registry(HUAQIAO[0])
    assert back is not None
    assert (back.name, back.row_ver) == (HUAQIAO[1], 3)
    with reading() as session:
        assert head(session, "town:441900006").n_rows == 1


def test_a_change_over_an_imported_one_is_kept_when_undoing(administrator: Any) -> None:
    imported(administrator, csv_file(HEADER, HUAQIAO))
    batch = imported(administrator, csv_file(HEADER, [*HUAQIAO[:3], "东莞市长安镇一路"]))
    imported(administrator, csv_file(HEADER, [*HUAQIAO[:3], "东莞市虎门镇一路"]))

    answer = administrator.delete(f"{IMPORTS}/{batch['id']}")

    assert (answer.json["undone"], len(answer.json["kept"])) == (0, 1)
    row = in_registry(HUAQIAO[0])
    assert row is not None
    assert row.town_code == HUMEN


def test_a_batch_is_undone_once_and_only_after_its_import(administrator: Any) -> None:
    batch = upload(administrator, csv_file(HEADER, HUAQIAO)).json
    path = f"{IMPORTS}/{batch['id']}"
    early = administrator.delete(path)
    administrator.post(f"{path}/commit")
    administrator.delete(path)

    again = administrator.delete(path)

    assert (early.json["code"], again.json["code"]) == ("409.21", "409.21")
    assert administrator.get(path).json["state"] == "undone"
    assert administrator.get(f"{IMPORTS}/nothing").status_code == 404
