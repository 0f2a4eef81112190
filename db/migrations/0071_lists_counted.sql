DROP INDEX "case_work_list_idx";--> statement-breakpoint
DROP INDEX "inbox_item_newest_idx";--> statement-breakpoint
CREATE INDEX "case_work_light_idx" ON "case_work" USING btree ("agency_id","tab","ends_at","transfer_id","key","watch_at","soon_at","urgent_at","binding");--> statement-breakpoint
CREATE INDEX "inbox_item_unread_idx" ON "inbox_item" USING btree ("agency_id","no","grade");