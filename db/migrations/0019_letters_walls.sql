-- What the gateway's role may do with letters: schemes, styles and templates are the operator's to change, a number is never
-- taken out of its series, and what was issued stands as it was issued.
create trigger letter_issue_written_once before update or delete or truncate on letter_issue for each statement execute function write_once();
--> statement-breakpoint
grant select, insert, update, delete on letter_scheme, letter_style, letter_template to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update on letter_number to xianjie_gateway;
--> statement-breakpoint
grant select, insert on letter_issue to xianjie_gateway;
