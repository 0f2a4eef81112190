DROP INDEX "case_mark_digest_idx";--> statement-breakpoint
CREATE INDEX "case_mark_elsewhere_idx" ON "case_mark" USING btree ("digest","agency_id");