-- What the gateway's role may do with administration: requests and entries of the log are written once, by whomever.
create trigger administration_request_written_once before update or delete or truncate on administration_request for each statement execute function write_once();
--> statement-breakpoint
create trigger administration_entry_written_once before update or delete or truncate on administration_entry for each statement execute function write_once();
--> statement-breakpoint
grant select, insert on administration_request, administration_entry to xianjie_gateway;
