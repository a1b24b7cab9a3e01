"""`python drive.py WISH.json`: the rounds themselves, run by the harness' own Python.

In each round every peer does the same thing one after the other, so that whatever else the machine
does falls on all of them alike.
"""

import asyncio
import importlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

WISH: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text())
sys.path.insert(0, WISH["harness"])
dataset: Any = importlib.import_module("dataset")
peers: Any = importlib.import_module("peers")
proxies: Any = importlib.import_module("proxy")
harness: Any = importlib.import_module("run")
playwright: Any = importlib.import_module("playwright.async_api")

PUSHED = 1000
# One quiet sync takes so little that a single one in each round says nothing.
QUIET = 5
STEP_SECONDS = 600
KEPT = ("ms", "init_ms", "create_ms", "requests", "up", "down", "server_cpu_s", "browser_cpu_s")

Note = dict[str, Any]


class Doorstep(peers.Peer):  # type: ignore[misc]  # the harness has no types
    """Ours: an installation of its own for each set of records, one worker as the others have."""

    name = "doorstep"
    page = "doorstep"
    describe = "Doorstep as shipped, SQLite"
    ready_path = "/healthz"

    def start(self) -> None:
        """Found the bureau that every set of records begins with; it is served with the first."""
        self.data = self.workdir / "founded"
        self.data.mkdir()
        self._register("found")

    @property
    def page_options(self) -> dict[str, str]:
        return {"login": "chen", "password": "demo-2026", "town": WISH["town"]}

    def command(self) -> list[str]:
        return [WISH["doorstep"], "serve", "--port", str(self.port), "--workers", "1"]

    def environment(self) -> dict[str, str]:
        return {"DOORSTEP_DATA_DIR": str(self.data)}

    def seed(self, name: str, records: list[Any]) -> None:
        self._end()
        self.data = self.workdir / name
        shutil.copytree(self.workdir / "founded", self.data)
        listed = self.workdir / "records.json"
        listed.write_bytes(peers.dumps(records))
        self._register("fill", str(listed))
        super().start()

    def serve(self, name: str) -> None:
        """Serve another set of records, seeded before."""
        if self.data != self.workdir / name:
            self._end()
            self.data = self.workdir / name
            super().start()

    def count(self, _: str) -> int:
        with closing(sqlite3.connect(self.data / "doorstep.db")) as database:
            counted: int = database.execute("SELECT count(*) FROM enterprise").fetchone()[0]
            return counted

    def version(self) -> str:
        return "doorstep (SQLite)"

    def _register(self, *words: str) -> None:
        command = [WISH["python"], "-m", "bench.peers.registering", *words]
        env = {**os.environ, **self.environment()}
        subprocess.run(command, check=True, cwd=WISH["root"], env=env, stdout=self.log)

    def _end(self) -> None:
        for process in self.procs:
            process.terminate()
            process.wait()
        self.procs.clear()


class Stand:
    """One peer's server with the counting proxy before it."""

    def __init__(self, name: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="doorstep-peer-")
        Path(self._folder.name).chmod(0o755)
        self.peer = {**peers.PEERS, Doorstep.name: Doorstep}[name](self._folder.name)
        self.peer.start()
        self.proxy = proxies.CountingProxy(self.peer.port)
        self._seeded: set[str] = set()

    def has(self, name: str, count: int) -> list[Any]:
        """Make the server hold `count` records under this name, and return them."""
        records: list[Any] = dataset.base_set(count)
        if name not in self._seeded:
            self.peer.seed(name, records)
            assert self.peer.count(name) == count, (self.peer.name, name)
            self._seeded.add(name)
        elif isinstance(self.peer, Doorstep):
            self.peer.serve(name)
        return records

    @asynccontextmanager
    async def phone(self, pw: Any, name: str) -> AsyncIterator[Any]:
        """Yield a new browser profile for these records."""
        session = harness.Session(pw, self.peer, self.proxy, name, STEP_SECONDS)
        async with session:
            yield session

    def close(self) -> None:
        self.proxy.close()
        self.peer.stop()
        self._folder.cleanup()


