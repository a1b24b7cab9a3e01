"""What must be true of numbers, in SQL: told of every paper the moment that it is handed over."""

import sqlite3
from collections.abc import Mapping

from tests.simulation.oracle import ViolationError

SCHEMA = """
CREATE TABLE paper (text TEXT, act TEXT, series TEXT, PRIMARY KEY (text, act));
CREATE TABLE live (series TEXT PRIMARY KEY);
CREATE TABLE taken (act TEXT PRIMARY KEY);
CREATE TABLE register (text TEXT PRIMARY KEY, state TEXT, act TEXT);
"""
# A number on a paper is in the register as that paper's, or as possibly issued; never as free.
# Only of what is leased no more, as nobody knew what had been leased, may it be unknown.
UNEXPLAINED = """
SELECT p.text, p.act, r.state, r.act FROM paper p LEFT JOIN register r USING (text)
WHERE p.series IN (SELECT series FROM live)
  AND (r.state IS NULL
       OR NOT (r.state IN ('used', 'void')
               AND r.act IN (SELECT act FROM paper WHERE text = p.text)
               OR r.state IN ('leased', 'lost')))
"""
# Nothing is entered that no phone ever gave.
INVENTED = """
SELECT text, state FROM register
WHERE state IN ('used', 'void') AND text NOT IN (SELECT text FROM paper)
   OR state NOT IN ('used', 'void', 'leased', 'returned', 'lost')
"""
# What has reached the bureau is entered, not only kept as possibly issued.
MISSING = """
SELECT p.text, r.state FROM paper p JOIN register r USING (text)
WHERE r.state IN ('leased', 'lost') AND p.act IN (SELECT act FROM taken)
"""


Register = Mapping[str, tuple[str, str | None]]


class NumberOracle:
    """Every paper that was ever handed over, whatever the bureau has forgotten since."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", isolation_level=None)
        self._db.executescript(SCHEMA)

    def handed_over(self, text: str, act: str, series: str, *, by_copy: bool = False) -> None:
        """Hear of a number on a paper; complain when another paper bears it.

        `by_copy`: the phone that gave it then and this one are copies of each other.
        """
        query = "SELECT count(*) FROM paper WHERE text = ?"
        ((count,),) = self._db.execute(query, (text,))
        if count and not by_copy:
            raise ViolationError(f"N1: {text} was given twice, then to {act}")
        self._db.execute("INSERT INTO paper VALUES (?, ?, ?)", (text, act, series))

    def check(self, register: Register, live: set[str], taken: set[str]) -> None:
        """Compare the bureau's register with the papers.

        `live`: the series that are still leased of. `taken`: acts that the bureau has taken in.
        """
        rows = [(text, state, act) for text, (state, act) in register.items()]
        self._db.executemany("INSERT INTO register VALUES (?, ?, ?)", rows)
        self._db.executemany("INSERT INTO live VALUES (?)", [(series,) for series in live])
        self._db.executemany("INSERT INTO taken VALUES (?)", [(act,) for act in taken])
        self._must_be_empty("N2: a number is not explained", UNEXPLAINED)
        self._must_be_empty("N3: the register knows what nobody gave", INVENTED)
        self._must_be_empty("N4: an act arrived without its number", MISSING)

    def close(self) -> None:
        self._db.close()

    def _must_be_empty(self, words: str, query: str) -> None:
        found = self._db.execute(query).fetchall()
        if found:
            raise ViolationError(f"{words}: {found[:3]}")
