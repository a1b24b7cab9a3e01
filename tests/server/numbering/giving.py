"""A phone that gives numbers as `pwa/src/sync` does, and a verb that enters them."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from server.core.doors import reading
from server.core.verbs import told
from server.features.numbering import commands, queries
from server.features.numbering.commands import Giving
from sync import numbers
from sync.numbers import Lease
from sync.store import Outcome
from tests.conftest import Client

DAY = date(2026, 11, 23)


@dataclass
class GivingPhone:
    """One device; `rows` are the blocks that it holds, `taken` is what its chain says."""

    client: Client
    device: str
    seq: int = 0
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    given: list[tuple[str, str]] = field(default_factory=list)
    cursors: dict[str, list[Any]] = field(default_factory=dict)
    sent: list[dict[str, Any]] = field(default_factory=list)

    def sync(self, *bodies: dict[str, Any]) -> list[dict[str, Any]]:
        """Push commands and hold what came back of the own scope."""
        first = self.seq + 1
        self.seq += len(bodies)
        self.sent += [{"body": json.dumps(body), "sig": None} for body in bodies]
        return self.push(self.sent[first - 1 :], first)

    def push(self, commands_: list[dict[str, Any]], first: int) -> list[dict[str, Any]]:
        answer = self.client.post(
            "/api/sync",
            {
                "proto": 2,
                "device": self.device,
                "first_seq": first,
                "commands": commands_,
                "scopes": self.cursors,
                "announced_head": self.seq,
            },
        ).json
        page = answer["scopes"].get(f"device:{self.device}")
        if page:
            self.cursors[f"device:{self.device}"] = [page["to"], page["tag"]]
            self._hold(page["put"].get("number_lease"))
        return answer.get("results", [])

    def _hold(self, page: dict[str, Any] | None) -> None:
        for row in page["rows"] if page else []:
            told_ = dict(zip(page["cols"], row, strict=True))
            self.rows[told_["id"]] = told_

    @property
    def leases(self) -> list[Lease]:
        names = ("id", "kind", "year", "first", "last", "next", "state")
        return [
            Lease(
                **{name: row[name] for name in names},
                expires_on=date.fromisoformat(row["expires_on"]),
            )
            for row in self.rows.values()
        ]

    def left(self, kind: str = "assistance", year: int = 2026) -> int:
        return numbers.remaining(self.leases, self.taken, kind, year)

    def act(self, act_id: str, kind: str = "assistance", day: date = DAY) -> dict[str, Any]:
        """Return the command of an act with the next number, as the phone would write it."""
        picked = numbers.pick(self.leases, self.taken, kind, day)
        assert picked is not None, "this phone has no numbers left"
        lease, n = picked
        self.taken[lease.id] = n + 1
        text = numbers.number_text(self.rows[lease.id]["pattern"], day.year, n)
        self.given.append((act_id, text))
        return self.command(
            "give", act_id, lease_id=lease.id, n=n, text=text, on=day.isoformat(), kind=kind
        )

    def command(self, name: str, entity: str, **args: Any) -> dict[str, Any]:
        seq = self.seq + 1
        return {
            "v": 1,
            "seq": seq,
            "id": f"{self.device}-{seq}",
            "name": name,
            "version": 1,
            "entity": entity,
            "args": args,
            "device_time": "now",
        }

    def give(self, act_id: str, **more: Any) -> dict[str, Any]:
        [result] = self.sync(self.act(act_id, **more))
        return result

    def tell(self, name: str, entity: str, **args: Any) -> dict[str, Any]:
        [result] = self.sync(self.command(name, entity, **args))
        return result


def give_verb(session, command, actor, at):
    args = command.args
    giving = Giving(
        act_id=command.entity,
        lease_id=args["lease_id"],
        n=args["n"],
        text=args["text"],
        key=(args.get("branch_id", actor.branch_id), args["kind"], int(args["on"][:4])),
        given_on=date.fromisoformat(args["on"]),
        about=f"企业 {command.entity}",
    )
    entered = commands.enter_number(session, giving, by=actor, at=at)
    concern = told(entered.concerns[0]) if entered.concerns else None
    return Outcome("applied", concern=concern, mine={"entered": entered.is_entered})


def register(branch_id: str, kind: str = "assistance", year: int = 2026) -> dict[int, str]:
    """Return what the register says of each number of a series that is not ahead."""
    with reading() as session:
        series = queries.newest_part(session, (branch_id, kind, year))
        if series is None:
            return {}
        held = [queries.as_block(one) for one in queries.leases_of(session, series.id)]
        entries = {one.n: one.state for one in queries.entries_of(session, series.id)}
        last = max([series.next - 1, *entries])
        return {
            n: numbers.explain(
                n,
                held,
                entries.get(n),
                start_after=series.start_after,
                ahead_from=series.next,
            ).state
            for n in range(1, last + 1)
        }
