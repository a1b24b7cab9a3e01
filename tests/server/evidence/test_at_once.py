"""One photo that is sent twice at the same moment."""

from concurrent.futures import ThreadPoolExecutor

from tests.server.evidence.pictures import picture


def test_two_uploads_of_one_photo_at_the_same_moment_are_one_photo(declared, put, officer):
    content = picture()
    declared(content)

    with ThreadPoolExecutor(4) as pool:
        answers = [answer.status_code for answer in pool.map(put, [content] * 4)]

    assert sorted(answers) == [200, 200, 200, 201]
    assert {row["state"] for row in officer.rows("photo")} == {"received"}
