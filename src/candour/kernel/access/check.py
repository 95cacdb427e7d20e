"""Whether the database has what the models say. Read from the catalogue; changes nothing.

``faults`` is what ``candour access check`` and ``candour doctor`` print, and what a door looks at before it serves:
a privilege or policy too many, one too few, one that says something else, a table whose row security is off, a door's
role that owns something, bypasses row security or belongs to another role, a function that anybody may call.
"""

from __future__ import annotations

from django.db import connections
from django.db.backends.utils import CursorWrapper

from candour.kernel.access import apply, schemas
from candour.kernel.doors import Access

_TABLES = """
select c.relname, c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = 'public' and c.relkind in ('r', 'p')
"""

_VIEWS = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = 'public' and c.relkind in ('v', 'm', 'f')
   and not coalesce(c.reloptions @> array['security_invoker=true'], false)
"""

_POLICIES = """
select tablename, policyname, lower(cmd), array_to_string(roles, ','), qual, with_check, permissive
  from pg_policies where schemaname = 'public'
"""

_PRIVILEGES = """
select g.table_name, g.grantee, lower(g.privilege_type), '' from information_schema.role_table_grants g
 where g.table_schema = 'public' and g.grantee = any(%(roles)s)
union all
select c.relname, r.rolname, case a.privilege_type when 'SELECT' then 'select' when 'INSERT' then 'insert'
         when 'UPDATE' then 'update' else lower(a.privilege_type) end, t.attname
  from pg_attribute t
  join pg_class c on c.oid = t.attrelid join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public',
       aclexplode(t.attacl) a join pg_roles r on r.oid = a.grantee
 where r.rolname = any(%(roles)s)
"""

_TO_EVERYBODY = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
 where n.nspname = 'public' and a.grantee = 0 and c.relkind in ('r', 'p', 'v', 'm', 'S')
"""

_SEQUENCES = """
select c.relname, r.rolname from pg_class c join pg_namespace n on n.oid = c.relnamespace,
       aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
 where n.nspname = 'public' and c.relkind = 'S' and r.rolname = any(%(roles)s)
"""

_ROLES = """
select r.rolname, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb,
       exists (select 1 from pg_class c where c.relowner = r.oid),
       exists (select 1 from pg_auth_members m where m.member = r.oid)
  from pg_roles r where r.rolname = any(%(roles)s)
"""

_FUNCTIONS = """
select p.oid::regprocedure::text, coalesce(r.rolname, 'public'), p.prosecdef,
       coalesce(array_to_string(p.proconfig, ',') like '%%search_path=%%', false)
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'public'
  left join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a on true
  left join pg_roles r on r.oid = a.grantee
 where not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
"""


def faults(using: str = "default") -> list[str]:
    """What differs between the catalogue and the declarations, in words. Empty when the walls stand."""
    declared = apply.declarations()
    with connections[using].cursor() as cursor:
        cursor.execute(_TABLES)
        tables = {row[0]: row[1:] for row in cursor.fetchall()}
        present = {table: access for table, access in declared.items() if table in tables}
        return [
            *_table_faults(tables, declared),
            *_policy_faults(cursor, present),
            *_privilege_faults(cursor, present),
            *_role_faults(cursor),
            *_function_faults(cursor),
            *schemas.faults(cursor),
        ]


def _table_faults(tables: dict[str, tuple[bool, bool, str]], declared: dict[str, Access]) -> list[str]:
    found: list[str] = []
    for table, (enabled, forced, owner) in sorted(tables.items()):
        if table not in declared:
            found.append(f"table {table}: no access is declared for it")
        if not (enabled and forced):
            found.append(f"table {table}: row security is not {'forced' if enabled else 'enabled'}")
        if owner != apply.OWNER:
            found.append(f"table {table}: owned by {owner}, not by {apply.OWNER}")
    return found


def _policy_faults(cursor: CursorWrapper, present: dict[str, Access]) -> list[str]:
    cursor.execute(_POLICIES)
    held = {(row[0], row[1]): row[2:] for row in cursor.fetchall()}
    wanted = {(policy.table, policy.name): policy for policy in apply.policies(present)}
    found = [f"policy {name} on {table}: not declared" for table, name in sorted(set(held) - set(wanted))]
    found += [f"policy {name} on {table}: missing" for table, name in sorted(set(wanted) - set(held))]
    expressions = _as_the_catalogue_prints(cursor, [wanted[key] for key in sorted(set(wanted) & set(held))])
    for key in sorted(set(wanted) & set(held)):
        policy = wanted[key]
        command, roles, using, check, permissive = held[key]
        if (command, roles, permissive) != (
            policy.command,
            policy.role,
            "PERMISSIVE",
        ) or (using, check) != expressions[key]:
            found.append(f"policy {policy.name} on {policy.table}: says something else than declared")
    return found


