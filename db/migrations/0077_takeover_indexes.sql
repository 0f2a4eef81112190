DROP INDEX "takeover_code_idx";--> statement-breakpoint
DROP INDEX "takeover_file_case_idx";--> statement-breakpoint
DROP INDEX "takeover_row_case_idx";--> statement-breakpoint
DROP INDEX "takeover_row_link_idx";--> statement-breakpoint
ALTER TABLE "takeover_duty" DROP CONSTRAINT "takeover_duty_installation_id_key_pk";--> statement-breakpoint
ALTER TABLE "takeover_file" DROP CONSTRAINT "takeover_file_installation_id_key_pk";--> statement-breakpoint
ALTER TABLE "takeover_row" DROP CONSTRAINT "takeover_row_installation_id_tbl_key_pk";--> statement-breakpoint
ALTER TABLE "takeover_duty" ADD CONSTRAINT "takeover_duty_key_installation_id_pk" PRIMARY KEY("key","installation_id");--> statement-breakpoint
ALTER TABLE "takeover_file" ADD CONSTRAINT "takeover_file_key_installation_id_pk" PRIMARY KEY("key","installation_id");--> statement-breakpoint
ALTER TABLE "takeover_row" ADD CONSTRAINT "takeover_row_tbl_key_installation_id_pk" PRIMARY KEY("tbl","key","installation_id");--> statement-breakpoint
CREATE INDEX "takeover_duty_case_idx" ON "takeover_duty" USING btree ("case_key","installation_id");--> statement-breakpoint
CREATE INDEX "takeover_code_idx" ON "takeover_code" USING btree ("kind","code","installation_id");--> statement-breakpoint
CREATE INDEX "takeover_file_case_idx" ON "takeover_file" USING btree ("case_key","installation_id");--> statement-breakpoint
CREATE INDEX "takeover_row_case_idx" ON "takeover_row" USING btree ("case_key","installation_id") WHERE case_key is not null;--> statement-breakpoint
CREATE INDEX "takeover_row_link_idx" ON "takeover_row" USING btree ("link","tbl","installation_id") WHERE link is not null;