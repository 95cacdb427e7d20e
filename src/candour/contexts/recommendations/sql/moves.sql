-- What a row rule cannot hold, because it sees a row either before or after: which door may move what, and from where.

-- A body answers and claims; it neither verifies nor closes, and opens nothing again. The office asks, judges and closes; it
-- answers nothing for a body, and judges only by somebody who is independent of it. What is published stays so.
create or replace function recommendations_addressee_moves() returns trigger
language plpgsql set search_path = pg_catalog, public
as $$
declare
    move text := old.state || ' > ' || new.state;
begin
    if current_user = 'candour_delivery' and (
        (new.state <> old.state and move not in (
            'asked > accepted', 'asked > rejected', 'asked > noted', 'asked > elsewhere',
            'accepted > claimed', 'not_verified > claimed'))
        or (new.response <> old.response and not (old.state = 'asked' and new.state <> 'asked')))
    then
        raise exception 'a body answers what it is asked, and claims what it delivers: no other move is its own'
            using errcode = 'check_violation', constraint = 'addressee_moves_of_body';
    end if;
    if current_user = 'candour_office' and new.state <> old.state
       and not (new.state = 'closed' or (new.state = 'asked' and old.state not in ('claimed', 'verified'))
                or move in ('claimed > verified', 'claimed > not_verified', 'verified > claimed'))
    then
        raise exception 'the office asks, judges and closes: no other move is its own'
            using errcode = 'check_violation', constraint = 'addressee_moves_of_office';
    end if;
    if current_user = 'candour_office' and move in ('claimed > verified', 'claimed > not_verified') then
        -- Asked for by itself: the other doors may not call it.
        if public.recommendations_is_independent(new.id, public.access_actor()) is not true then
            raise exception 'whoever judges a claim neither works for the body nor did so lately'
                using errcode = 'check_violation', constraint = 'addressee_judged_independently';
        end if;
    end if;
    if current_user = 'candour_office' and old.published_at is not null
       and new.published_at is distinct from old.published_at
    then
        raise exception 'what is published stays so' using errcode = 'check_violation', constraint = 'addressee_stays_published';
    end if;
    return new;
end
$$;

create or replace trigger recommendations_addressee_moves
    before update on recommendations_addressee
    for each row execute function recommendations_addressee_moves();

-- The words of a draft are changed while it is drafted: what is checked, passed and issued is one and the same.
create or replace function recommendations_draft_stays() returns trigger
language plpgsql set search_path = pg_catalog, public
as $$
begin
    if old.state <> 'drafting'
       and (new.report_id, new.number, new.text, new.measure, new.deliver_by, new.tags)
           is distinct from (old.report_id, old.number, old.text, old.measure, old.deliver_by, old.tags)
    then
        raise exception 'what is being checked is not changed: send it back first'
            using errcode = 'check_violation', constraint = 'draft_changed_while_drafted';
    end if;
    return new;
end
$$;

create or replace trigger recommendations_draft_stays
    before update on recommendations_draft
    for each row execute function recommendations_draft_stays();
