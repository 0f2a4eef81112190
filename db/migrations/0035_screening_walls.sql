-- What the gateway's role may do with screening: what people put in is written once, results follow the records, and the
-- queue and old changes go when they are done with.
create trigger screening_fact_written_once before update or delete or truncate on screening_fact for each statement execute function write_once();
--> statement-breakpoint
create trigger screening_rule_set_written_once before update or delete or truncate on screening_rule_set for each statement execute function write_once();
--> statement-breakpoint
create trigger screening_rule_switch_written_once before update or delete or truncate on screening_rule_switch for each statement execute function write_once();
--> statement-breakpoint
create trigger screening_parameter_written_once before update or delete or truncate on screening_parameter for each statement execute function write_once();
--> statement-breakpoint
grant select, insert on screening_fact, screening_rule_set, screening_rule_switch, screening_parameter to xianjie_gateway;
--> statement-breakpoint
grant select, insert, delete on screening, penalty_mark, screening_change to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update, delete on screening_queue to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update on screening_sweep to xianjie_gateway;
--> statement-breakpoint
-- A queue leaves dead rows in step with its work; left to the usual fifth of the table, the looks would slow down.
alter table screening_queue set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 100);
