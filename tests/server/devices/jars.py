"""A browser's cookie jar, and how its phone has the token in it followed."""

from dataclasses import dataclass

from flask import Flask

from server.core import auth, keys, tokens
from server.core.doors import writing
from server.features.accounts.models import SignIn
from tests.conftest import Client
from tests.server.devices.phone_key import PhoneKey

ROTATION = "/api/session/rotation"
DEVICE = "phone-1"


@dataclass
class Jar:
    """A browser that keeps its cookie, and the key of its phone if it can open that."""

    app: Flask
    key: PhoneKey | None = None
    token: str = ""

    @property
    def client(self):
        client = Client(self.app.test_client())
        client.flask.set_cookie(auth.COOKIE, self.token)
        return client

    def get(self, path="/api/session"):
        return self.client.get(path)

    def asked(self):
        """Return what the bureau wants signed; None where nothing is due."""
        return self.get(ROTATION).json["nonce"]

    def signed(self, nonce):
        text = f"doorstep-session-v1\n{DEVICE}\n{nonce}".encode()
        return {"signature": keys.base64url(self.key.sign(text))}

    def rotate(self):
        """Have the token followed; return the one that the answer brings, without keeping it."""
        answer = self.client.put(ROTATION, self.signed(self.asked()))
        assert answer.status_code == 204, answer.text
        return token_in(answer)

    def take(self):
        self.token = self.rotate()
        return self.token

    def copy(self):
        return Jar(self.app, None, self.token)


def token_in(answer):
    return answer.headers["Set-Cookie"].split(";")[0].split("=", 1)[1]


def signed_in(app, person_id, time, *, device=DEVICE):
    """Return a browser in which somebody has just signed in; the password is not the question."""
    token = tokens.first()
    with writing() as session:
        session.add(
            SignIn(
                id=f"sign-in-on-{device}",
                token_hash=tokens.hashed(token),
                family_hash=tokens.hashed(tokens.family_of(token)),
                person_id=person_id,
                device_id=device,
                created_at=time(),
                last_seen_at=time(),
                expires_at=time().replace(year=time().year + 1),
            )
        )
    return Jar(app, PhoneKey(), token)


def enrolled(app, person_id, time):
    """Return the phone of somebody who has just signed in, its key known."""
    jar = signed_in(app, person_id, time)
    assert jar.client.post("/api/devices/key", jar.key.request(DEVICE)).status_code == 200
    return jar
