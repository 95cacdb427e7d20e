-- What a referrer learns of the referrals that they made for a body in which they refer today: whom they wrote about, as they wrote
-- it; roughly where it stands, never what was decided; and what they were told. The row itself stays closed to them.
create or replace function pathway_made_at(door_role text)
returns table (reference text, received_on date, stands text, named text, feedback text, feedback_on date)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select r.reference::text, r.received_on,
           case when r.state = 'received' then 'received'
                when r.state in ('screening', 'assessment') then 'looked_at' else 'decided' end,
           coalesce((select n.name::text from public.pathway_individualname n
                      where n.individual_id = r.individual_id and n.added_by_id = f.person_id and n.kind = 'name'
                        and n.added_on = (r.entered_at at time zone 'Europe/London')::date
                      order by n.id limit 1), ''),
           f.feedback, f.feedback_on
      from public.pathway_referrer f join public.pathway_referral r on r.id = f.referral_id
     where f.person_id = public.access_actor_at(door_role)
       and f.organisation_id in (select h.organisation_id from public.access_holdings_at(door_role) h
                                  where h.role = 'duty_body_referrer')
     order by r.entered_at desc limit 200
$$;

create or replace function pathway_made()
returns table (reference text, received_on date, stands text, named text, feedback text, feedback_on date)
language sql stable set search_path = pg_catalog, public
as $$ select * from public.pathway_made_at(current_user::text) $$;
