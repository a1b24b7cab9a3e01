"""From an act that stands to the paper in somebody's hands, and what happens on the way."""

import os
import re
import signal
import subprocess
import sys
from threading import Event

import pytest

from server.core import hooks
from server.core.doors import reading, writing
from server.features.documents import queries
from server.features.documents.pressing import Press
from server.features.documents.printing import Printer, print_due
from server.features.registrations.models import Registration
from server.features.rulebook import queries as rulebook
from sync.rules.packs import read_pack
from tests.reading_pdf import letters_of
from tests.server.documents.conftest import ACT_ID, known, registration
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.registrations import acts

DECISION, RECEIPT, WITHDRAWAL = (
    f"{ACT_ID}-{kind}" for kind in ("decision", "receipt", "withdrawal")
)
# The program, ended by the system in the moment that is named.
KILLED = """
import os, signal, sys
from server.app import create_app
from server.features.documents import printing
from server.features.documents.pressing import Press
from pathlib import Path
from tests.reading_pdf import letters_of

def die(*args, **options):
    if sys.argv[2] == "within":
        whole(*args, **options)
    os.kill(os.getpid(), signal.SIGKILL)

whole, printing.deliver = printing.deliver, die
with create_app().app_context():
    printing.print_due(Press(Path(sys.argv[1]) / "seal.pem"))
"""


def _stand(act_id):
    """Have an act arrive and stand, as the slice of acts tells it."""
    with writing() as session:
        found = session.get(Registration, act_id)
        hooks.tell("registrations.arrived", session, found)
        hooks.tell("registrations.confirmed", session, found)


def _withdraw(time):
    with writing() as session:
        found = session.get(Registration, ACT_ID)
        found.state, found.withdrawn_reason = "withdrawn", "现场另有未申报的酸洗工序"
        entry = {"at": time().isoformat(), "action": "withdraw", "reason": found.withdrawn_reason}
        found.history = [entry]
        hooks.tell("registrations.withdrawn", session, found)


def _states():
    with reading() as session:
        return {paper.id: paper.state for paper in queries.papers_of(session, ACT_ID)}


def _read(client, paper_id):
    pdf = client.get(f"/api/papers/{paper_id}.pdf").data
    return letters_of(pdf)


def test_an_act_that_stands_has_its_paper_and_its_acceptance_made(act, press, as_person, people):
    _stand(act)
    assert _states() == {DECISION: "queued", RECEIPT: "queued"}

    assert print_due(press) == 2

    officer = as_person(people.officer)
    said = _read(officer, DECISION)
    assert _states() == {DECISION: "ready", RECEIPT: "ready"}
    assert "东莞市生态环境局东环建〔2026〕1234号" in said
    assert "东莞市明丰五金厂：" in said
    assert "现场人员：陈志远、李晓雯；单位签收：黄国强总经理" in said
    assert "废水：三级化粪池，去向为市政管网" in said
    assert "3f9a1c07b2d84e5566aa0c19d7e2b814" in said
    assert "受理回执" in _read(officer, RECEIPT)


@pytest.mark.parametrize("kind", ["exemption", "referral", "outside", "notice"])
def test_what_an_enterprise_is_only_told_has_no_acceptance(kind, app, people, time, press):
    add("e1", "东莞市明丰五金厂", town=CHANGAN)
    gaps = [{"field": "site_address", "text": "请补充租赁合同。"}]
    with writing() as session:
        session.add(registration(people, time(), act=kind, gaps=gaps, number=None))
    _stand(ACT_ID)

    assert print_due(press) == 1
    assert _states() == {f"{ACT_ID}-{kind}": "ready"}


def test_a_withdrawal_has_a_paper_of_its_own_beside_the_one_it_takes_back(
    act, press, time, as_person, people
):
    _stand(act)
    print_due(press)

    _withdraw(time)
    print_due(press)

    said = _read(as_person(people.officer), WITHDRAWAL)
    assert _states() == {DECISION: "ready", RECEIPT: "ready", WITHDRAWAL: "ready"}
    assert "关于撤回东环建〔2026〕1234号文书的通知" in said
    assert "因下列原因，现予撤回：现场另有未申报的酸洗工序" in said


