"""Two phones that tell of joint visits at the same moment."""

from concurrent.futures import ThreadPoolExecutor

from tests.server.enterprises.registry import CHANGAN, add

ROUNDS = 5


def test_joint_visits_told_at_the_same_moment_are_one_each(officer, phone_of, people, branch_head):
    both = [people.officer, people.co_officer]
    phones = [officer, phone_of(people.co_officer)]
    for number in range(ROUNDS):
        add(f"at{number}", f"第{number}厂", town=CHANGAN)

    def tell(which):
        return [
            phones[which].visit(f"v{which}-{number}", f"at{number}", participants=both)["status"]
            for number in range(ROUNDS)
        ]

    with ThreadPoolExecutor(2) as pool:
        statuses = [status for told in pool.map(tell, range(2)) for status in told]

    assert sorted(statuses) == ["applied"] * ROUNDS + ["merged"] * ROUNDS
    rows = branch_head.get("/api/visits").json["rows"]
    assert len(rows) == ROUNDS
    assert all(len(row["participants"]) == 2 for row in rows)
