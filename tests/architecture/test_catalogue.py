"""What the database must look like whatever is declared: safe functions, policies that ask the right question, and no
column near reporters that tells when."""

from __future__ import annotations

import re

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

OWN = "p.pronamespace = 'public'::regnamespace"


def rows(query: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


class TestFunctions:
    """Functions that run with their owner's rights are where a barrier could be walked around."""

    def test_pin_where_they_look_names_up(self) -> None:
        found = rows(
            f"select p.oid::regprocedure::text from pg_proc p where {OWN} and not exists"
            " (select 1 from unnest(p.proconfig) c where c like 'search_path=pg_catalog%')"
        )
        assert found == []

    def test_look_in_nobody_elses_schema(self) -> None:
        found = rows(f"select p.oid::regprocedure::text, p.proconfig::text from pg_proc p where {OWN} and p.prosecdef")
        assert len(found) > 15
        assert [name for name, said in found if "$user" in str(said) or "temp" in str(said)] == []

    def test_build_no_statement_from_words(self) -> None:
        found = rows(f"select p.oid::regprocedure::text, p.prosrc from pg_proc p where {OWN}")
        assert [name for name, source in found if re.search(r"\bexecute\s+(format|'|\w+\s*\|\|)", str(source))] == []

    def test_are_owned_by_the_owner_and_called_by_nobody_unnamed(self) -> None:
        found = rows(
            f"select p.oid::regprocedure::text from pg_proc p where {OWN}"
            " and (pg_get_userbyid(p.proowner) <> 'candour_owner' or has_function_privilege('public', p.oid, 'execute'))"
        )
        assert found == []

    def test_believe_no_session_user(self) -> None:
        """A worker or a test may have stepped into a role; only the current one counts."""
        assert rows(f"select p.oid::regprocedure::text from pg_proc p where {OWN} and p.prosrc ~ 'session_user'") == []


class TestPolicies:
    """A row rule asks the database who is there, never what somebody says."""

    def test_ask_functions_and_not_settings(self) -> None:
        found = rows("select policyname, coalesce(qual, '') || coalesce(with_check, '') from pg_policies")
        assert len(found) > 100
        settings = {
            name for name, said in found for _ in re.findall(r"current_setting\('candour\.(?!signing_in)", str(said))
        }
        assert settings == set()
        assert [name for name, said in found if "session_user" in str(said)] == []

    def test_treat_an_empty_setting_as_none(self) -> None:
        """After a transaction a setting is '' and not null: read as a value, it could match an empty column."""
        found = rows(
            "select policyname, coalesce(qual, '') || coalesce(with_check, '') from pg_policies"
            " union all select p.proname::text, p.prosrc from pg_proc p where p.pronamespace = 'public'::regnamespace"
        )
        for name, said in found:
            reads = len(re.findall(r"current_setting\(", str(said)))
            guarded = len(re.findall(r"nullif\(current_setting\(", str(said), re.IGNORECASE))
            uses = len(re.findall(r"else sha256\((?:convert_to|decode)\(current_setting\(", str(said)))
            assert reads == guarded + uses, name

    def test_are_all_permissive_and_for_one_role(self) -> None:
        found = rows(
            "select policyname from pg_policies where permissive <> 'PERMISSIVE' or cardinality(roles) <> 1"
            " or 'public' = any(roles)"
        )
        assert found == []

    def test_give_delivery_no_table_that_only_the_office_has(self) -> None:
        """The tables that delivery may touch, by name: one more is a decision, not an accident."""
        found = rows(
            "select distinct c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0"
            " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')"
            " and (has_column_privilege('candour_delivery', c.oid, a.attnum, 'select')"
            "  or has_column_privilege('candour_delivery', c.oid, a.attnum, 'update')"
            "  or has_column_privilege('candour_delivery', c.oid, a.attnum, 'insert'))"
        )
        # The whole pathway is delivery's own work; nothing of it is the office's.
        assert {str(name) for (name,) in found if not str(name).startswith("pathway_")} == {
            "concerns_enquiry",
            "concerns_enquirydeadline",
            "concerns_enquirypause",
            "concerns_enquiryreply",
            "concerns_enquirystep",
            "deadlines_bankholiday",
            "deadlines_policyterm",
            "ledger_entry",
            "mfa_authenticator",
            "notifications_deliverynotice",
            "people_cover",
            "people_invitation",
            "people_organisation",
            "people_person",
            "people_providerlink",
            "people_roleholding",
            "people_session",
            "recommendations_addressee",
            "recommendations_addresseedeadline",
            "recommendations_addresseestep",
            "recommendations_claim",
            "recommendations_closing",
            "recommendations_correction",
            "recommendations_escalation",
            "recommendations_evidencefile",
            "recommendations_extensiondecision",
            "recommendations_extensionrequest",
            "recommendations_link",
            "recommendations_part",
            "recommendations_plannedtask",
            "recommendations_recommendation",
            "recommendations_report",
            "recommendations_response",
            "recommendations_responsedraft",
            "recommendations_tag",
            "recommendations_tagterm",
            "recommendations_taskreport",
            "recommendations_update",
            "recommendations_verdict",
        }


class TestColumns:
    """What would point to a reporter, or count, has no column."""

    def test_hold_no_address_of_a_browser(self) -> None:
        found = rows(
            "select table_schema || '.' || table_name || '.' || column_name from information_schema.columns"
            " where table_schema = 'public' and (data_type in ('inet', 'cidr', 'macaddr')"
            " or column_name ~ '(^|_)(ip|ip_address|user_agent|remote_addr|referer|fingerprint)$')"
        )
        assert found == []

    def test_keep_days_and_no_times_where_a_reporter_writes(self) -> None:
        found = rows(
            "select table_name || '.' || column_name from information_schema.columns"
            " where table_schema = 'public' and data_type like 'timestamp%' and table_name in"
            " ('concerns_concern', 'concerns_narrative', 'concerns_reporter', 'concerns_message', 'concerns_bodyagreement',"
            "  'concerns_concerndeadline', 'concerns_concernpause', 'concerns_nudge', 'notifications_officenotice',"
            "  'concerns_concerndocument')"
        )
        assert found == []

    def test_near_reporters_are_counted_by_no_sequence(self) -> None:
        """A number drawn from a sequence tells how many came before."""
        found = rows(
            "select s.relname::text, coalesce(d.refobjid::regclass::text, '') from pg_class s"
            " left join pg_depend d on d.objid = s.oid and d.classid = 'pg_class'::regclass and d.refobjsubid > 0"
            " where s.relkind = 'S' and s.relnamespace = 'public'::regnamespace"
        )
        assert [name for name, table in found if str(table).startswith(("concerns_", "ledger_", "people_"))] == []

    def test_ids_do_not_tell_the_time(self) -> None:
        """uuid4, made by the application: a version 7 would hold the moment of a submission."""
        found = rows(
            "select table_name || '.' || column_name from information_schema.columns where table_schema = 'public'"
            " and column_default ~ 'uuidv7|clock_timestamp|now\\(\\)'"
        )
        assert found == []
