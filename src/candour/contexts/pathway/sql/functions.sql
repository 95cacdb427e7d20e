-- What the row rules of the pathway ask. Each answers for the person signed in at the delivery door, or for the code
-- that was typed at the public one, and for nobody else; see contexts/pathway/models/rules.py for how they are put together.

create or replace function pathway_forces() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(distinct h.organisation_id), '{}')
      from public.access_holdings() h where h.role in ('police_case_officer', 'police_supervisor')
$$;

create or replace function pathway_authorities() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(distinct h.organisation_id), '{}')
      from public.access_holdings() h where h.role in ('panel_chair', 'panel_coordinator')
$$;

-- Everybody who is read as one with an individual: whoever an officer said is the same, and so on from them. Nothing is
-- moved together: a decision that is taken back leaves everything as it was. Granted to no door.
create or replace function pathway_same_as(individual uuid) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    with recursive same(id) as (
        select individual
        union
        select other.individual_id
          from same join public.pathway_referral own on own.individual_id = same.id
          join public.pathway_referrallink l on own.id in (l.referral_id, l.earlier_id) and l.is_same and l.ended_at is null
          join public.pathway_referral other on other.id in (l.referral_id, l.earlier_id) and other.id <> own.id)
    select id from same
$$;

-- Individuals in whom the actor declared an interest (themself, or to the meeting at which it was written down), and everybody
-- who is read as one with them.
create or replace function pathway_excluded_for(actor uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(distinct same), '{}')
      from (select i.individual_id
              from public.pathway_interest i
             where i.person_id = actor and i.ended_at is null
             union
            select c.individual_id
              from public.pathway_declaration d
              join public.pathway_attendance a on a.id = d.attendance_id
              join public.pathway_agendaitem g on g.id = d.item_id
              join public.pathway_panelcase c on c.id = g.case_id
             where d.kind = 'interest' and a.person_id = actor) declared,
           lateral public.pathway_same_as(declared.individual_id) same
     where actor = (select public.access_actor_at('candour_delivery'))
$$;

create or replace function pathway_excluded() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.pathway_excluded_for(public.access_actor()) $$;

-- Whether an individual is the subject of a referral already. Asked while a referral is being written: of one that is
-- known the writer learns no more than that.
create or replace function pathway_is_known(individual uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public
as $$ select exists (select 1 from public.pathway_referral r where r.individual_id = individual) $$;

-- Whether nobody has acted on a referral since the one who asks entered it (nobody, at the public door).
create or replace function pathway_is_untouched_by(actor uuid, referral uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public
as $$
    select exists (select 1 from public.pathway_referral r
                    where r.id = referral and r.entered_by_id is not distinct from actor)
       and not exists (select 1 from public.pathway_referralstep s where s.referral_id = referral and s.number > 1)
$$;

create or replace function pathway_is_untouched(referral uuid) returns boolean
language sql stable set search_path = pg_catalog, public
as $$ select public.pathway_is_untouched_by(public.access_actor(), referral) $$;

-- The referral whose code was typed at the public door.
create or replace function pathway_by_code() returns uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select f.referral_id from public.pathway_referrer f where f.code_digest = (select public.access_mailbox())
$$;

-- Whether the actor's own force decided that an earlier referral is of the same person as one of theirs.
create or replace function pathway_is_linked_at(door_role text, earlier uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public
as $$
    select exists (
        select 1 from public.pathway_referrallink l
         where l.earlier_id = earlier and l.is_same and l.ended_at is null
           and l.force_id in (select h.organisation_id from public.access_holdings_at(door_role) h
                               where h.role in ('police_case_officer', 'police_supervisor')))
$$;

create or replace function pathway_is_linked(earlier uuid) returns boolean
language sql stable set search_path = pg_catalog, public
as $$ select public.pathway_is_linked_at(current_user::text, earlier) $$;
