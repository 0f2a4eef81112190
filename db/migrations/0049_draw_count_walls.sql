-- What the gateway's role may do with the counts of a frozen population: they stand as they were written.
create trigger draw_count_written_once before update or delete or truncate on draw_count for each statement execute function write_once();
--> statement-breakpoint
grant select, insert on draw_count to xianjie_gateway;
