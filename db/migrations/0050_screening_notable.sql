DROP INDEX "screening_agency_idx";--> statement-breakpoint
DROP INDEX "screening_sender_idx";--> statement-breakpoint
DROP INDEX "screening_region_idx";--> statement-breakpoint
CREATE INDEX "screening_agency_idx" ON "screening" USING btree ("agency_id","case_id") WHERE agency_id is not null and (verdict in ('hit','near') or flags & 4083 <> 0);--> statement-breakpoint
CREATE INDEX "screening_sender_idx" ON "screening" USING btree ("sender_id","case_id") WHERE sender_id is not null and (verdict in ('hit','near') or flags & 4083 <> 0);--> statement-breakpoint
CREATE INDEX "screening_region_idx" ON "screening" USING btree (region_code text_pattern_ops,"case_id") WHERE region_code is not null and (verdict in ('hit','near') or flags & 4083 <> 0);