"""Who takes a matter, what becomes of the other who wanted it, and how it is handed on."""

from tests.server.cases.matters import code_of, photo


def test_who_comes_first_has_it_and_the_other_reads_who_and_when(
    officer, colleague, matter, people
):
    assert officer.take(matter)["status"] == "applied"

    lost = colleague.take(matter)

    assert (lost["status"], code_of(lost)) == ("conflict", "409.160")
    assert "陈志远已于2026年11月23日 09:50包案" in lost["problem"]["detail"]
    found = colleague.matter(matter)
    assert (found["state"], found["holder_id"]) == ("taken", people.officer)
    [review] = colleague.rows("review")
    assert review["theirs"]["holder"] == "陈志远"
    assert review["mine"]["holder"] == "李晓雯"
    assert review["about"] == "东莞市长安明丰五金厂"


def test_who_comes_when_it_is_solved_already_reads_who_had_it(officer, colleague, matter):
    officer.solve(matter)

    late = colleague.take(matter)

    assert (late["status"], code_of(late)) == ("conflict", "409.160")
    assert "陈志远已于2026年11月23日 09:50包案" in late["problem"]["detail"]


def test_who_lost_it_keeps_his_notes(officer, colleague, matter):
    officer.take(matter)
    colleague.take(matter)

    noted = colleague.log("n1", matter, "已联系环境科，下周三到场")

    assert noted["status"] == "applied"
    [note] = [event for event in officer.events(matter) if event["kind"] == "log"]
    assert (note["words"], note["by_id"]) == ("已联系环境科，下周三到场", colleague.person_id)
    assert note["flags"] == ["not_holder"]
    assert officer.matter(matter)["state"] == "taken", "a colleague's note is no work of the holder"


def test_what_he_proposed_waits_behind_and_runs_when_the_head_takes_his_side(
    officer, colleague, head, matter
):
    officer.take(matter)
    colleague.take(matter)
    waiting = colleague.propose(matter)
    assert waiting["status"] == "blocked"
    [review] = [row for row in head.client.get("/api/reviews").json if row["code"] == "409.160"]

    settled = head.client.post(
        f"/api/reviews/{review['id']}/settle", {"way": "take_mine", "words": "他一直在跟"}
    )

    assert settled.status_code == 200, settled.json
    found = officer.matter(matter)
    assert (found["holder_id"], found["state"]) == (colleague.person_id, "solved_proposed")
    assert officer.kinds(matter) == ["opened", "proposed", "taken", "taken"]


def test_taking_what_one_has_changes_nothing(officer, matter):
    officer.take(matter)
    before = officer.events(matter)

    assert officer.take(matter)["status"] == "duplicate"
    assert officer.events(matter) == before


def test_who_may_not_take_is_told_so(phone_of, people, matter):
    supervisor = phone_of(people.supervisor).take(matter)
    administrator = phone_of(people.administrator).take(matter)
    stranger = phone_of(people.stranger).take(matter)

    assert (supervisor["status"], code_of(supervisor)) == ("quarantined", "403.70")
    assert (administrator["status"], code_of(administrator)) == ("rejected", "403.161")
    assert (stranger["status"], code_of(stranger)) == ("quarantined", "403.71")


def test_a_cadre_of_headquarters_takes_what_stands_in_a_town_that_he_holds(
    phone_of, people, officer
):
    officer.open_finding("m1", "f1", hard=True, hard_reason="牵涉多家")
    cadre = phone_of(people.cadre)
    assert code_of(cadre.take("m1")) == "403.71"
    other = phone_of(people.cadre, "second-phone")
    other.client.put("/api/town-packs", {"towns": ["441900119"]})

    assert [row["hard"] for row in other.rows("matter")] == [True]
    assert other.take("m1")["status"] == "applied"


def test_the_head_assigns_and_it_is_his_who_accepts_by_name(officer, colleague, head, matter):
    told = head.tell("case.hand_over", matter, to=colleague.person_id, reason="他熟悉这一片")

    assert told["status"] == "applied"
    assert officer.matter(matter)["state"] == "open"
    other = officer.take(matter)
    assert (other["status"], code_of(other)) == ("conflict", "409.160")
    assert "李晓雯" in other["problem"]["detail"]
    assert colleague.tell("case.accept", matter, agrees=True)["status"] == "applied"
    found = officer.matter(matter)
    assert (found["holder_id"], found["state"], found["offered_to"]) == (
        colleague.person_id,
        "taken",
        None,
    )


def test_the_holder_answers_for_it_until_somebody_accepts(officer, colleague, matter):
    officer.take(matter)
    officer.tell("case.hand_over", matter, to=colleague.person_id, reason="我调去虎门")

    assert officer.matter(matter)["holder_id"] == officer.person_id
    declined = colleague.tell("case.accept", matter, agrees=False, words="手上已有三件")
    assert declined["status"] == "applied"
    assert officer.matter(matter)["offered_to"] is None
    assert officer.kinds(matter) == ["declined", "handed_over", "opened", "taken"]


def test_nobody_hands_over_what_is_not_his_nor_to_whom_may_not_take_it(
    officer, colleague, matter, people
):
    officer.take(matter)
    wanted = {"to": colleague.person_id, "reason": "换人"}

    assert code_of(colleague.tell("case.hand_over", matter, **wanted)) == "409.160"
    to_supervisor = officer.tell("case.hand_over", matter, to=people.supervisor, reason="换人")
    assert code_of(to_supervisor) == "422.161"
    nobody = officer.tell("case.accept", matter, agrees=False, words="不接")
    assert nobody["status"] == "blocked", "the refused hand-over waits for a person first"


def test_a_note_names_a_visit_that_is_known_and_of_the_enterprise(officer, matter):
    officer.visit("v-other", "foreign")

    assert code_of(officer.log("n1", matter, "去过", visit_id="nowhere")) == "422.160"
    assert code_of(officer.log("n2", matter, "去过", visit_id="v-other")) == "422.164"
    assert officer.log("n3", matter, "去过", visit_id="v1")["status"] == "applied"


def test_a_visit_in_the_future_is_kept_as_told_and_marked(officer, matter):
    officer.take(matter)
    future = {"opened_at": "2026-12-24T01:00:00.000Z", "closed_at": "2026-12-24T02:00:00.000Z"}
    officer.visit("v-late", "own", **future)

    told = officer.tell(
        "case.log", "n1", matter_id=matter, visit_id="v-late", at="2026-12-24T02:00:00.000Z"
    )

    assert told["status"] == "applied"
    [note] = [event for event in officer.events(matter) if event["kind"] == "log"]
    assert note["at"].startswith("2026-12-24")
    assert note["flags"] == ["in_future", "visit_in_future"]


def test_evidence_travels_with_what_it_shows(officer, colleague, matter):
    officer.take(matter)
    officer.propose(matter, photos=[photo("p1"), photo("p2", "e" * 64)])

    [event] = [event for event in colleague.events(matter) if event["kind"] == "proposed"]

    assert [one["sha256"] for one in event["photos"]] == ["d" * 64, "e" * 64]
