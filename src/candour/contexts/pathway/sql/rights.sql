-- What the code of a person or a parent opens (models/rights.py): as far as the owner released it, and nothing else.

-- The access whose code was typed at the public door, while it runs.
create or replace function pathway_rights_by_code() returns uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select a.id from public.pathway_rightsaccess a
     where a.code_digest = (select public.access_mailbox()) and a.ended_on is null
       and (now() at time zone 'Europe/London')::date between a.from_on and a.until_on
$$;

-- The record behind it. A value that was not released does not leave the database.
create or replace function pathway_rights_shown()
returns table (law text, state text, since date, due date, body text)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select case when a.case_id is null then 'pathway.referral' else 'pathway.case' end,
           case when 'state' = any(a.released) then coalesce(c.state, r.state)::text end,
           case when 'since' = any(a.released) then coalesce(c.referred_on, r.received_on) end,
           case when 'next' = any(a.released)
                then case when a.case_id is null then r.next_due_on else c.next_due_on end end,
           case when 'body' = any(a.released) then o.name::text end
      from public.pathway_rightsaccess a
      join public.pathway_referral r on r.id = a.referral_id
      left join public.pathway_panelcase c on c.id = a.case_id
      left join public.people_organisation o on o.id = coalesce(a.authority_id, a.force_id)
     where a.id = public.pathway_rights_by_code()
$$;

-- Once a minute: the owner hears that something was asked by a code they gave; of a withdrawal of consent, at once.
create or replace function pathway_sweep_rights() returns integer
language plpgsql security definer set search_path = pg_catalog, public
as $$
declare
    today date := (now() at time zone 'Europe/London')::date;
    made integer;
begin
    insert into public.notifications_deliverynotice (id, person_id, code, subject, marker, is_urgent, created_on)
    select distinct on (w.person_id, q.id)
           gen_random_uuid(), w.person_id, 'rights.asked', q.id, q.id::text, q.kind = 'withdrawal', today
      from public.pathway_rightsrequest q
      join public.pathway_rightsaccess a on a.id = q.access_id
      join public.people_roleholding h on h.person_id = a.owner_id
       and h.role in ('police_case_officer', 'police_supervisor', 'panel_chair', 'panel_coordinator')
       and h.organisation_id in (a.force_id, a.authority_id)
       and h.starts_on <= today and (h.ends_on is null or h.ends_on > today)
      cross join lateral (select h.person_id union select * from public.people_standing_in_for(h.id, today)) w
      join public.people_person p on p.id = w.person_id and p.deactivated_on is null
     where q.is_open
       and not exists (select 1 from public.pathway_interest i
                        where i.individual_id = a.individual_id and i.person_id = w.person_id and i.ended_at is null)
    on conflict do nothing;
    get diagnostics made = row_count;
    return made;
end
$$;
