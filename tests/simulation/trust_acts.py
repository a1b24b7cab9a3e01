"""What can happen in one step of a run among phones that can be lost."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sync.authority import HOUR_MS
from tests.simulation import acts, number_acts
from tests.simulation.number_acts import ask_for_more, command_of, day_of
from tests.simulation.number_life import text_of
from tests.simulation.trust_tickets import Code

if TYPE_CHECKING:
    from tests.simulation.run import Run
    from tests.simulation.trust_phone import Intent, TrustPhone
    from tests.simulation.trust_run import TrustRun

BRANCHES = ("east", "west")
MOST_CODES, MOST_REVOKED = 6, 2


def decide(run: "Any") -> None:
    """Somebody wants to decide at a door."""
    phone = run.chance.choice(run.phones)
    for _ in range(run.chance.choice((1, 1, 2))):
        try_to_decide(run, phone)


def try_to_decide(run: "TrustRun", phone: "TrustPhone") -> None:
    """Decide by the lease; without one that covers it, the act stays a draft."""
    if phone.is_locked:
        return
    intended = phone.intend(day := day_of(run, phone))
    if intended is None:
        ask_for_more(run, phone, day)
        return
    intent, row = intended
    if intent.objection is not None:
        run.happened[f"F18 act refused: {intent.objection}"] += 1
    elif _hand_over(run, phone, intent, row):
        run.happened["act by a lease"] += 1
        run.check_paper(phone, intent)


def decide_regardless(run: "Any") -> None:
    """Somebody changed the program of a phone so that it asks for no lease."""
    phone = run.chance.choice(run.phones)
    intended = None if phone.is_locked else phone.intend(day_of(run, phone))
    if intended is not None and intended[0].objection is not None:
        run.happened["F18 act without a lease"] += _hand_over(run, phone, *intended)


def wait_for_the_end(run: "Any") -> None:
    """A phone is offline until a second before or after its lease ends, and somebody decides."""
    phone = run.chance.choice(run.phones)
    lease = phone.lease
    if lease is None or phone.is_locked or run.true() >= lease.expires_at - 1000:
        return
    phone.look()
    if run.chance.random() < 0.6:
        phone.skew_ms = 0
    before, is_turned = run.chance.random() < 0.4, run.chance.random() < 0.4
    run.pass_until(lease.expires_at + (-1000 if before else 1000))
    if is_turned:
        if run.ids % 2:
            # The app has seen how late it is, and is opened anew with the clock turned back.
            phone.look()
            phone.put_away()
        phone.skew_ms = -run.chance.randint(1, 100) * HOUR_MS
        run.happened["F18 clock turned back"] += 1
    run.happened[f"F18 {'before' if before else 'after'} the end"] += 1
    try_to_decide(run, phone)


def turn_a_clock(run: "Any") -> None:
    """Somebody turns the clock of a phone, or puts it right."""
    phone = run.chance.choice(run.phones)
    way = run.chance.choice((-1, 1, 0))
    phone.skew_ms = way * run.chance.randint(1, 200) * HOUR_MS
    if way > 0:
        phone.look()
        run.happened["F18 clock ahead"] += 1
        phone.skew_ms *= run.chance.choice((0, 1))


def put_a_phone_away(run: "Any") -> None:
    run.chance.choice(run.phones).put_away()


def move_an_officer(run: "Any") -> None:
    """Somebody is transferred to another branch, amid work."""
    transfer(run, run.chance.choice(run.people))


def transfer(run: "TrustRun", person: str) -> None:
    run.office.place(person, run.chance.choice(BRANCHES), active=run.is_active(person))
    waiting = any(phone.state.waiting for phone in run.phones if phone.person == person)
    run.happened["F23 officer transferred with work waiting"] += waiting


def bar_an_officer(run: "Any") -> None:
    """Somebody may not sign in any more, or may again."""
    person = run.chance.choice(run.people)
    is_active = not run.is_active(person)
    run.office.place(person, run.office.branch_of(person), active=is_active)
    waiting = any(phone.state.waiting for phone in run.phones if phone.person == person)
    run.happened["F23 officer barred with work waiting"] += waiting and not is_active
    if is_active:
        for phone in run.phones:
            phone.signed_in = phone.signed_in or phone.person == person


def revoke_a_key(run: "Any") -> None:
    """A phone is lost, its key is revoked, and its person is signed out everywhere."""
    phone = run.chance.choice(run.phones)
    waiting = bool(phone.state.waiting)
    if run.revoked < MOST_REVOKED and run.office.revoke(phone.state.device):
        run.revoked += 1
        run.happened["F23 key revoked"] += 1
        run.happened["F23 key revoked with work waiting"] += waiting
        for one in run.phones:
            one.signed_in = one.signed_in and one.person != phone.person
        run.buy_a_phone(phone.person)


def bring_a_file(run: "Any") -> None:
    """The work of somebody who may not sign in is brought as a file."""
    barred = [phone for phone in run.phones if not run.is_active(phone.person)]
    if barred:
        phone = run.chance.choice(barred)
        run.happened["F23 work brought as a file"] += run.bring(phone) > 0


def forget_a_passphrase(run: "Any") -> None:
    """Nobody opens a store any more: its sealed work is brought, and it begins anew."""
    phone = run.chance.choice(run.phones)
    if phone.state.epoch and run.chance.random() < 0.5:
        run.happened["F32 passphrase forgotten"] += run.bring(phone) > 0
        phone.forget_passphrase()


def switch_user(run: "Any") -> None:
    """The other one of two people takes the phone that they share, amid whatever it does."""
    glass = run.shared[0].glass
    leaving, coming = sorted(run.shared, key=lambda phone: phone.person != glass.user)
    asked = leaving.begin() if run.chance.random() < 0.5 and leaving.signed_in else None
    glass.user = coming.person
    run.happened["F31 user switched"] += 1
    if asked is None:
        return
    if run.chance.random() < 0.5:
        # What was sent before the switch is answered after it.
        leaving.hear(run.deliver(asked), run.ms(leaving.skew_ms))
        run.happened["F31 answer after the switch"] += 1
    else:
        # A tab of the one who left goes on under the session of the one who came.
        run.deliver_as(coming.person, asked)
        run.happened["F31 request under another's session"] += 1


def invite(run: "Any") -> None:
    """The desk makes a ticket, mostly for somebody whose phone is not let in."""
    waiting = [phone.person for phone in run.phones if phone.must_enrol]
    person = run.chance.choice(waiting or run.people)
    run.ids += 1
    code = Code(f"code{run.ids}", person)
    run.office.invite(code)
    run.codes = [*run.codes[1 - MOST_CODES :], code]
    if run.chance.random() < 0.2:
        transfer(run, person)
    for _ in range(run.chance.choice((0, 1, 2))):
        tell_a_code(run)


def let_somebody_in(run: "Any") -> None:
    """A phone is enrolled as it should be."""
    waiting = [phone for phone in run.phones if phone.must_enrol and run.is_active(phone.person)]
    if waiting:
        run.let_in(run.chance.choice(waiting))


def tell_a_code(run: "Any") -> None:
    """Somebody types a code: the right phone, another of the same person, or a colleague."""
    if not run.codes:
        return
    code = run.codes[-1] if run.chance.random() < 0.7 else run.chance.choice(run.codes)
    own = [phone for phone in run.phones if phone.person == code.person]
    phone = run.chance.choice(own if run.chance.random() < 0.8 else run.phones)
    refusal = run.office.use(code, phone.state.device)
    run.happened[f"code {refusal or 'taken'}"] += 1
    if run.chance.random() < 0.1:
        transfer(run, code.person)
    if refusal is None and run.chance.random() < 0.7:
        run.compare(code, phone)


def compare_words(run: "Any") -> None:
    """The desk compares the words of some ticket with those of the phone that is before it."""
    if run.codes:
        code = run.chance.choice(run.codes)
        own = [phone for phone in run.phones if phone.person == code.person]
        run.compare(code, run.chance.choice(own))


def _hand_over(run: "TrustRun", phone: "TrustPhone", intent: "Intent", row: dict[str, Any]) -> bool:
    deed = intent.deed
    told = {"lease_id": row["id"], "n": deed.n, "series": row["series"], "device": deed.device}
    args = {**told, "by": phone.person, "decided_at": deed.at}
    command = command_of(run, phone, "act.decide", args)
    if not phone.issue_numbered(command, (row["id"], deed.n + 1)):
        return False
    run.acts[command.entity] = command.id
    run.hand_over(phone, text_of(row, deed.n), command.entity, row["series"])
    return True


WEIGHTS: "dict[Callable[[Run], None], int]" = {
    decide: 16,
    decide_regardless: 2,
    wait_for_the_end: 5,
    turn_a_clock: 5,
    put_a_phone_away: 4,
    move_an_officer: 2,
    bar_an_officer: 2,
    revoke_a_key: 2,
    bring_a_file: 3,
    forget_a_passphrase: 1,
    switch_user: 6,
    let_somebody_in: 12,
    invite: 4,
    tell_a_code: 4,
    compare_words: 2,
    number_acts.let_days_pass: 1,
    number_acts.put_back: 1,
    number_acts.back_up: 2,
    acts.issue_something: 10,
    acts.sync_somebody: 30,
    acts.ask_once: 8,
    acts.befall_a_phone: 6,
    acts.befall_the_bureau: 4,
    acts.office_works: 2,
    acts.wake_a_tab: 3,
    acts.deliver_late: 3,
}
