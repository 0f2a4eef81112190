-- What the gateway's role may do with clues and drafts: entries and brought spreadsheets are written once, drafts may go.
create trigger clue_entry_written_once before update or delete or truncate on clue_entry for each statement execute function write_once();
--> statement-breakpoint
create trigger clue_intake_written_once before update or delete or truncate on clue_intake for each statement execute function write_once();
--> statement-breakpoint
grant select, insert on clue_entry, clue_intake to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update on clue, clue_sight to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update, delete on draft, draft_key to xianjie_gateway;
