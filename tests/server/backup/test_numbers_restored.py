"""What was leased since the backup is never leased again, with the journal and without it."""

import shutil

import pytest
from flask import current_app

from server.core import clock
from server.core.doors import reading, writing
from server.features.numbering import journal, leasing, queries, reconciling
from server.features.rulebook import commands as rulebook
from server.features.rulebook import shipped
from server.features.sync_api.bureau import VERBS
from tests.server.backup import conftest
from tests.server.numbering.giving import GivingPhone, give_verb, register


@pytest.fixture
def journal_here(bureau, tmp_path):
    with writing() as session:
        text = shipped.text_of("regime_2017_filing")
        rulebook.publish(session, text, by=None, at=clock.now())
    bureau.extensions[VERBS] |= {("give", 1): give_verb}
    return journal.place(tmp_path / "data")


@pytest.fixture
def giving(journal_here, as_person):
    def phone(person_id):
        device = f"phone-of-{person_id}"
        return GivingPhone(as_person(person_id, device), device)

    return phone


def keep_journal(journal_here, into):
    into.data_dir.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(journal_here, journal.place(into.data_dir))


def come_back(phone, clients, person_id):
    """Let a phone meet the restored bureau and send all that it ever made."""
    current_app.extensions[VERBS] |= {("give", 1): give_verb}
    phone.client = clients(person_id)
    phone.cursors = {}
    return phone.push(phone.sent, 1)


def block(phone):
    """Return the block that was leased last."""
    return max(
        (one for one in phone.leases if one.kind == "assistance" and one.state == "open"),
        key=lambda one: (phone.rows[one.id]["ver"], one.first),
    )


def branch_of(lease_id):
    with reading() as session:
        return queries.lease(session, lease_id).branch_id


def test_a_block_leased_since_the_backup_is_taken_over_and_never_leased_again(
    journal_here, giving, people, backup, empty, restored
):
    first = giving(people.officer)
    first.sync()
    made = backup()
    late = giving(people.co_officer)
    late.sync()
    late.give("act-late")
    keep_journal(journal_here, empty)

    clients = restored(made.folder, empty)
    come_back(first, clients, people.officer)

    taken_over = next(iter(one for one in late.leases if one.kind == "assistance"))
    branch = branch_of(taken_over.id)
    assert {n: register(branch)[n] for n in (1, 20, 21, 40)} == {
        1: "leased",
        20: "leased",
        21: "lost",
        40: "lost",
    }
    come_back(late, clients, people.co_officer)
    assert register(branch)[21] == "used"
    assert (block(late).first, block(late).last) == (41, 60)
    late.give("act-later")
    assert [text for _, text in late.given] == [
        "东环助（长安）〔2026〕21号",
        "东环助（长安）〔2026〕41号",
    ]


def test_without_the_journal_numbers_go_on_in_a_part_that_is_written_otherwise(
    giving, people, backup, empty, restored
):
    first = giving(people.officer)
    first.sync()
    made = backup()
    late = giving(people.co_officer)
    late.sync()
    late.give("act-late")

    clients = restored(made.folder, empty)
    come_back(first, clients, people.officer)
    [result] = come_back(late, clients, people.co_officer)

    assert result["status"] == "applied"
    late.rows = {id_: row for id_, row in late.rows.items() if row["first"] == 1}
    late.give("act-later")
    assert [text for _, text in late.given] == [
        "东环助（长安）〔2026〕21号",
        "东环助（长安）〔2026〕2-1号",
    ]
    first.give("act-known")
    assert first.given == [("act-known", "东环助（长安）〔2026〕1号")]


def test_the_backup_carries_the_journal_and_the_restored_bureau_goes_on_with_it(
    journal_here, giving, people, backup, empty, restored
):
    giving(people.officer).sync()
    made = backup()
    lines = journal.read(journal_here)

    restored(made.folder, empty)

    assert len(lines) == 2
    assert journal.read(made.folder / journal.FILE) == lines
    kept = journal.read(journal.place(empty.data_dir))
    assert [line for line in kept if line["first"] <= line["last"]] == lines


def test_a_journal_of_another_history_is_not_taken_for_a_complete_one(
    giving, people, backup, empty, restored, told
):
    giving(people.officer).sync()
    made = backup()
    empty.data_dir.mkdir(parents=True)
    [line, *_] = journal.read(made.folder / journal.FILE)
    journal.append(journal.place(empty.data_dir), [line])

    restored(made.folder, empty)

    assert any("新的分段" in words for words in told.lines)


def test_a_line_that_a_power_cut_tore_spoils_neither_itself_nor_the_next(tmp_path):
    file = journal.place(tmp_path)
    journal.append(file, [{"id": "a"}])
    with file.open("ab") as torn:
        torn.write(b'{"id":"to')
    journal.append(file, [{"id": "b"}])

    assert journal.read(file) == [{"id": "a"}, {"id": "b"}]


def test_a_block_that_cannot_be_journalled_is_not_leased(journal_here, giving, people):
    journal_here.mkdir()
    phone = giving(people.officer)

    answer = phone.client.post("/api/sync", {"proto": 2, "device": phone.device, "first_seq": 1})

    assert answer.status_code == 500
    with reading() as session:
        assert queries.leases_of_device(session, phone.device) == []


def test_what_is_rolled_back_is_not_journalled(journal_here, giving, people):
    phone = giving(people.officer)
    phone.sync()
    before = journal.read(journal_here)
    [lease] = [one for one in phone.leases if one.kind == "assistance"]
    phone.tell("number.return", lease.id, **{"from": 1})
    with pytest.raises(RuntimeError), writing() as session:
        series = queries.series(session, phone.rows[lease.id]["series_id"])
        leasing.lease(session, series, "d9", people.officer, clock.now())
        raise RuntimeError

    phone.sync()

    assert journal.read(journal_here) == before


def test_a_part_that_was_begun_is_not_forgotten_by_the_next_restore_of_the_same_backup(
    giving, people, backup, empty, restored, tmp_path
):
    giving(people.officer).sync()
    made = backup()
    restored(made.folder, empty)
    first_parts = parts()
    again = conftest.settings_of(f"sqlite:///{tmp_path / 'again.db'}", tmp_path / "again")
    keep_journal(journal.place(empty.data_dir), again)

    restored(made.folder, again)

    assert first_parts == parts() == {1, 2}


def test_a_database_that_was_put_back_by_hand_learns_at_the_next_start_what_was_leased(
    journal_here, giving, people
):
    phone = giving(people.officer)
    phone.sync()
    line = {**journal.read(journal_here)[0], "id": "forgotten", "first": 21, "last": 40}
    journal.append(journal_here, [line])

    assert reconciling.reconcile_at_start() == 1
    assert reconciling.reconcile_at_start() == 0
    found = register(line["branch_id"], line["kind"])
    assert {found[n] for n in range(21, 41)} == {"lost"}


def parts():
    """Return which parts the series of 长安 have in 2026."""
    with reading() as session:
        found = queries.all_series(session, branch_id=None, year=2026)
        return {one.part for one in found}
