-- What the gateway's role may do with reports: a file stands as it was drawn, a report that was made is changed by nobody.
create trigger report_file_written_once before update or delete or truncate on report_file for each statement execute function write_once();
--> statement-breakpoint
create function report_stands() returns trigger language plpgsql as $$
begin
  raise exception 'a report that was made stands as it is' using errcode = 'restrict_violation';
end $$;
--> statement-breakpoint
create trigger report_made_stands before update or delete on report for each row when (old.state = 'made') execute function report_stands();
--> statement-breakpoint
-- Packed already: packing them again would cost time and save nothing.
alter table report_file alter column bytes set storage external;
--> statement-breakpoint
grant select, insert on report_file to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update on report, report_schedule, roster_organ to xianjie_gateway;
