ALTER TABLE "material" DROP CONSTRAINT "material_state_known";--> statement-breakpoint
DROP INDEX "material_unused_idx";--> statement-breakpoint
ALTER TABLE "material" ADD COLUMN "scan" text;--> statement-breakpoint
CREATE INDEX "material_waiting_idx" ON "material" USING btree ("created_at") WHERE scan = 'waiting';--> statement-breakpoint
CREATE INDEX "material_unused_idx" ON "material" USING btree ("agency_id","size") WHERE transfer_id is null;--> statement-breakpoint
ALTER TABLE "material" ADD CONSTRAINT "material_scan_known" CHECK ("material"."scan" in ('waiting','clean','unscanned'));--> statement-breakpoint
ALTER TABLE "material" ADD CONSTRAINT "material_state_known" CHECK ("material"."state" in ('receiving','ready','refused','registered','quarantined'));