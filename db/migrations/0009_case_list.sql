DROP INDEX "case_part_sight_idx";--> statement-breakpoint
CREATE INDEX "case_part_list_idx" ON "case_part" USING btree ("agency_id","transfer_id",(to_version is null),"to_version");