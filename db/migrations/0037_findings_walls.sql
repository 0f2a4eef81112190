-- What the gateway's role may do with findings: what was said of one is written once, and no finding goes.
create trigger finding_event_written_once before update or delete or truncate on finding_event for each statement execute function write_once();
--> statement-breakpoint
grant select, insert, update on finding, finding_place to xianjie_gateway;
--> statement-breakpoint
grant select, insert on finding_event to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update, delete on case_quiet to xianjie_gateway;
--> statement-breakpoint
-- Clocks that ran before lights were watched: each is looked at when its first warning is due, and at once where it is past.
update clock set next_light_at = greatest(target_at - interval '24 hours', anchor_at + (target_at - anchor_at) / 2)
where status = 'running';
