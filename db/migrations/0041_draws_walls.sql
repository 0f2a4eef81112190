-- What the gateway's role may do with draws and with acts outside of cases: what was announced, frozen, drawn by whom and
-- found stands as it was written; the head of a draw and the state of its assignments move; the queue of the tree is emptied.
create trigger journal_matter_written_once before update or delete or truncate on journal_matter for each statement execute function write_once();
--> statement-breakpoint
create trigger draw_act_written_once before update or delete or truncate on draw_act for each statement execute function write_once();
--> statement-breakpoint
create trigger draw_population_written_once before update or delete or truncate on draw_population for each statement execute function write_once();
--> statement-breakpoint
create trigger draw_reviewer_written_once before update or delete or truncate on draw_reviewer for each statement execute function write_once();
--> statement-breakpoint
create trigger draw_review_written_once before update or delete or truncate on draw_review for each statement execute function write_once();
--> statement-breakpoint
grant select, insert on journal_matter, draw_act, draw_population, draw_reviewer, draw_review to xianjie_gateway;
--> statement-breakpoint
grant select, insert, delete on journal_matter_pending to xianjie_gateway;
--> statement-breakpoint
grant select, insert, update on draw, draw_member to xianjie_gateway;
