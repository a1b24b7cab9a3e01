"""What can happen in one step of a run."""

from typing import TYPE_CHECKING

from sync.protocol import Command
from tests.simulation.town_life import NOTES, TOWNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulation.phone import SimPhone
    from tests.simulation.run import Run

DAY_MS = 24 * 3_600_000
LONG_QUEUE = 250


def issue_something(run: "Run") -> None:
    """Somebody makes a command."""
    phone = run.random.choice(run.phones)
    issue(run, phone)


def issue(run: "Run", phone: "SimPhone") -> None:
    command = _command(run, phone)
    if phone.issue(command):
        run.note(command.id)


def _command(run: "Run", phone: "SimPhone") -> Command:
    run.ids += 1
    name, args = _deed(run, phone, entity := run.random.choice(NOTES))
    version = 1
    if name == "note.put" and run.faults.strikes("F19 command of a later version"):
        version, args = 2, {"body": args}
    return Command(
        seq=0,
        id=f"c{run.ids}",
        name=name,
        version=version,
        entity=entity,
        args=args,
        device_time=run.phone_clock(phone.skew_ms),
    )


def _deed(run: "Run", phone: "SimPhone", entity: str) -> tuple[str, dict[str, object]]:
    random, text = run.random, f"text {run.ids}"
    if run.faults.strikes("F25 poison"):
        return "note.poison", {}
    town = random.choice(TOWNS)
    match random.choices(("put", "edit", "move", "visit", "refuse"), (6, 6, 2, 8, 1))[0]:
        case "put":
            return "note.put", {"text": text, "town": town}
        case "edit":
            return "note.edit", {"text": [phone.seen(entity), text]}
        case "move":
            return "note.move", {"town": town}
        case "visit":
            return "note.visit", {"town": town, "by": phone.person}
        case _:
            return "note.refuse", {}


def sync_somebody(run: "Run") -> None:
    run.sync(run.random.choice(run.phones))


def ask_once(run: "Run") -> None:
    run.contact(run.random.choice(run.phones))


def befall_a_phone(run: "Run") -> None:
    """A phone is killed, opened twice, put away, robbed of its store or of the right time."""
    phone = run.random.choice(run.phones)
    faults = run.faults
    if faults.strikes("phone killed") or faults.strikes("F14 second tab"):
        phone.open_anew()
    if faults.strikes("F13 clock jumps"):
        phone.skew_ms = run.random.randint(-10 * DAY_MS, 10 * DAY_MS)
    if faults.strikes("F34 long offline"):
        run.now_ms += 90 * DAY_MS
    if faults.strikes("F26 long queue"):
        for _ in range(LONG_QUEUE):
            issue(run, phone)
    if faults.strikes("F12 store evicted"):
        phone.evict()
    phone.signed_in = True


def wake_a_tab(run: "Run") -> None:
    """A frozen tab goes on where it stopped."""
    if run.asleep:
        asleep = run.asleep.pop(run.random.randrange(len(run.asleep)))
        run.wake(asleep)


def deliver_late(run: "Run") -> None:
    """A request that the network kept arrives after all; nobody waits for its answer."""
    if run.late:
        run.deliver(run.late.pop(run.random.randrange(len(run.late))))


def befall_the_bureau(run: "Run") -> None:
    """Backups, restores, transfers."""
    office, faults, random = run.office, run.faults, run.random
    if random.random() < 0.3:
        office.back_up()
    if random.random() < 0.05:
        office.upgrade()
    if faults.strikes("horizon passed"):
        office.forget_removals(random)
    if faults.strikes("F24 scopes moved"):
        office.members[random.choice(sorted(office.members))] = set(random.sample(TOWNS, 2))
    if faults.strikes("F21 restored"):
        office.restore(rotate=True)
    if faults.strikes("F21 restored unnoticed"):
        office.restore(rotate=False)
    if office.restores and faults.strikes("F22 restored again"):
        office.restore(rotate=True)


def office_works(run: "Run") -> None:
    """The bureau changes a note by itself, or settles what waits for review."""
    run.ids += 1
    town, entity = run.random.choice(TOWNS), run.random.choice(NOTES)
    if run.random.random() < 0.3:
        run.office.settle(run.random)
        return
    args = {"text": f"office {run.ids}", "town": town}
    run.office.run(Command(0, f"o{run.ids}", "note.put", 1, entity, args, device_time=run.clock()))


WEIGHTS: "dict[Callable[[Run], None], int]" = {
    issue_something: 40,
    sync_somebody: 20,
    ask_once: 10,
    befall_a_phone: 12,
    befall_the_bureau: 6,
    office_works: 8,
    wake_a_tab: 3,
    deliver_late: 4,
}
