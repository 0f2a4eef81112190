-- What the gateway's role may do, and what nobody may: events, journal entries and receipts are written once.
create function write_once() returns trigger language plpgsql as $$
begin
  raise exception '% is written once; % is refused', tg_table_name, lower(tg_op) using errcode = 'insufficient_privilege';
end $$;
--> statement-breakpoint
create trigger event_written_once before update or delete or truncate on event for each statement execute function write_once();
--> statement-breakpoint
create trigger journal_entry_written_once before update or delete or truncate on journal_entry for each statement execute function write_once();
--> statement-breakpoint
create trigger receipt_written_once before update or delete or truncate on receipt for each statement execute function write_once();
--> statement-breakpoint
insert into registry default values;
--> statement-breakpoint
do $$
begin
  create role xianjie_gateway nologin nosuperuser nobypassrls nocreatedb nocreaterole;
exception when duplicate_object or unique_violation then null; -- roles belong to the cluster, which may serve several databases
end $$;
--> statement-breakpoint
grant usage on schema public to xianjie_gateway;
--> statement-breakpoint
grant usage on schema drizzle to xianjie_gateway;
--> statement-breakpoint
grant select on drizzle.__drizzle_migrations to xianjie_gateway;
--> statement-breakpoint
grant select, insert on event, journal_entry, receipt to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update on agency, client, client_key, officer, certificate, case_part, gateway_key, registry, transfer, clock to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update, delete on receiving_rule, used_assertion, material, idempotency, notice to xianjie_gateway;
