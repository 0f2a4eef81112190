-- What the gateway's role may do with penalty cases: a version stands as it came, and a case is never removed, only withdrawn.
create trigger penalty_version_written_once before update or delete or truncate on penalty_version for each statement execute function write_once();
--> statement-breakpoint
grant select, insert on penalty_version, penalty_outcome to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update on penalty_case, penalty_quarantine, penalty_batch, penalty_feed to xianjie_gateway;
--> statement-breakpoint
-- Records and their raw text are most of what is written here, and lz4 packs them several times as fast; servers built
-- without it keep their own.
do $$
begin
  alter table penalty_version alter column raw set compression lz4, alter column record set compression lz4;
  alter table penalty_quarantine alter column raw set compression lz4;
exception when feature_not_supported then null;
end $$;
