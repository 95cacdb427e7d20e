-- What the administration of accounts may do beyond single rows, each as one narrow function.
--
-- As in kernel/access: the function that a door calls runs with the door's rights and says at which door it is
-- asked; the one it hands on to runs with its owner's rights, resolves the person from the session token itself
-- and checks everything again.

-- Whether every role this person ever held was in these organisations. An administrator may renew the way in only
-- of somebody who is theirs alone: otherwise one body could take over an account that another body trusts.
create or replace function people_belongs_only_to(person uuid, organisations uuid[]) returns boolean
language sql stable security definer set search_path = pg_catalog, public
as $$
    select not exists (
        select 1 from public.people_roleholding h
         where h.person_id = person and h.organisation_id <> all(organisations))
$$;

-- The person who already signs in under this address, asked by an administrator who is about to give a role.
create or replace function people_known_at(door_role text, address text) returns uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select p.id from public.people_person p
     where p.email = lower(address)
       and exists (
           select 1 from public.access_holdings_of(public.access_actor_at(door_role), door_role) h
            where h.role in ('organisation_administrator', 'system_administrator'))
$$;

create or replace function people_known(address text) returns uuid
language sql stable set search_path = pg_catalog, public
as $$ select public.people_known_at(current_user::text, address) $$;

-- The address of the person whom this door's provider names (candour.subject), if they linked themselves with it. The
-- one question about links that is answered before anybody is signed in; what follows is the path after a password.
create or replace function people_linked_at(door_role text) returns text
language sql stable security definer set search_path = pg_catalog, public
as $$
    select p.email::text from public.people_providerlink l join public.people_person p on p.id = l.person_id
     where l.subject_digest = public.access_subject()
       and 'candour_' || l.door = door_role
       and p.deactivated_on is null
$$;

create or replace function people_linked() returns text
language sql stable set search_path = pg_catalog, public
as $$ select public.people_linked_at(current_user::text) $$;

-- After a loss: removes a colleague's passkeys and one-time codes, ends their sessions and cancels older links.
-- With ``forget_password`` their password too, and their links with providers: each of them is a first proof. Refused without a fresh proof of identity, for oneself, and for
-- somebody who also belongs to an organisation that the person asking does not look after.
create or replace function people_reset_authenticators_at(door_role text, person uuid, forget_password boolean)
returns void
language plpgsql security definer set search_path = pg_catalog, public
as $$
declare
    actor uuid := public.access_actor_at(door_role);
    looked_after uuid[];
begin
    if not exists (
        select 1 from public.people_session s
         where s.token_digest = public.access_session_digest()
           and s.person_id = actor and s.stepped_up_at > now() - interval '5 minutes')
    then
        raise insufficient_privilege using message = 'a fresh proof of identity is needed';
    end if;
    select case when bool_or(h.role = 'system_administrator')
                then (select array_agg(o.id) from public.people_organisation o)
                else array_agg(h.organisation_id) filter (where h.role = 'organisation_administrator') end
      into looked_after
      from public.access_holdings_of(actor, door_role) h;
    if person = actor or not exists (
           select 1 from public.people_roleholding h
            where h.person_id = person and h.organisation_id = any(coalesce(looked_after, '{}')))
       or not public.people_belongs_only_to(person, coalesce(looked_after, '{}'))
    then
        raise insufficient_privilege using message = 'this person is not yours to reset';
    end if;
    delete from public.mfa_authenticator where user_id = person;
    if forget_password then
        delete from public.people_providerlink where person_id = person;
    end if;
    update public.people_invitation set cancelled_at = now()
     where person_id = person and used_at is null and cancelled_at is null;
    update public.people_person
       set sessions_valid_from = clock_timestamp(),
           password = case when forget_password then '!' else password end
     where id = person;
end
$$;

create or replace function people_reset_authenticators(person uuid, forget_password boolean) returns void
language sql set search_path = pg_catalog, public
as $$ select public.people_reset_authenticators_at(current_user::text, person, forget_password) $$;

-- Sessions that can no longer name anybody are thrown away; called whenever somebody signs in.
create or replace function people_sweep_sessions() returns void
language sql security definer set search_path = pg_catalog, public
as $$
    delete from public.people_session
     where expires_at <= now() or (person_id is not null and last_seen_at <= now() - interval '15 minutes')
$$;

-- The synthetic people of a demonstration, listed before anybody has signed in. Returns nothing unless the owner
-- has switched the demonstration on in this database, and never a person who is not marked synthetic.
create or replace function people_demonstration_at(door_role text)
returns table (person_id uuid, email text, name text, organisation text, role text, area text)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select p.id, p.email::text, p.name::text, o.name::text, h.role, h.area
      from public.people_person p
      cross join lateral public.access_holdings_of(p.id, door_role) h
      join public.people_organisation o on o.id = h.organisation_id
     where p.is_synthetic and p.deactivated_on is null and h.covering is null
       and exists (select 1 from public.people_demonstration)
     order by o.name, p.name, h.role
$$;

create or replace function people_demonstration()
returns table (person_id uuid, email text, name text, organisation text, role text, area text)
language sql stable set search_path = pg_catalog, public
as $$ select * from public.people_demonstration_at(current_user::text) $$;

-- Who stands in for a holding on a day, as deputy or leave cover. For the owner's functions; no door calls it.
create or replace function people_standing_in_for(holding uuid, on_day date) returns setof uuid
language sql stable set search_path = pg_catalog, public
as $$
    select c.covered_by_id from public.people_cover c
     where c.holding_id = holding and c.starts_on <= on_day and (c.ends_on is null or c.ends_on > on_day)
$$;
