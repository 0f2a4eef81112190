-- What the gateway's role may do with what acts have said of materials: add to it, and read it.
create trigger material_note_written_once before update or delete or truncate on material_note for each statement execute function write_once();
--> statement-breakpoint
grant select, insert on material_note to xianjie_gateway;
