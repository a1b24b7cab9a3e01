"""What can happen in one step of a run with numbers."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sync.protocol import Command
from tests.simulation import acts
from tests.simulation.number_life import text_of

if TYPE_CHECKING:
    from tests.simulation.number_run import NumberPhone, NumberRun
    from tests.simulation.run import Run

MOST_DAYS = 25


def decide(run: "Any") -> None:
    """Somebody decides at a door and hands a paper over, or makes a number void."""
    phone = run.random.choice(run.phones)
    name = "act.decide" if run.random.random() < 0.9 else "number.void"
    for _ in range(run.random.choice((1, 1, 1, 2, 18))):
        _give(run, phone, name)


def give_back(run: "Any") -> None:
    """Somebody gives the rest of a block back."""
    phone = run.random.choice(run.phones)
    picked = phone.picked(day_of(run, phone))
    if picked is None:
        return
    row, n = picked
    command = command_of(run, phone, "number.return", {"lease_id": row["id"], "from": n})
    if phone.issue_numbered(command, (row["id"], row["last"] + 1)):
        run.happened["numbers given back"] += 1


def lose(run: "Any") -> None:
    """A phone is lost; the desk closes its blocks, and its person takes a new one."""
    phone = run.random.choice(run.phones)
    run.office.close_blocks(phone.replace())
    run.happened["phone lost"] += 1


def let_days_pass(run: "Any") -> None:
    """Days in which nothing happens; so years end in the middle of everything."""
    before = day_of(run, run.phones[0]).year
    run.now_ms += run.random.randint(1, MOST_DAYS) * acts.DAY_MS
    run.happened["year ended"] += day_of(run, run.phones[0]).year > before


def put_back(run: "Any") -> None:
    """The bureau's database is put back from its backup."""
    run.office.put_back(run.random)
    run.happened["put back"] += 1


def back_up(run: "Any") -> None:
    """The bureau backs up."""
    run.office.back_up()


def _give(run: "NumberRun", phone: "NumberPhone", name: str) -> None:
    picked = phone.picked(day := day_of(run, phone))
    if picked is None:
        ask_for_more(run, phone, day)
        return
    row, n = picked
    told = {"lease_id": row["id"], "n": n, "series": row["series"]}
    command = command_of(run, phone, name, told)
    if phone.issue_numbered(command, (row["id"], n + 1)):
        run.acts[command.entity] = command.id
        run.papers.handed_over(text_of(row, n), command.entity, row["series"])
        run.happened["number given"] += 1


def ask_for_more(run: "NumberRun", phone: "NumberPhone", day: date) -> None:
    """No number is left: one wants more of the day's year."""
    args = {"device": phone.state.device, "year": day.year}
    run.happened["no number left"] += phone.issue(command_of(run, phone, "number.ask", args))


def command_of(run: "NumberRun", phone: "NumberPhone", name: str, args: dict[str, Any]) -> Command:
    """Make a command about something new."""
    run.ids += 1
    return Command(
        seq=0,
        id=f"c{run.ids}",
        name=name,
        version=1,
        entity=f"a{run.ids}",
        args=args,
        device_time=run.phone_clock(phone.skew_ms),
    )


def day_of(run: "NumberRun", phone: "NumberPhone") -> date:
    """Return the day that the phone shows."""
    return datetime.fromisoformat(run.phone_clock(phone.skew_ms)).date()


WEIGHTS: "dict[Callable[[Run], None], int]" = {
    decide: 34,
    give_back: 2,
    lose: 1,
    let_days_pass: 3,
    put_back: 1,
    back_up: 2,
    acts.issue_something: 6,
    acts.sync_somebody: 26,
    acts.ask_once: 8,
    acts.befall_a_phone: 8,
    acts.befall_the_bureau: 5,
    acts.office_works: 2,
    acts.wake_a_tab: 3,
    acts.deliver_late: 4,
}
