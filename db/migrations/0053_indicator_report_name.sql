DROP INDEX "indicator_report_agency_idx";--> statement-breakpoint
CREATE UNIQUE INDEX "indicator_report_name_idx" ON "indicator_report" USING btree ("agency_id","name");