async def first_sync(pw: Any, stand: Stand, count: int, *, slow: bool) -> list[Note]:
    """An empty phone takes in all records, which are then read back from its store."""
    name = f"n{count}"
    records = await asyncio.to_thread(stand.has, name, count)
    async with stand.phone(pw, name) as phone:
        return [await _pulled(pw, stand, phone, records, slow=slow)]


async def a_day(pw: Any, stand: Stand, count: int, round_number: int) -> list[Note]:
    """First sync; the app opened again, quiet ones; a thousand records made offline, pushed."""
    name = f"n{count}-r{round_number}"
    records = await asyncio.to_thread(stand.has, name, count)
    async with stand.phone(pw, name) as phone:
        notes = [await _pulled(pw, stand, phone, records, slow=False)]
        await phone.fresh_page()
        notes.append(_note("quiet-first", await phone.measure("noop")))
        notes += [_note("quiet", await phone.measure("noop")) for _ in range(QUIET)]
        notes.append(await _pushed(stand, phone, name, round_number))
    return notes


async def _pulled(pw: Any, stand: Stand, phone: Any, records: list[Any], *, slow: bool) -> Note:
    link = harness.SLOW
    opened = await phone.fresh_page()
    if slow:
        await _restarted(pw, phone)
        stand.proxy.set_shape(link["down_bps"], link["up_bps"], link["rtt_ms"])
        await phone.fresh_page({**link, "via": "proxy"})
    try:
        got = await phone.measure("initialPull")
    finally:
        stand.proxy.set_shape()
    await phone.unthrottle()
    await phone.verify(dataset.digest(records))
    return _note("first-slow" if slow else "first", {**got, "init_ms": opened["ms"]})


async def _restarted(pw: Any, phone: Any) -> None:
    """Start the browser again: nobody has a connection that was opened before the link was slow."""
    await phone.ctx.close()
    phone.page = None
    phone.ctx = await pw.chromium.launch_persistent_context(
        phone.profile,
        executable_path=harness.find_chromium(),
        headless=True,
        args=harness.CHROMIUM_ARGS,
    )


async def _pushed(stand: Stand, phone: Any, name: str, round_number: int) -> Note:
    made = dataset.offline_set(PUSHED, round_number)
    before = stand.peer.count(name)
    await phone.fresh_page()
    await phone.ctx.set_offline(True)
    created = await phone.measure("createOffline", made)
    await phone.ctx.set_offline(False)
    got = await phone.measure("push")
    assert stand.peer.count(name) == before + PUSHED, stand.peer.name
    return _note("push", {**got, "create_ms": created["ms"]})


def _note(scenario: str, got: Note) -> Note:
    return {"scenario": scenario, **{key: got[key] for key in KEPT if key in got}}


async def main() -> None:
    """Do every step of the wish, peer after peer and round after round."""
    notes: list[Note] = []
    stands: dict[str, Stand] = {}
    async with playwright.async_playwright() as pw:
        try:
            for step in WISH["steps"]:
                for name in step["peers"]:
                    if name not in stands:
                        stands[name] = await asyncio.to_thread(Stand, name)
                    notes += await _one(pw, stands[name], step)
                    _keep(notes, stands)
        finally:
            for stand in stands.values():
                await asyncio.to_thread(stand.close)


async def _one(pw: Any, stand: Stand, step: dict[str, Any]) -> list[Note]:
    begun = time.monotonic()
    count = step["count"]
    try:
        if step["kind"] == "day":
            done = await a_day(pw, stand, count, step["round"])
        else:
            done = await first_sync(pw, stand, count, slow=step["kind"] == "slow")
    except Exception as error:  # noqa: BLE001 - a peer that fails is a result, not an end
        done = [{"scenario": "failed", "why": f"{step['kind']}: {error}"[:500]}]
    notes = [{"peer": stand.peer.name, "count": count, **note} for note in done]
    for note in notes:
        print(json.dumps(note, ensure_ascii=False), flush=True)
    print(f"    {time.monotonic() - begun:.0f} s with all around it", flush=True)
    return notes


def _keep(notes: list[Note], stands: dict[str, Stand]) -> None:
    versions = {name: stand.peer.version() for name, stand in stands.items()}
    Path(WISH["out"]).write_text(json.dumps({"notes": notes, "versions": versions}))


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
