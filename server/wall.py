"""The walls of reach as a whole: by what each table is reached, and which ones bind nobody.

Every table stands in one of the two lists, or on PostgreSQL nobody who is bound to a branch reads
it through the door for reading; a test holds them against the models.
"""

from flask import Flask
from sqlalchemy.engine import Connection

from server.core import changes, criteria, egress, reach, row_security
from server.core.guards import Guard, Guards, Parent
from server.features.jurisdiction import queries as jurisdiction

GUARDS: Guards = {
    # Who visited one elsewhere may name it.
    "enterprise": Guard(feed="enterprise", child=("visit", "enterprise_id")),
    "visit": Guard(feed="visit"),
    "finding": Guard(feed="finding"),
    "photo": Guard(feed="photo"),
    "registration": Guard(feed="registration"),
    "paper": Guard(feed="paper"),
    "matter": Guard(feed="matter"),
    "matter_event": Guard(feed="matter_event"),
    # Who is not of the case hears that there is somebody, and no name.
    "petitioner": Guard(feed="petitioner", parent=Parent("id", "matter")),
    "visit_plan": Guard(feed="visit_plan"),
    "message": Guard(person="person_id"),
    "quota_progress": Guard(person="person_id", branch="branch_id"),
    "sync_review": Guard(person="person_id", branch="branch_id"),
    "number_lease": Guard(person="person_id", branch="branch_id"),
    "authority_lease": Guard(person="person_id"),
    "number_series": Guard(branch="branch_id"),
    "number_entry": Guard(parent=Parent("series_id", "number_series")),
    "tally_person": Guard(branch="branch_id"),
    "tally_place": Guard(branch="branch_id"),
    "tally_problem": Guard(branch="branch_id"),
    "quota_statement": Guard(person="person_id", branch="branch_id"),
    "enterprise_alias": Guard(parent=Parent("enterprise_id", "enterprise")),
    "visit_participant": Guard(parent=Parent("visit_id", "visit")),
    "visit_alias": Guard(parent=Parent("visit_id", "visit")),
    "visit_revision": Guard(parent=Parent("visit_id", "visit")),
    "tally_visit": Guard(parent=Parent("visit_id", "visit")),
    "matter_alias": Guard(parent=Parent("matter_id", "matter")),
    "matter_link": Guard(parent=Parent("matter_id", "matter")),
    "paper_file": Guard(parent=Parent("paper_id", "paper")),
    "paper_order": Guard(parent=Parent("paper_id", "paper")),
    "saved_filter": Guard(person="person_id"),
    "desk_report": Guard(person="person_id"),
    "quiet_hours": Guard(person="person_id"),
    "push_subscription": Guard(person="person_id"),
    "push_order": Guard(parent=Parent("message_id", "message")),
    "registration_confirmation": Guard(
        person="person_id", parent=Parent("registration_id", "registration")
    ),
    "person_rank": Guard(person="person_id"),
    "party_membership": Guard(person="person_id"),
    "enrolment": Guard(person="person_id", branch="branch_id"),
    # A review shows the last deed to its record.
    "audit_entry": Guard(person="person_id", about="subject"),
    "sign_in": Guard(person="person_id"),
    "second_factor": Guard(person="person_id"),
    "wipe_order": Guard(person="person_id"),
    "sync_command": Guard(parent=Parent("device_id", "sync_device", Guard(person="person_id"))),
    "sync_refused": Guard(person="person_id"),
}
# What everybody may read whole: who and where there is, the law, the book-keeping of sync and of
# files, which names rows and says nothing of them.
LEGIBLE = frozenset(
    {
        "branch",
        "town",
        "person",
        "person_post",
        "deputy",
        "sync_town_pack",
        "quota_plan",
        "quota_closing",
        "quota_waiver",
        "rule_pack",
        "catalogue_item",
        "trade_names",
        "branch_regime",
        "receipt_withdrawal",
        "device_key",
        "enrolment_rule",
        "backup_made",
        "blob",
        "blob_declaration",
        "sync_device",
        "sync_epoch",
        "sync_scope",
        "sync_commit",
        "sync_feed",
        "sync_snapshot",
    }
)
# What the program keeps of its own: queues, the ledger, the log, what is counted of records.
BOOKS = frozenset(
    {
        *("paper_order", "push_order", "sync_command", "sync_refused", "audit_entry"),
        *("quota_progress", "tally_person", "tally_place", "tally_problem", "tally_visit"),
    }
)
# By what a row is reached that is to be changed. Who visited an enterprise elsewhere may name it,
# and no more.
OF_CHANGES: Guards = {
    **{name: guard for name, guard in GUARDS.items() if name not in BOOKS},
    "enterprise": Guard(feed="enterprise"),
}
# What follows from a deed wherever it was done: the files keep count.
FOLLOWING = {
    "enterprise": frozenset(
        {
            *("visit_count", "last_visit_at", "act_count"),
            *("lat_e7", "lng_e7", "accuracy_m", "located_at"),
        }
    ),
    # Bytes are the bureau's, whoever sent them.
    "photo": frozenset({"state"}),
    # A number that stands on paper is spent, whoever wrote it.
    "number_lease": frozenset({"next"}),
}
# Rows that are parts of another: to add or to remove one changes the whole.
PARTS = {
    "visit_participant": ("visit_id", "visit"),
    "visit_alias": ("visit_id", "visit"),
    "visit_revision": ("visit_id", "visit"),
    "finding": ("visit_id", "visit"),
    "photo": ("visit_id", "visit"),
    "matter_event": ("matter_id", "matter"),
    "matter_alias": ("matter_id", "matter"),
    "matter_link": ("matter_id", "matter"),
    "paper": ("registration_id", "registration"),
    "number_entry": ("series_id", "number_series"),
}


def install(app: Flask) -> None:
    """Put the walls up around the door for reading."""
    reach.install(app, jurisdiction.marks_of)
    criteria.install(app, GUARDS)
    egress.install(app, GUARDS)
    changes.install(app, changes.Rules(OF_CHANGES, FOLLOWING, PARTS))


def build(connection: Connection) -> None:
    """Have the database hold the second wall itself, where it can."""
    if connection.dialect.name == "postgresql":
        row_security.build(connection, GUARDS, LEGIBLE)


def take_down(connection: Connection) -> None:
    """Have the database hold nothing of it, so that its tables can change; nobody reads then."""
    if connection.dialect.name == "postgresql":
        row_security.take_down(connection)


def stands(connection: Connection) -> bool:
    """Return whether nothing is missing of what the database holds itself."""
    if connection.dialect.name != "postgresql":
        return True
    return row_security.stands(connection, GUARDS, LEGIBLE)
