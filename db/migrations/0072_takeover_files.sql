ALTER TABLE "takeover_file" ADD COLUMN "case_key" text NOT NULL;--> statement-breakpoint
CREATE INDEX "takeover_file_case_idx" ON "takeover_file" USING btree ("installation_id","case_key");