-- What the gateway's role may do with approvals: what was said stands as it was said, an approval that was carried out or
-- withdrawn is changed by nobody.
create trigger approval_entry_written_once before update or delete or truncate on approval_entry for each statement execute function write_once();
--> statement-breakpoint
create function approval_stands() returns trigger language plpgsql as $$
begin
  raise exception 'an approval that ended stands as it is' using errcode = 'restrict_violation';
end $$;
--> statement-breakpoint
create trigger approval_ended_stands before update or delete on approval for each row when (old.state in ('done', 'withdrawn')) execute function approval_stands();
--> statement-breakpoint
grant select, insert on approval_entry to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update on approval to xianjie_gateway;
