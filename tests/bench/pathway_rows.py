"""A country's referrals, cases and transfers for measuring, put in by SQL: as many as asked for, replacing what is there.

One force, one authority and one service are large: a tenth of the referrals, a fifth of the cases, a tenth of the
transfers; and that force passed all of them on, so that its board counts every one. About one record in ten is open.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime, timedelta

import psycopg

from candour.command import roles
from tests.bench.house import House

OFFICER, SUPERVISOR = "an-officer-who-is-measured", "a-supervisor-who-is-measured"
COORDINATOR, RECEIVER = "a-coordinator-who-is-measured", "a-service-that-is-measured"
"""Session tokens of those whose pages are measured."""
FORCES, AUTHORITIES, SERVICES = 40, 120, 60

_TABLES = (
    "pathway_individual", "pathway_referral", "pathway_referraldeadline", "pathway_panelcase", "pathway_transfer",
)  # fmt: skip
_BODY = "md5('{kind}/' || {number})::uuid"
_HERE = "case when n % {share} = 0 then 0 else 1 + (n::bigint * 7919) % ({many} - 1) end"
"""Which body has row ``n``: one in ``share`` is of the large one."""


def people(house: House) -> None:
    """The bodies, and an officer, a supervisor, a coordinator and a receiver of the large ones, signed in at the delivery door."""
    with house.connect(roles.OWNER) as owner:
        for kind, many, word in (
            ("police_force", FORCES, "Force"),
            ("local_authority", AUTHORITIES, "Authority"),
            ("receiving_service", SERVICES, "Service"),
        ):
            owner.execute(
                "insert into people_organisation (id, name, short_name, kind, nation, region, code, gss_code, is_synthetic)"
                f" select {_BODY.format(kind=kind, number='n')}, '{word} ' || n, '', '{kind}', 'england', '', '', '', true"
                f" from generate_series(0, {many - 1}) n"
            )
        for token, role, kind in (
            (OFFICER, "police_case_officer", "police_force"),
            (SUPERVISOR, "police_supervisor", "police_force"),
            (COORDINATOR, "panel_coordinator", "local_authority"),
            (RECEIVER, "receiving_service", "receiving_service"),
        ):
            _signed_in(owner, token, role, kind)


def _signed_in(owner: psycopg.Connection, token: str, role: str, kind: str) -> None:
    now = datetime.now(UTC)
    person = uuid.uuid5(uuid.NAMESPACE_URL, token)
    owner.execute(
        "insert into people_person (id, email, name, password, language, is_synthetic)"
        " values (%s, %s, %s, '!', 'en-gb', true)",
        [person, f"{role}@bench.invalid", role],
    )
    owner.execute(
        "insert into people_roleholding (id, person_id, organisation_id, role, area, starts_on, end_reason)"
        f" values (gen_random_uuid(), %s, {_BODY.format(kind=kind, number=0)}, %s, '', '2025-01-01', '')",
        [person, role],
    )
    owner.execute(
        "insert into people_session"
        " (id, door, token_digest, person_id, data, created_at, last_seen_at, expires_at, stepped_up_at)"
        " values (gen_random_uuid(), 'delivery', %s, %s, '', %s, %s, %s, %s)",
        [hashlib.sha256(token.encode()).digest(), person, now, now + timedelta(hours=3), now + timedelta(hours=4), now],
    )


def fill(house: House, referrals: int) -> None:
    """So many referrals, a quarter as many cases and as many transfers."""
    force = _BODY.format(kind="police_force", number=_HERE.format(share=10, many=FORCES))
    authority = _BODY.format(kind="local_authority", number=_HERE.format(share=5, many=AUTHORITIES))
    service = _BODY.format(kind="receiving_service", number=_HERE.format(share=10, many=SERVICES))
    officer, coordinator = (uuid.uuid5(uuid.NAMESPACE_URL, token) for token in (OFFICER, COORDINATOR))
    known = {
        "force": force, "authority": authority, "service": service, "officer": f"'{officer}'::uuid",
        "coordinator": f"'{coordinator}'::uuid", "many": referrals, "quarter": referrals // 4,
        "late": "current_date + (n % 70)::int - 20", "ago": "current_date - (n % 1500)::int",
    }  # fmt: skip
    with house.connect(roles.SUPERUSER) as superuser:
        # What is put in is whole: the keys are made from one number, and need no checking a million times.
        superuser.execute("set session_replication_role = replica; set maintenance_work_mem = '256MB'")
        superuser.execute(f"truncate {', '.join(_TABLES)} cascade")
        for statement in _STATEMENTS:
            superuser.execute(statement.format(**known))
        for table in _TABLES:
            superuser.execute(f"vacuum (analyze) {table}")


_STATEMENTS = (
    "insert into pathway_individual (id, reference, display_name, born_on, languages, interpreter, communication_needs,"
    " is_synthetic) select md5('p' || n)::uuid, 'P-' || substr(x, 1, 4) || '-' || substr(x, 5), 'Person ' || n, null, '',"
    " '', '', true from generate_series(1, {many}) n, lateral upper(lpad(to_hex(n), 8, '0')) x",
    "insert into pathway_referral (id, reference, individual_id, channel, sector, urgency, nation, force_id, authority_id,"
    " received_on, entered_at, entered_by_id, is_child, regime, state, procedure_version, is_open, assigned_to_id,"
    " next_due_on, deconflicted, outcome, is_synthetic)"
    " select md5('r' || n)::uuid, 'R-' || substr(x, 1, 4) || '-' || substr(x, 5), md5('p' || n)::uuid, 'telephone',"
    " 'education', 'routine', 'england', {force}, {authority}, {ago}, now(), {officer}, n % 2 = 0, 'dpa_part_3',"
    " case when is_open then (array['received', 'screening', 'assessment'])[1 + h % 3] else 'no_further_action' end, 1,"
    " is_open, case when is_open and h % 3 > 0 then {officer} end, case when is_open or (h < 10 and h > 0) then {late} end, '',"
    " case when is_open then '' else 'close' end, true"
    " from generate_series(1, {many}) n, lateral upper(lpad(to_hex(n), 8, '0')) x,"
    " lateral abs(hashint4(n::int) % 1000) h, lateral (select h % 10 = 0 as is_open) o",
    "insert into pathway_referraldeadline (id, referral_id, code, started_on, term_value, term_unit, nation, due_on, met_on)"
    " select md5('d' || n)::uuid, md5('r' || n)::uuid, case when h % 10 = 0 then 'pathway.assess' else"
    " 'pathway.tell_referrer' end, {ago}, 5, 'working_days', 'england', {ago} + 7,"
    " case when h % 10 > 0 and h > 10 then {ago} + 3 end"
    " from generate_series(1, {many}) n, lateral abs(hashint4(n::int) % 1000) h",
    "insert into pathway_panelcase (id, reference, referral_id, individual_id, force_id, authority_id, nation, referred_on,"
    " owner_id, state, procedure_version, is_open, next_due_on, is_synthetic)"
    " select md5('k' || n)::uuid, 'K-' || substr(x, 1, 4) || '-' || substr(x, 5), md5('r' || n)::uuid, md5('p' || n)::uuid,"
    " {force}, {authority}, 'england', {ago}, {coordinator},"
    " case when h < 150 then (array['referred', 'before_panel', 'supported'])[1 + h % 3] when h < 250 then 'closed'"
    " else 'ended' end, 1, h < 250, case when h < 250 then {late} end, true"
    " from generate_series(1, {quarter}) n, lateral upper(lpad(to_hex(n), 8, '0')) x,"
    " lateral abs(hashint4(n::int) % 1000) h",
    "insert into pathway_transfer (id, reference, referral_id, individual_id, force_id, authority_id, organisation_id,"
    " nation, about, contact, requirement, agreed_with_person, arm, offered_on, came_to, owner_id, state,"
    " procedure_version, is_open, next_due_on, is_synthetic)"
    " select md5('t' || n)::uuid, 'T-' || substr(x, 1, 4) || '-' || substr(x, 5), md5('r' || n)::uuid, md5('p' || n)::uuid,"
    " md5('police_force/0')::uuid, {authority}, {service}, 'england', 'Person ' || n, '', 'Meetings', true,"
    " case when h % 5 = 0 then 'pilot' else 'usual' end, {ago}, '', {officer},"
    " case when h < 100 then (array['offered', 'accepted', 'monitored'])[1 + h % 3] else 'completed' end, 1, h < 100,"
    " case when h < 100 then {late} end, true"
    " from generate_series(1, {quarter}) n, lateral upper(lpad(to_hex(n), 8, '0')) x,"
    " lateral abs(hashint4(n::int) % 1000) h",
)
