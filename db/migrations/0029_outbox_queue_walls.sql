-- What the gateway's role may do with receivers and what is owed to them: who did what to a receiver is written once, a
-- delivery and its log go when they are old.
create trigger receiver_note_written_once before update or delete or truncate on receiver_note for each statement execute function write_once();
--> statement-breakpoint
grant select, insert, update, delete on receiver, delivery to xianjie_gateway;
--> statement-breakpoint
grant select, insert, delete on delivery_attempt to xianjie_gateway;
--> statement-breakpoint
grant select, insert on receiver_note to xianjie_gateway;
--> statement-breakpoint
-- A queue leaves dead rows in step with its deliveries; left to the usual fifth of the table, the looks would slow down.
alter table delivery set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_analyze_scale_factor = 0.02);
