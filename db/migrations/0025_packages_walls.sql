-- What the gateway's role may do with packages: what was taken, set aside or handed over stands as it was written; what
-- has been acknowledged is emptied and never removed.
create trigger package_in_written_once before update or delete or truncate on package_in for each statement execute function write_once();
--> statement-breakpoint
create trigger package_aside_written_once before update or delete or truncate on package_aside for each statement execute function write_once();
--> statement-breakpoint
create trigger case_handover_written_once before update or delete or truncate on case_handover for each statement execute function write_once();
--> statement-breakpoint
grant select, insert on package_in, package_aside, case_handover to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update on peer, peer_agency, peer_case, package_out, peer_request, act_request to xianjie_gateway;
--> statement-breakpoint
grant select, insert on peer_bytes to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update, delete on package_item to xianjie_gateway;
