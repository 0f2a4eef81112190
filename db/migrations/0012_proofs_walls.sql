-- What the gateway's role may do with the tree and with the log of reads: both are written once. Queues are emptied;
-- entries of the log may go when they are old, and nobody's configuration makes that sooner than six months (CSL 23(3)).
create trigger journal_leaf_written_once before update or delete or truncate on journal_leaf for each statement execute function write_once();
--> statement-breakpoint
create trigger journal_subtree_written_once before update or delete or truncate on journal_subtree for each statement execute function write_once();
--> statement-breakpoint
create trigger journal_checkpoint_written_once before update or delete or truncate on journal_checkpoint for each statement execute function write_once();
--> statement-breakpoint
create trigger journal_key_written_once before update or delete or truncate on journal_key for each statement execute function write_once();
--> statement-breakpoint
create trigger access_batch_written_once before update or delete or truncate on access_batch for each statement execute function write_once();
--> statement-breakpoint
create trigger access_removal_written_once before update or delete or truncate on access_removal for each statement execute function write_once();
--> statement-breakpoint
create trigger access_entry_written_once before update or truncate on access_entry for each statement execute function write_once();
--> statement-breakpoint
create function kept_six_months() returns trigger language plpgsql as $$
begin
  if old.at > now() - interval '6 months' then
    raise exception '% is kept six months at least; delete is refused', tg_table_name using errcode = 'insufficient_privilege';
  end if;
  return old;
end $$;
--> statement-breakpoint
create trigger access_entry_kept before delete on access_entry for each row execute function kept_six_months();
--> statement-breakpoint
grant select, insert on journal_leaf, journal_subtree, journal_checkpoint, journal_key, access_batch, access_removal to xianjie_gateway;
--> statement-breakpoint
grant select, insert, delete on journal_pending, access_pending, access_entry to xianjie_gateway;
--> statement-breakpoint
-- What was done before there was a tree takes its place in it in the order in which it was done.
lock table journal_entry in share row exclusive mode;
--> statement-breakpoint
insert into journal_pending (transfer_id, version, link) select transfer_id, version, link from journal_entry order by at, transfer_id, version;
