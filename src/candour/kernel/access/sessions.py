"""The session engine of the delivery and office doors (``SESSION_ENGINE``).

The cookie holds 256 random bits; the table holds only their SHA-256, the door, and the person. Reading a row takes
the token itself, told to the database as ``candour.session``, so a copy of the table signs nobody in. Whether a
session still names a person (idleness, the cap, deactivation, a change of roles) is decided by ``access_actor()``
alone, so that a page and a row rule can never disagree about who is signed in.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import connection

from candour.kernel.access import context

SIGNED_IN_LASTS = timedelta(hours=8)
"""The cap on one sign-in (security.md, threat 18). The 15 idle minutes stand in ``access_actor_at``."""

SIGNING_IN_LASTS = timedelta(minutes=15)
"""How long somebody may take between the password and the passkey, or over an enrolment."""

_LOAD = """
select data,
       case when person_id is null then expires_at > now() else person_id = (select access_actor()) end
  from people_session where token_digest = access_session_digest() and door = %s
"""

_INSERT = """
insert into people_session (id, door, token_digest, person_id, data, created_at, last_seen_at, expires_at)
values (%s, %s, access_session_digest(), %s, %s, clock_timestamp(), clock_timestamp(), now() + %s::interval)
"""

_NEWLY_NAMED = "given.person is not null and given.person is distinct from s.person_id"

_UPDATE = f"""
update people_session s
   set data = given.data,
       created_at = case when {_NEWLY_NAMED} then clock_timestamp() else s.created_at end,
       last_seen_at = case when {_NEWLY_NAMED} then clock_timestamp() else s.last_seen_at end,
       expires_at = case when {_NEWLY_NAMED} then now() + %s::interval else s.expires_at end,
       stepped_up_at = case when {_NEWLY_NAMED} then null else s.stepped_up_at end,
       person_id = coalesce(given.person, s.person_id)
  from (select %s::text as data, %s::uuid as person) given
 where s.token_digest = access_session_digest()
"""
"""When a session comes to name a person its time starts anew. It never stops naming one: signing out removes it."""


class SessionStore(SessionBase):
    """A session whose row is found by the digest of its token, at this door only."""

    def _tell(self, token: str) -> None:
        context.tell(context.SESSION, token)

    def _get_new_session_key(self) -> str:
        return secrets.token_urlsafe(32)

    def load(self) -> dict[str, Any]:
        """The session's data; empty, under a key yet to be made, when it no longer names anybody."""
        if self.session_key is None:
            return {}
        self._tell(self.session_key)
        with connection.cursor() as cursor:
            cursor.execute(_LOAD, [settings.DOOR.value])
            row = cursor.fetchone()
            if row is None:
                self._session_key = None
                return {}
            data, lives = row
            if not lives:
                self.delete(self.session_key)
                self._session_key = None
                return {}
        return self.decode(data)

    def exists(self, session_key: str) -> bool:
        """Whether such a row is there."""
        self._tell(session_key)
        with connection.cursor() as cursor:
            cursor.execute("select 1 from people_session where token_digest = access_session_digest()")
            return cursor.fetchone() is not None

    def create(self) -> None:
        """Begin under a new random key. A clash of 256 random bits is refused by the database, not looked for."""
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002  as the framework calls it
        """Write the row; raises UpdateError when the session was ended meanwhile, so that nothing revives it."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # untyped in django-stubs
        person = data.get(SESSION_KEY)
        person_id = uuid.UUID(person) if person else None
        lasts = SIGNED_IN_LASTS if person else SIGNING_IN_LASTS
        self._tell(self.session_key)
        encoded = self.encode(data)
        with connection.cursor() as cursor:
            if must_create:
                cursor.execute(
                    _INSERT,
                    [uuid.uuid4(), settings.DOOR.value, person_id, encoded, f"{lasts.total_seconds()} seconds"],
                )
            else:
                cursor.execute(_UPDATE, [f"{lasts.total_seconds()} seconds", encoded, person_id])
            if cursor.rowcount != 1:
                raise CreateError if must_create else UpdateError

    def delete(self, session_key: str | None = None) -> None:
        """End this session, or the one under another key of the same browser."""
        token = session_key or self.session_key
        if token is None:
            return
        self._tell(token)
        with connection.cursor() as cursor:
            cursor.execute("delete from people_session where token_digest = access_session_digest()")
        self._tell(self.session_key if session_key and self.session_key else "")

    def mark_stepped_up(self) -> None:
        """Identity was proved afresh, now: a grave act may follow within five minutes."""
        if self.session_key is None:
            raise UpdateError
        self._tell(self.session_key)
        with connection.cursor() as cursor:
            cursor.execute(
                "update people_session set stepped_up_at = clock_timestamp()"
                " where token_digest = access_session_digest() and person_id = (select access_actor())"
            )
            if cursor.rowcount != 1:
                raise UpdateError

    @classmethod
    def clear_expired(cls) -> None:
        """Throw away every session that can no longer name anybody."""
        with connection.cursor() as cursor:
            cursor.execute("select people_sweep_sessions()")