def test_of_an_act_that_is_withdrawn_before_its_paper_was_made_only_that_is_told(act, press, time):
    _stand(act)
    _withdraw(time)

    print_due(press)

    assert _states() == {WITHDRAWAL: "ready"}


def test_the_papers_of_an_act_that_moves_are_read_where_it_now_stands(act, people, as_person):
    _stand(act)
    with writing() as session:
        found = session.get(Registration, act)
        found.town_code = "441900121"
        hooks.tell("registrations.moved", session, found)

    with reading() as session:
        assert "town:441900121" in queries.paper(session, DECISION).scopes


def test_the_time_limit_and_the_clauses_are_told_in_the_words_of_the_packs(
    act, press, as_person, people, time
):
    acts.publish()
    with writing() as session:
        found = session.get(Registration, act)
        found.packs = {"classification": {"version": 1, "hash": "0" * 64}}
        pack = rulebook.version(session, "classification", 1)
        clause = read_pack(pack.content).clauses[0]
        found.clauses = [clause.id]
    _stand(act)
    print_due(press)

    client = as_person(people.officer)
    assert re.sub(r"\s", "", clause.label) in _read(client, DECISION)
    assert "办理时限为15日" in _read(client, RECEIPT)


def test_a_paper_with_a_character_that_no_font_has_is_told_to_the_operators(act, press):
    with writing() as session:
        session.get(Registration, act).enterprise_name = "东莞市\U0010fffd厂"
    _stand(act)

    assert print_due(press) == 0

    assert _states() == {DECISION: "failed", RECEIPT: "failed"}
    assert known(DECISION)[1].trouble == "有无法显示的字：\U0010fffd"


def test_an_act_that_cannot_be_told_does_not_keep_the_others_waiting(act, press, time, people):
    with writing() as session:
        session.add(registration(people, time(), id="another"))
        session.get(Registration, act).form = {"project_name": "甲", "measures": "没有"}
    _stand(act)
    _stand("another")

    assert print_due(press) == 2
    assert known(DECISION)[1].trouble == "整理文书内容时出错"
    assert known("another-decision")[0].state == "ready"


def test_a_press_that_breaks_down_is_replaced_and_the_papers_made_later(act, press, time, tmp_path):
    _stand(act)

    assert print_due(Press(tmp_path / "seal.pem", first_s=0.01)) == 0
    assert known(DECISION)[1].trouble == "排版超时"
    assert print_due(press) == 0
    time.pass_by(seconds=10)
    assert print_due(press) == 2


@pytest.mark.parametrize("moment", ["before", "within"])
def test_a_process_that_is_killed_while_a_paper_is_taken_in_loses_nothing(
    moment, act, press, database_url, tmp_path
):
    _stand(act)
    environment = {**os.environ, "DOORSTEP_DATABASE_URL": database_url}
    environment["DOORSTEP_DATA_DIR"] = str(tmp_path / "data")

    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), moment], env=environment, check=False
    )

    assert killed.returncode == -signal.SIGKILL
    assert _states() == {DECISION: "queued", RECEIPT: "queued"}
    assert print_due(press) == 2
    assert _states() == {DECISION: "ready", RECEIPT: "ready"}


class Watched(Press):
    """A press that tells when it has made a paper."""

    def __init__(self, seal):
        super().__init__(seal)
        self.made = Event()

    def make(self, content, made_at):
        pdf = super().make(content, made_at)
        self.made.set()
        return pdf


def test_of_two_printers_one_makes_papers_and_the_other_takes_its_place(
    act, app, people, time, tmp_path
):
    presses = [Watched(tmp_path / "seal.pem") for _ in range(2)]
    printers = [Printer(app, tmp_path / "lock", one, looks_every_s=0.05) for one in presses]
    with writing() as session:
        session.add(registration(people, time(), id="another"))
    _stand(act)

    printers[0].start()
    assert presses[0].made.wait(60)
    printers[1].start()
    printers[0].stop()
    assert not presses[1].made.is_set()
    _stand("another")
    assert presses[1].made.wait(60)
    printers[1].stop()

    assert known(DECISION)[0].state == "ready"
    assert known("another-decision")[0].state == "ready"
    assert [one.pid for one in presses] == [None, None]
