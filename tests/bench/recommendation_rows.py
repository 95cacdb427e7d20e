"""A country's recommendations for measuring: fifty thousand, with what bodies answered and the office found. Put in by SQL.

One report and one body are large: a twentieth of the recommendations, a tenth of the asks. Two in a hundred recommendations
are not published. Words are drawn so that some stand in every text, some in a tenth, and one in a single text.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime, timedelta

from candour.command import roles
from tests.bench.house import House

READER = "a-reviewer-whose-lists-are-measured"
"""The session token of somebody of the office."""
RECOMMENDATIONS, UPDATES = 50_000, 400_000
REPORTS, BODIES = 400, 250
ASKS = RECOMMENDATIONS + RECOMMENDATIONS // 5
LATE_ANSWERS = 300
"""Asks that wait for an answer whose day has passed; what should have been delivered and is late comes on top."""
ALONE = "zeppelin"
"""A word of a single text."""

_TABLES = (
    "recommendation", "report", "part", "addressee", "addresseestep", "addresseedeadline", "response", "plannedtask", "update",
    "claim", "verdict", "closing", "escalation", "extensionrequest", "extensiondecision", "tag", "link",
)  # fmt: skip
_WORDS = (
    "panel", "referral", "threshold", "guidance", "training", "record", "disclosure", "family", "school", "hospital", "university",
    "evidence", "supervision", "retention", "deadline", "appeal", "translation", "ideology", "safeguarding", "proportionality",
)  # fmt: skip
"""Each stands in about a fifth of the texts."""


def people(house: House) -> None:
    """The bodies, and a reviewer who is signed in at the office's door."""
    now, person = datetime.now(UTC), uuid.uuid5(uuid.NAMESPACE_URL, READER)
    with house.connect(roles.OWNER) as owner:
        owner.execute(
            "insert into people_organisation (id, name, short_name, kind, nation, region, code, gss_code, is_synthetic)"
            " select md5('asked/' || n)::uuid, 'Body asked ' || n, '', 'other', 'england', '', '', '', true"
            f" from generate_series(0, {BODIES - 1}) n"
        )
        owner.execute(
            "insert into people_person (id, email, name, password, language, is_synthetic)"
            " values (%s, 'reviewer@bench.invalid', 'Reviewer', '!', 'en-gb', true)",
            [person],
        )
        owner.execute(
            "insert into people_roleholding (id, person_id, organisation_id, role, area, starts_on, end_reason)"
            " select gen_random_uuid(), %s, id, 'reviewer', '', '2025-01-01', '' from people_organisation"
            " where kind = 'oversight_office' limit 1",
            [person],
        )
        owner.execute(
            "insert into people_session"
            " (id, door, token_digest, person_id, data, created_at, last_seen_at, expires_at, stepped_up_at)"
            " values (gen_random_uuid(), 'office', %s, %s, '', %s, %s, %s, %s)",
            [
                hashlib.sha256(READER.encode()).digest(),
                person,
                now,
                now + timedelta(hours=3),
                now + timedelta(hours=4),
                now,
            ],
        )


def fill(house: House) -> None:
    """Everything. What ``candour migrate`` loaded of earlier reviews stays beside it."""
    known = {
        "reports": REPORTS, "bodies": BODIES, "asks": ASKS, "updates": UPDATES, "recommendations": RECOMMENDATIONS,
        "late_answers": LATE_ANSWERS, "words": list(_WORDS), "alone": ALONE, "person": str(uuid.uuid5(uuid.NAMESPACE_URL, READER)),
    }  # fmt: skip
    with house.connect(roles.SUPERUSER) as superuser:
        # What is put in is whole: its keys are made from numbers, and its one mark of change is set below.
        superuser.execute("set session_replication_role = replica; set maintenance_work_mem = '256MB'; set jit = off")
        for statement in _STATEMENTS:
            superuser.execute(statement.format(**known))
        for table in (*_TABLES, "changed"):
            superuser.execute(f"vacuum (analyze) recommendations_{table}")
        superuser.execute("vacuum (analyze) people_organisation")


def reference(letter: str, number: int) -> str:
    """The reference of the row of this number."""
    text = f"{number:08X}"
    return f"{letter}-{text[:4]}-{text[4:]}"


_REFERENCE = "'{letter}-' || substr(upper(lpad(to_hex({n}), 8, '0')), 1, 4) || '-' || substr(upper(lpad(to_hex({n}), 8, '0')), 5)"
_REPORT = "case when {n} % 20 = 0 then 0 else 1 + ({n}::bigint * 7919) % ({{reports}} - 1) end"
_BODY = "case when {n} % 10 = 3 then 0 else 1 + ({n}::bigint * 104729) % ({{bodies}} - 1) end"