def _as_the_catalogue_prints(
    cursor: CursorWrapper, wanted: list[apply.Policy]
) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    """Declared expressions in PostgreSQL's own spelling, from the fingerprint that ``apply`` left on each policy.

    The catalogue prints expressions its own way, so texts cannot be compared. ``apply`` therefore comments each policy
    with the hash of its declaration *and* of what the catalogue then printed; both must still fit.
    """
    cursor.execute(
        "select p.polname, c.relname, obj_description(p.oid, 'pg_policy'),"
        " pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)"
        " from pg_policy p join pg_class c on c.oid = p.polrelid"
    )
    printed = {(row[1], row[0]): row[2:] for row in cursor.fetchall()}
    answer: dict[tuple[str, str], tuple[str | None, str | None]] = {}
    for policy in wanted:
        comment, using, check = printed[(policy.table, policy.name)]
        fits = comment == apply.fingerprint(policy, using, check)
        answer[(policy.table, policy.name)] = (using, check) if fits else ("?", "?")
    return answer


def _privilege_faults(cursor: CursorWrapper, present: dict[str, Access]) -> list[str]:
    roles = list(apply.GRANTED)
    cursor.execute(_PRIVILEGES, {"roles": roles})
    held = {tuple(row) for row in cursor.fetchall()}
    wanted = {
        (privilege.table, privilege.role, privilege.command, column)
        for privilege in apply.privileges(present)
        for column in (privilege.columns or ("",))
    }
    # A grant on the whole table shows on the table, and only there.
    found = [
        f"{role} may {command} {table}{_of(column)}: not declared"
        for table, role, command, column in sorted(held - wanted)
    ]
    found += [
        f"{role} may not {command} {table}{_of(column)}: declared"
        for table, role, command, column in sorted(wanted - held)
    ]
    cursor.execute(_TO_EVERYBODY)
    found += [f"{name}: granted to everybody" for (name,) in cursor.fetchall()]
    cursor.execute(_SEQUENCES, {"roles": roles})
    found += [f"sequence {name}: {role} may use it, and so learn counts" for name, role in cursor.fetchall()]
    cursor.execute(_VIEWS)
    found += [f"view {name}: reads with its owner's rights" for (name,) in cursor.fetchall()]
    return found


def _of(column: str) -> str:
    return f".{column}" if column else ""


def _role_faults(cursor: CursorWrapper) -> list[str]:
    cursor.execute(_ROLES, {"roles": list(apply.GRANTED)})
    found: list[str] = []
    rows = cursor.fetchall()
    for (
        name,
        superuser,
        bypasses,
        creates_roles,
        creates_databases,
        owns,
        member,
    ) in rows:
        for wrong, words in (
            (superuser, "is a superuser"),
            (bypasses, "bypasses row security"),
            (creates_roles, "may create roles"),
            (creates_databases, "may create databases"),
            (owns, "owns something"),
            (member, "belongs to another role"),
        ):
            if wrong:
                found.append(f"role {name}: {words}")
    missing = set(apply.GRANTED) - {row[0] for row in rows}
    return found + [f"role {name}: does not exist" for name in sorted(missing)]


def _function_faults(cursor: CursorWrapper) -> list[str]:
    cursor.execute(_FUNCTIONS)
    wanted = {(name, door.role) for name, doors in apply.callable_functions().items() for door in doors}
    held: set[tuple[str, str]] = set()
    found: list[str] = []
    for signature, role, definer, pinned in cursor.fetchall():
        if definer and not pinned:
            found.append(f"function {signature}: runs with its owner's rights and no pinned search path")
        if role != apply.OWNER:
            held.add((signature.replace(",", ", "), role))
    found += [f"function {name}: {role} may call it: not declared" for name, role in sorted(held - wanted)]
    found += [f"function {name}: {role} may not call it: declared" for name, role in sorted(wanted - held)]
    return sorted(set(found))
