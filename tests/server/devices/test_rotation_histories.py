"""Random histories of one session on a bad line: tabs, kills, days offline, perhaps a copy."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest

from tests.server.devices.jars import ROTATION, Jar, enrolled, token_in

HISTORIES = 6
STEPS = 40
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class History:
    """The session as it must be: every token that was ever given, by their order."""

    phone: Jar
    time: object
    random: Random
    has_thief: bool
    given: list[str] = field(default_factory=list)
    on_disk: str = ""
    copied: str | None = None
    followed_at: datetime | None = None
    is_over: bool = False

    def __post_init__(self):
        self.given.append(self.phone.token)
        self.on_disk = self.phone.token

    @property
    def is_stale(self):
        return self.followed_at is not None and self.time() - self.followed_at > DAY

    def expects(self, token):
        """Return what a use of this token is answered with; an outdated one ends the session."""
        if self.is_over or token not in self.given[-2:]:
            self.is_over = True
            return 401, "401.00"
        return (401, "401.290") if self.is_stale else (200, "")

    def step(self):
        deeds = [self.use, self.rotate, self.lose_the_answer, self.two_tabs, self.kill, self.wait]
        deeds += [self.steal, self.use_the_copy, self.follow_the_copy] if self.has_thief else []
        self.random.choice(deeds)()

    def wait(self):
        minutes = self.random.choice([2, 30, 70, 70, 60 * 26, 60 * 24 * 6])
        self.time.pass_by(minutes=minutes)
        # By then the browser has written its cookies down.
        self.on_disk = self.phone.token

    def use(self):
        self.check(self.phone)

    def rotate(self):
        token = self.followed(self.phone)
        if token is not None:
            self.phone.token = token

    def lose_the_answer(self):
        self.followed(self.phone)

    def two_tabs(self):
        """Both ask by the token that stands in the jar, and the later answer is kept."""
        both = [self.followed(self.phone, self.phone.token) for _ in range(2)]
        kept = [token for token in both if token is not None]
        if kept:
            self.phone.token = self.random.choice(kept)

    def kill(self):
        self.phone.token = self.on_disk

    def steal(self):
        self.copied = self.copied or self.phone.token

    def use_the_copy(self):
        if self.copied is not None:
            self.check(Jar(self.phone.app, None, self.copied))

    def follow_the_copy(self):
        """Whoever has the cookie has not the key."""
        if self.copied is None:
            return
        self.expects(self.copied)
        thief = Jar(self.phone.app, None, self.copied)
        answer = thief.client.put(ROTATION, {"signature": "x"})
        assert answer.json["code"] == ("401.00" if self.is_over else "403.290")

    def check(self, jar):
        status, code = self.expects(jar.token)
        answer = jar.get()
        assert answer.status_code == status
        assert status == 200 or answer.json["code"] == code

    def followed(self, jar, token=None):
        """Have a token followed; return the next one, None where none is due or all is over."""
        asker = Jar(jar.app, jar.key, token or jar.token)
        if self.expects(asker.token)[1] == "401.00":
            assert asker.get(ROTATION).status_code == 401
            return None
        nonce = asker.asked()
        if nonce is None:
            assert asker.token == self.given[-1]
            assert self.time() - self.followed_at < HOUR
            return None
        next_ = token_in(asker.client.put(ROTATION, asker.signed(nonce)))
        if asker.token == self.given[-1]:
            assert next_ not in self.given
            self.given.append(next_)
        self.followed_at = self.time()
        assert next_ == self.given[-1]
        return next_


@pytest.fixture
def history(app, people, time, request):
    seed, has_thief = request.param
    return History(enrolled(app, people.officer, time), time, Random(seed), has_thief)  # noqa: S311


@pytest.mark.parametrize("history", [(n, False) for n in range(HISTORIES)], indirect=True)
def test_an_honest_phone_is_never_locked_out(history):
    for _ in range(STEPS):
        history.step()

    assert not history.is_over
    assert len(history.given) > 1


@pytest.mark.parametrize("history", [(n, True) for n in range(HISTORIES)], indirect=True)
def test_a_copied_cookie_never_becomes_another_one_and_ends_the_session_once_outdated(history):
    for _ in range(STEPS):
        history.step()

    assert history.copied in {None, *history.given}
