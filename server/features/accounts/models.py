"""People, their rank, party membership and post over time, and where they are signed in."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.db import Base, UtcDateTime
from server.core.replication import Replicated


class Person(Replicated, Base):
    """Somebody who works for the bureau. `login` is what the person types to sign in.

    `password_given_at` is when the office gave the present password, until it is chosen anew.
    """

    __tablename__ = "person"

    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    initials: Mapped[str] = mapped_column(String(32), default="")
    title: Mapped[str] = mapped_column(String(64), default="")
    role: Mapped[str] = mapped_column(String(16))
    branch_id: Mapped[str | None] = mapped_column(ForeignKey("branch.id"), index=True)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    password_hash: Mapped[str] = mapped_column(String(128), default="")
    password_given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    ranks: Mapped[list["PersonRank"]] = relationship(
        order_by="PersonRank.from_on.asc().nulls_first()",
        cascade="all, delete-orphan",
        lazy="selectin",
    )
    memberships: Mapped[list["PartyMembership"]] = relationship(
        order_by="PartyMembership.from_on.asc().nulls_first()",
        cascade="all, delete-orphan",
        lazy="selectin",
    )


class PersonRank(Base):
    """The rank (职级) that a person holds, from and until a day as far as these are known.

    Without `from_on` it was held before anybody noted it, and counts from the beginning.
    """

    __tablename__ = "person_rank"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    rank: Mapped[str] = mapped_column(String(24))
    from_on: Mapped[date | None] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)


class PartyMembership(Base):
    """The time during which a person is a member of the party (党员); the days as for a rank."""

    __tablename__ = "party_membership"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    from_on: Mapped[date | None] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)


class PersonPost(Base):
    """The branch that a person belongs to, None for headquarters; the days as for a rank."""

    __tablename__ = "person_post"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    branch_id: Mapped[str | None] = mapped_column(ForeignKey("branch.id"))
    from_on: Mapped[date | None] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)
    # Says what is written first; nobody reads it.
    person: Mapped["Person"] = relationship("Person", lazy="raise")


class SecondFactor(Base):
    """That a person signs in by codes too; `salt` makes the secret, with a key of the bureau.

    `bound_at` is when the first code was right, `last_step` the half minute of the last one: no
    code is taken twice.
    """

    __tablename__ = "second_factor"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(64))
    bound_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(BigInteger)


class SignIn(Base):
    """One signed-in browser; the cookie's token is kept only as a hash (docs/devices.md §3).

    `family_hash` is of the part of a token that stays (None: of before there were families),
    `earlier_hash` of the token before, which is good until the present one is followed. `kid` is
    the key of the phone that the sign-in is bound to, since it had a token followed.
    """

    __tablename__ = "sign_in"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    earlier_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    family_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    kid: Mapped[str | None] = mapped_column(String(64))
    rotated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    device_id: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
