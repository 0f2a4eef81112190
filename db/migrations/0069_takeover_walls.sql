-- What the gateway's role may do with what was taken over: a row of the older platform is kept for good, and what is read
-- out of it is read anew when it changes.
grant select, insert on takeover_installation to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update on takeover_run, takeover_row, takeover_case, takeover_file to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update, delete on takeover_difference, takeover_code, takeover_duty to xianjie_gateway;
