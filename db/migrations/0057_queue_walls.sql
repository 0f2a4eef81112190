-- What the gateway's role may do with what desks and searches read: it is made from the cases and no record of its own.
grant select, insert, update, delete on case_work to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update on case_search, case_follower to xianjie_gateway;
--> statement-breakpoint
grant select, insert on officer_act to xianjie_gateway;
