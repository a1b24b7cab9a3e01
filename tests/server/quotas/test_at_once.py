"""Phones that tell of visits at the same moment."""

from concurrent.futures import ThreadPoolExecutor

VISITS = 6


def test_visits_told_at_the_same_moment_are_all_counted(phone_of, people, plan, manager):
    both = [people.officer, people.co_officer]
    phones = [phone_of(person_id) for person_id in both]
    for number in range(VISITS):
        phones[0].add_enterprise(f"e{number}")

    def tell(which):
        for number in range(which, VISITS, 2):
            phones[which].visit(f"v{number}", f"e{number}", participants=both)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(tell, range(2)))

    rows = manager.get(f"/api/quotas/{plan}/progress").json["rows"]
    counted = {row["person_id"]: row["enterprises"] for row in rows}
    assert [counted[person_id] for person_id in both] == [VISITS, VISITS]
    [progress] = phones[1].rows("quota_progress")
    assert progress["enterprises"] == VISITS
