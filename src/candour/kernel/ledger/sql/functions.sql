-- Each entry waits for its place in the inner tree from the moment it is committed.
--
-- The trigger runs with the owner's rights: the doors may insert an entry and can neither see nor count what waits.
-- What waits is found by everybody's commit alone, in whatever order those come, so that a long transaction delays its
-- own entry and no other (docs/decisions/0008-two-trees.md).
create or replace function ledger_entry_waits() returns trigger
language plpgsql security definer set search_path = pg_catalog, public
as $$
begin
    insert into public.ledger_pending (entry_id, leaf_hash) values (new.id, new.leaf_hash);
    return null;
end
$$;

create or replace trigger ledger_entry_waits
    after insert on ledger_entry for each row execute function ledger_entry_waits();
