-- What the gateway's role may do with indicators: all of it is made anew from the cases, but a signed month stands.
create trigger indicator_statement_written_once before update or delete or truncate on indicator_statement for each statement execute function write_once();
--> statement-breakpoint
grant select, insert on indicator_statement to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update, delete on indicator_fact, indicator_cell, indicator_scope, indicator_case, indicator_label, indicator_place, indicator_report to xianjie_gateway;
--> statement-breakpoint
-- Cells change in place, again and again: room on their pages keeps the changes there.
alter table indicator_cell set (fillfactor = 80);
