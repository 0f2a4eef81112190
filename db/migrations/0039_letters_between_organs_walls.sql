-- What the gateway's role may do with letters between organs, labels and assignments: what was said of one is written once,
-- and none of them goes.
create trigger correspondence_entry_written_once before update or delete or truncate on correspondence_entry for each statement execute function write_once();
--> statement-breakpoint
create trigger label_entry_written_once before update or delete or truncate on label_entry for each statement execute function write_once();
--> statement-breakpoint
create trigger label_change_written_once before update or delete or truncate on label_change for each statement execute function write_once();
--> statement-breakpoint
create trigger assignment_entry_written_once before update or delete or truncate on assignment_entry for each statement execute function write_once();
--> statement-breakpoint
grant select, insert on correspondence_entry, label_entry, label_change, assignment_entry to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update on correspondence, correspondence_party, label, labelled, assignment, assignment_item to xianjie_gateway;