_STATEMENTS = (
    "insert into recommendations_changed (id, mark) values (1, gen_random_uuid())"
    " on conflict (id) do update set mark = excluded.mark",
    "insert into recommendations_report (id, slug, title, author, paper, summary, published_on, precision, source, is_earlier,"
    " issued_at, published_at, is_synthetic) select md5('report/' || n)::uuid, 'report-' || n, 'How it is done: inspection ' || n,"
    " 'Office', '', 'What was found.', current_date - (n * 4)::int, 'day', '', false, now() - n * interval '4 days',"
    " now() - n * interval '4 days', true from generate_series(0, {reports} - 1) n",
    # The text: words that stand in each, two of twenty drawn by the number, and one that stands in a single text.
    "insert into recommendations_recommendation (id, reference, report_id, number, place, text, measure, certainty, issued_on,"
    " published_at, is_synthetic) select md5('rec/' || n)::uuid, " + _REFERENCE.format(letter="N", n="n")
    + ", md5('report/' || report)::uuid, n::text, n, 'The department should make sure, with those whom it concerns, that every ' "
    "|| drawn[1 + n % 20] || ' and every ' || drawn[1 + (n * 7 / 20) % 20] || ' of number' || n || ' is recorded, explained and looked at"
    " again within a year, and that Prevent is understood by everybody who has to decide. ' || repeat('It should say how and why. ',"
    " n % 12) || case when n = 4711 then '{alone}' else '' end, 'A sample of fifty shows that it is done.', '',"
    " current_date - (report * 4)::int, case when h > 20 then now() - report * interval '4 days' end, true"
    " from generate_series(1, {recommendations}) n, lateral (select " + _REPORT.format(n="n") + " as report) p,"
    " lateral abs(hashint4(n::int) % 1000) h, (select array{words} as drawn) w",
    "insert into recommendations_part (id, recommendation_id, letter, text) select md5('part/' || n || l)::uuid,"
    " md5('rec/' || n)::uuid, l, 'What part ' || l || ' asks.' from generate_series(10, {recommendations}, 10) n,"
    " unnest(array['a', 'b']) l",
    # A recommendation's second ask is numbered behind all first ones; every fifth has one.
    "create temporary table asked as select n, rec, (" + _BODY.format(n="rec") + " + case when n > {recommendations}"
    " then 1 + n % 40 else 0 end) % {bodies} as body, h,"
    " case when rec % 10 = 0 then md5('part/' || rec || case when n > {recommendations} then 'b' else 'a' end)::uuid end as part,"
    " abs(hashint4(rec::int) % 1000) > 20 as seen, current_date - (" + _REPORT.format(n="rec") + " * 4)::int as asked_on,"
    " case when h < 150 then 'asked' when h < 400 then 'accepted' when h < 480 then 'rejected' when h < 520 then 'noted'"
    " when h < 550 then 'elsewhere' when h < 650 then 'claimed' when h < 800 then 'verified' when h < 850 then 'not_verified'"
    " else 'closed' end as state, current_date + (n % 700)::int - 100 as deliver_by,"
    " case when h < 150 and n % (10000 / {late_answers}) = 0 then current_date - 1 - (n % 50)::int"
    " else current_date + (n % 60)::int end as respond_by"
    " from generate_series(1, {asks}) n, lateral (select case when n > {recommendations} then (n - {recommendations}) *"
    " 5 else n end as rec) r,"
    " lateral abs(hashint4((n + 77)::int) % 1000) h",
    "alter table asked add response text, add next_due_on date",
    "update asked set response = case when state = 'asked' then '' when state = 'rejected' then 'reject' when state = 'noted' then 'note'"
    " when state = 'elsewhere' then 'pass_on' else (array['accept', 'accept', 'accept_in_part', 'accept_in_principle'])[1 + n % 4] end,"
    " next_due_on = case when state = 'asked' then respond_by when state in ('accepted', 'not_verified') then deliver_by"
    " when state <> 'closed' then respond_by end",
    "insert into recommendations_addressee (id, reference, recommendation_id, organisation_id, part_id, asked_on, deliver_by, response,"
    " state, procedure_version, nation, is_open, next_due_on, published_at, is_synthetic) select md5('ask/' || n)::uuid, "
    + _REFERENCE.format(letter="A", n="n")
    + ", md5('rec/' || rec)::uuid, md5('asked/' || body)::uuid, part, asked_on, deliver_by, response, state, 1, 'england',"
    " state <> 'closed', next_due_on, case when seen then asked_on::timestamptz end, true from asked",
    "insert into recommendations_addresseestep (id, addressee_id, number, step, from_state, to_state, by_id, by_kind, taken_on,"
    " taken_at, rationale, ledger_entry) select gen_random_uuid(), md5('ask/' || n)::uuid, 1, 'ask', '', 'asked', '{person}'::uuid,"
    " 'person', asked_on, asked_on, '', gen_random_uuid() from asked",
    # The clock to respond, met by who answered; then that of the office, where it has something to do.
    "insert into recommendations_addresseedeadline (id, addressee_id, code, started_on, term_value, term_unit, nation, due_on, met_on,"
    " moved_because) select gen_random_uuid(), md5('ask/' || n)::uuid, code, asked_on, 2, 'months', 'england', due_on, met_on, ''"
    " from asked, lateral (select 'recommendations.response' as code, respond_by as due_on,"
    " case when state <> 'asked' then asked_on + 40 end as met_on union all select case state when 'claimed' then"
    " 'recommendations.verify' else 'recommendations.decide' end, respond_by, null where state in ('rejected', 'noted', 'elsewhere',"
    " 'claimed', 'verified')) d",
    "insert into recommendations_response (id, addressee_id, number, kind, reasons, plan, for_body, sent_on, at, prepared_by_id, by_id)"
    " select md5('response/' || n)::uuid, md5('ask/' || n)::uuid, 1, response, 'We looked at it with those whom it concerns.',"
    " case when response like 'accept%' then 'We shall do it in two steps.' else '' end, case when response = 'pass_on' then"
    " 'Another body' else '' end, sent_on, sent_on, '{person}'::uuid, gen_random_uuid()"
    " from asked, lateral (select least(asked_on + 40, current_date) as sent_on) s where response <> ''",
    "insert into recommendations_plannedtask (id, addressee_id, response_id, number, text, due_on, owner, by_id)"
    " select gen_random_uuid(), md5('ask/' || n)::uuid, md5('response/' || n)::uuid, t, 'Step ' || t, deliver_by, 'Policy team',"
    " '{person}'::uuid from asked, generate_series(1, 2) t where response like 'accept%'",
    # Two in three updates are spread; one ask has two hundred.
    "insert into recommendations_update (id, addressee_id, text, written_on, at, by_id) select md5('update/' || u)::uuid,"
    " md5('ask/' || case when u <= 200 then 11 else 1 + u::bigint * 7919 % {asks} end)::uuid, 'The first groups have"
    " been trained; the second"
    " half follows in the spring, and the figures are looked at each month.', day, day, '{person}'::uuid"
    " from generate_series(1, {updates}) u, lateral (select current_date - (u::bigint * 31 % 1500)::int as day) d",
    "insert into recommendations_claim (id, addressee_id, number, against_measure, evidence, claimed_on, at, by_id)"
    " select md5('claim/' || n)::uuid, md5('ask/' || n)::uuid, 1, 'The sample was taken.', 'Report on our site.', day,"
    " day, '{person}'::uuid"
    " from asked, lateral (select current_date - (n % 300)::int as day) d where state in ('claimed', 'verified', 'not_verified', 'closed')",
    "insert into recommendations_verdict (id, addressee_id, claim_id, outcome, looked_at, method, missing, next_on, found_on, at, by_id)"
    " select md5('verdict/' || n)::uuid, md5('ask/' || n)::uuid, md5('claim/' || n)::uuid, case when is_not then"
    " 'not_verified' else 'verified' end,"
    " 'The report.', 'Read.', case when is_not then 'The sample is too small.' else '' end, case when is_not then deliver_by end, day, day,"
    " '{person}'::uuid from asked, lateral (select current_date - (n % 200)::int as day, state = 'not_verified' as is_not) d"
    " where state in ('verified', 'not_verified', 'closed')",
    "insert into recommendations_closing (id, addressee_id, reason, text, closed_on, at, by_id) select md5('closing/' || n)::uuid,"
    " md5('ask/' || n)::uuid, 'close_as_done', 'It is done.', day, day, '{person}'::uuid"
    " from asked, lateral (select current_date - (n % 100)::int as day) d where state = 'closed'",
    "insert into recommendations_escalation (id, addressee_id, kind, about, text, signed_as, sent_on, at)"
    " select gen_random_uuid(), md5('ask/' || n)::uuid, 'remind', 'response', 'Please answer.', 'Candour', day, day"
    " from asked, lateral (select current_date - (n % 400)::int as day) d where n % 6 = 0",
    "insert into recommendations_extensionrequest (id, addressee_id, number, what, until, reasons, asked_on, at, by_id)"
    " select md5('more/' || n)::uuid, md5('ask/' || n)::uuid, 1, 'delivery', deliver_by, 'More schools than we thought.', day, day,"
    " '{person}'::uuid from asked, lateral (select current_date - (n % 500)::int as day) d where n % 15 = 0",
    "insert into recommendations_extensiondecision (id, request_id, is_granted, until, reasons, decided_on, at, by_id)"
    " select gen_random_uuid(), md5('more/' || n)::uuid, true, deliver_by, 'It is so.', day, day, '{person}'::uuid"
    " from asked, lateral (select current_date - (n % 480)::int as day) d where n % 15 = 0",
    "insert into recommendations_tag (id, recommendation_id, term_id) select gen_random_uuid(), md5('rec/' || n)::uuid, t.id"
    " from generate_series(1, {recommendations}) n, (select id, row_number() over (order by list, code) - 1 as place from"
    " recommendations_tagterm) t where t.place in (n % 7, (n + 3) % 7)",
    "insert into recommendations_link (id, recommendation_id, kind, to_id, reason, made_on, by_id) select gen_random_uuid(),"
    " md5('rec/' || n)::uuid, 'repeats', md5('rec/' || (n - 9))::uuid, 'It was said before.', current_date, '{person}'::uuid"
    " from generate_series(10, {recommendations}, 10) n",
)  # fmt: skip
