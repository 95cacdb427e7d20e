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

-- Individuals in whom the actor declared an interest: themself, or to the meeting at which it was written down.
create or replace function pathway_excluded_for(actor uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(found.individual_id), '{}')
      from (select i.individual_id
              from public.pathway_interest i
             where i.person_id = actor and i.ended_at is null
             union
            select c.individual_id
              from public.pathway_declaration d
              join public.pathway_attendance a on a.id = d.attendance_id
              join public.pathway_agendaitem g on g.id = d.item_id
              join public.pathway_panelcase c on c.id = g.case_id
             where d.kind = 'interest' and a.person_id = actor) found
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
