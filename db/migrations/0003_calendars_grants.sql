-- A holiday notice is written once; of a stage that a region has put in force only the end may be added.
create trigger holiday_notice_written_once before update or delete or truncate on holiday_notice for each statement execute function write_once();
--> statement-breakpoint
grant select, insert on holiday_notice to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update (ended_at) on rule_opt_in to xianjie_gateway;
