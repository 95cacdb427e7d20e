"""The bytes of an entry: one form, no content."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.kernel.ledger import canonical

ENTRY = UUID("11111111-1111-4111-8111-111111111111")
SUBJECT = UUID("22222222-2222-4222-8222-222222222222")
NOON = datetime(2026, 4, 3, 12, 0, 0, 123456, tzinfo=UTC)


def _encode(
    *, verb: str = "concerns.concern.receive", at: datetime | date = NOON, codes: dict[str, str | int] | None = None
) -> bytes:
    return canonical.encode(
        entry_id=ENTRY, verb=verb, subject=SUBJECT, actor=None, door="public", at=at, codes=codes or {}
    )


class TestEncode:
    """canonical.encode: what it writes, and what it refuses."""

    def test_writes_sorted_keys_without_spaces(self) -> None:
        assert _encode(codes={"to": "received", "from": "", "version": 1}) == (
            b'{"actor":"","at":"2026-04-03T12:00:00Z","codes":{"from":"","to":"received","version":1},"door":"public",'
            b'"id":"11111111-1111-4111-8111-111111111111","subject":"22222222-2222-4222-8222-222222222222","v":1,'
            b'"verb":"concerns.concern.receive"}'
        )

    def test_names_the_actor_by_id(self) -> None:
        entry = canonical.encode(
            entry_id=ENTRY, verb="a.b.c", subject=SUBJECT, actor=SUBJECT, door="office", at=NOON, codes={}
        )
        assert json.loads(entry)["actor"] == str(SUBJECT)

    def test_keeps_a_day_as_a_day(self) -> None:
        assert json.loads(_encode(at=date(2026, 4, 3)))["at"] == "2026-04-03"

    def test_writes_every_zone_in_utc(self) -> None:
        summer = timezone(timedelta(hours=1))
        assert json.loads(_encode(at=datetime(2026, 7, 1, 0, 30, tzinfo=summer)))["at"] == "2026-06-30T23:30:00Z"

    def test_refuses_a_moment_without_zone(self) -> None:
        with pytest.raises(canonical.NotContentFree):
            _encode(at=datetime(2026, 4, 3, 12, 0))  # noqa: DTZ001  the very thing refused

    @pytest.mark.parametrize("verb", ["receive", "concerns.receive", "a.b.c.d", "Concerns.concern.receive", "a.b.c\n"])
    def test_refuses_what_is_not_a_verb(self, verb: str) -> None:
        with pytest.raises(canonical.NotContentFree):
            _encode(verb=verb)

    @pytest.mark.parametrize("value", ["she said it", "a" * 81, "x\n", "é", "{}"])
    def test_refuses_a_sentence_for_a_code(self, value: str) -> None:
        with pytest.raises(canonical.NotContentFree):
            _encode(codes={"note": value})

    def test_refuses_a_sentence_for_a_key(self) -> None:
        with pytest.raises(canonical.NotContentFree):
            _encode(codes={"what she said": "x"})

    @given(
        st.dictionaries(
            st.from_regex(canonical.CODE, fullmatch=True), st.integers() | st.from_regex(canonical.CODE, fullmatch=True)
        )
    )
    def test_reads_back_as_it_was(self, codes: dict[str, str | int]) -> None:
        assert json.loads(_encode(codes=codes))["codes"] == codes


class TestHashes:
    """Leaf hashes and keyed hashes."""

    def test_leaf_hash_is_that_of_rfc_6962(self) -> None:
        assert canonical.leaf_hash(b"") == bytes.fromhex(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"  # RFC 6962 test vector
        )

    def test_keyed_hash_needs_the_key(self) -> None:
        one, other = canonical.keyed_hash("k1", "name"), canonical.keyed_hash("k2", "name")
        assert one != other
        assert len(one) == 32
        assert one != hashlib.sha256(b"name").hexdigest()[:32]
