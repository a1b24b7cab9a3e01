"""A phone is enrolled at the desk: one ticket, one phone, six words, one who confirms."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from server.core import audit
from server.core.doors import reading, writing
from server.features.accounts.models import Person
from server.features.devices import queries
from server.features.devices.models import DeviceKey, Enrolment
from server.features.organisation import queries as organisation
from tests.server.devices.phone_key import PhoneKey

TICKETS, ENROL = "/api/devices/enrolments", "/api/devices/enrol"
AT_ONCE = 200


@pytest.fixture
def head(as_person, people):
    return as_person(people.branch_head)


@pytest.fixture
def phone(as_person, people):
    return as_person(people.officer, "phone-1")


@pytest.fixture
def key():
    return PhoneKey()


@pytest.fixture
def ticket(head, people):
    return invited(head, people.officer)


def invited(head, person_id):
    answer = head.post(TICKETS, {"person_id": person_id})
    assert answer.status_code == 200, answer.json
    return answer.json


def at(ticket, what=""):
    return f"{TICKETS}/{ticket['id']}{what}"


def enrolled(head, phone, person_id, key, device="phone-1"):
    ticket = invited(head, person_id)
    assert phone.post(ENROL, key.asking(ticket["code"], device)).status_code == 200
    answer = head.post(at(ticket, "/confirm"))
    assert answer.status_code == 200, answer.json
    return ticket


def keys_known():
    with reading() as session:
        return {row.id: row.enrolled_at is not None for row in queries.keys(session)}


def refusal(answer):
    return answer.status_code, answer.json["code"]


def test_the_desk_sees_the_words_that_the_phone_sees_and_confirms_it(head, phone, key, ticket):
    assert (ticket["state"], ticket["words"], ticket["person_name"]) == ("open", [], "陈志远")

    asked = phone.post(ENROL, key.asking(ticket["code"])).json
    seen = head.get(at(ticket)).json

    assert (asked["state"], seen["state"]) == ("asked", "asked")
    assert len(seen["words"]) == 6
    assert asked["words"] == seen["words"]
    assert keys_known() == {}
    assert head.post(at(ticket, "/confirm")).json["state"] == "confirmed"
    assert keys_known() == {key.kid: True}
    assert phone.post(ENROL, key.asking(ticket["code"])).json["state"] == "confirmed"


def test_of_the_code_of_80_bits_only_a_hash_is_kept(ticket):
    with reading() as session:
        [row] = session.scalars(select(Enrolment))
        kept = {str(getattr(row, column.name)) for column in Enrolment.__table__.columns}

    plain = ticket["code"].replace("-", "")
    assert len(plain) == 16
    assert not any(plain in value or ticket["code"] in value for value in kept)


def test_a_code_may_be_typed_as_people_type(phone, key, ticket):
    typed = f" {ticket['code'].upper().replace('-', ' ')} "
    typed = typed.replace("0", "O").replace("1", "l")

    answer = phone.post(ENROL, {**key.asking(ticket["code"]), "code": typed})

    assert (answer.status_code, answer.json["state"]) == (200, "asked")


def test_of_two_hundred_phones_at_once_exactly_one_uses_a_ticket(app, as_person, people, ticket):
    phone = as_person(people.officer, "phone-1")
    wanted = [PhoneKey().asking(ticket["code"], f"phone-{n}") for n in range(AT_ONCE)]
    token = phone.flask.get_cookie("doorstep_session").value

    def use(body):
        client = type(phone)(app.test_client())
        client.flask.set_cookie("doorstep_session", token)
        return client.post(ENROL, body).status_code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(use, wanted))

    assert sorted(codes) == [200, *[409] * (AT_ONCE - 1)]
    with reading() as session:
        [row] = session.scalars(select(Enrolment))
    assert row.device_id == wanted[codes.index(200)]["device"]


def test_the_phone_that_came_second_is_refused_and_the_first_one_stays(head, phone, ticket, key):
    phone.post(ENROL, key.asking(ticket["code"]))

    for body in (
        PhoneKey().asking(ticket["code"], "phone-2"),
        PhoneKey().asking(ticket["code"], "phone-1"),
        key.asking(ticket["code"], "phone-2"),
    ):
        assert refusal(phone.post(ENROL, body)) == (409, "409.235")
    head.post(at(ticket, "/confirm"))
    assert keys_known() == {key.kid: True}


def test_an_answer_that_was_lost_is_given_again_to_the_same_phone(phone, key, ticket):
    first = phone.post(ENROL, key.asking(ticket["code"])).json

    assert phone.post(ENROL, key.asking(ticket["code"])).json == first


def test_ten_minutes_later_nobody_uses_it_nor_confirms_it(head, phone, key, ticket, time):
    time.pass_by(minutes=10)

    assert refusal(phone.post(ENROL, key.asking(ticket["code"]))) == (410, "410.235")
    assert refusal(head.post(at(ticket, "/confirm"))) == (409, "409.236")
    assert head.get(at(ticket)).json["state"] == "expired"

    late = invited(head, _officer_of(ticket))
    phone.post(ENROL, key.asking(late["code"]))
    time.pass_by(minutes=10)
    assert refusal(head.post(at(late, "/confirm"))) == (410, "410.235")
    assert keys_known() == {}


def test_a_code_of_nobody_or_of_a_colleague_does_nothing(as_person, people, key, ticket):
    colleague = as_person(people.co_officer, "phone-2")

    assert refusal(colleague.post(ENROL, key.asking("0000-0000-0000-0000"))) == (404, "404.235")
    assert refusal(colleague.post(ENROL, key.asking(ticket["code"]))) == (403, "403.236")
    with reading() as session:
        assert session.scalars(select(Enrolment)).one().asked_at is None


def test_a_key_that_the_phone_does_not_hold_uses_no_ticket(head, phone, key, ticket):
    plain = {**key.request(), "code": ticket["code"]}
    other = {**key.asking(ticket["code"]), "jwk": PhoneKey().jwk}
    moved = {**key.asking(ticket["code"]), "device": "phone-2"}

    assert [refusal(phone.post(ENROL, one)) for one in (plain, other, moved)] == [
        (422, "422.131")
    ] * 3
    assert head.get(at(ticket)).json["state"] == "open"


def test_who_moved_to_another_branch_meanwhile_needs_a_ticket_of_that_one(
    head, phone, key, people, as_person
):
    early, late = invited(head, people.officer), None
    _move(people.officer, "虎门分局")
    moved = as_person(people.officer, "phone-1b")
    assert refusal(moved.post(ENROL, key.asking(early["code"]))) == (403, "403.237")

    _move(people.officer, "长安分局")
    late = invited(head, people.officer)
    assert phone.post(ENROL, key.asking(late["code"])).status_code == 200
    _move(people.officer, "虎门分局")
    assert refusal(head.post(at(late, "/confirm"))) == (403, "403.237")
    assert keys_known() == {}


def test_only_who_arranges_posts_in_that_branch_makes_and_confirms_tickets(
    as_person, people, head, phone, key, ticket
):
    phone.post(ENROL, key.asking(ticket["code"]))
    _move(people.manager, "虎门分局", role="branch_head")
    foreign_head = as_person(people.manager)

    assert refusal(head.post(TICKETS, {"person_id": people.stranger})) == (403, "403.00")
    assert refusal(phone.post(TICKETS, {"person_id": people.co_officer})) == (403, "403.00")
    for what in ("/confirm", "/decline"):
        assert refusal(foreign_head.post(at(ticket, what))) == (403, "403.00")
        assert refusal(phone.post(at(ticket, what))) == (403, "403.00")
    assert refusal(foreign_head.get(at(ticket))) == (404, "404.00")
    assert as_person(people.security).post(at(ticket, "/confirm")).status_code == 200


def test_nobody_enrols_the_own_phone(head, as_person, people, key):
    assert refusal(head.post(TICKETS, {"person_id": people.branch_head})) == (403, "403.238")
    ticket = invited(as_person(people.security), people.branch_head)
    as_person(people.branch_head, "heads-phone").post(
        ENROL, key.asking(ticket["code"], "heads-phone")
    )

    assert refusal(head.post(at(ticket, "/confirm"))) == (403, "403.238")


def test_where_the_words_differ_the_head_ends_it_and_the_phone_hears_so(head, phone, key, ticket):
    phone.post(ENROL, key.asking(ticket["code"]))

    assert head.post(at(ticket, "/decline")).json["state"] == "declined"

    assert refusal(phone.post(ENROL, key.asking(ticket["code"]))) == (409, "409.238")
    assert refusal(head.post(at(ticket, "/confirm"))) == (409, "409.236")
    assert keys_known() == {}


def test_the_next_ticket_of_a_person_ends_the_one_before(head, phone, key, people, ticket):
    invited(head, people.officer)

    assert refusal(phone.post(ENROL, key.asking(ticket["code"]))) == (410, "410.235")


def test_confirming_twice_is_confirming_once(head, phone, key, people):
    ticket = enrolled(head, phone, people.officer, key)
    with reading() as session:
        before = session.get(DeviceKey, key.kid).enrolled_at

    assert head.post(at(ticket, "/confirm")).status_code == 200
    assert refusal(head.post(at(ticket, "/decline"))) == (409, "409.236")
    with reading() as session:
        assert session.get(DeviceKey, key.kid).enrolled_at == before
        deed = audit.last_deed(session, ticket["id"])
    assert (deed.event, deed.facts["device"]) == ("enrolment.confirmed", "phone-1")


def test_a_key_that_was_told_before_is_enrolled_as_it_is(head, phone, key, people):
    phone.post("/api/devices/key", key.request())
    assert keys_known() == {key.kid: False}

    enrolled(head, phone, people.officer, key)

    assert keys_known() == {key.kid: True}


def _officer_of(ticket):
    with reading() as session:
        return session.get(Enrolment, ticket["id"]).person_id


def _move(person_id, branch_name, **more):
    with writing() as session:
        person = session.get(Person, person_id)
        person.branch_id = organisation.branch_named(session, branch_name).id
        for name, value in more.items():
            setattr(person, name, value)
