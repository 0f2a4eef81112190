ALTER TABLE "case_work" ADD COLUMN "rule" text;--> statement-breakpoint
ALTER TABLE "case_work" ADD COLUMN "sender_id" uuid;--> statement-breakpoint
CREATE INDEX "case_work_clock_idx" ON "case_work" USING btree ("agency_id","ends_at","transfer_id","key") WHERE rule is not null;--> statement-breakpoint
CREATE INDEX "case_work_rule_idx" ON "case_work" USING btree ("agency_id","rule","ends_at","transfer_id","key") WHERE rule is not null;--> statement-breakpoint
CREATE INDEX "case_work_sender_idx" ON "case_work" USING btree ("agency_id","sender_id","ends_at","transfer_id","key") WHERE rule is not null;