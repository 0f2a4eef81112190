CREATE TABLE "material_note" (
	"transfer_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"seq" integer NOT NULL,
	"what" text NOT NULL,
	"material_id" uuid NOT NULL,
	"record_id" uuid,
	"folder" text,
	"evidence_code" text,
	"needs_recollection" boolean,
	"body" jsonb NOT NULL,
	CONSTRAINT "material_note_transfer_id_version_seq_pk" PRIMARY KEY("transfer_id","version","seq"),
	CONSTRAINT "material_note_known" CHECK ("material_note"."what" in ('filing','movement','stretch'))
);
--> statement-breakpoint
ALTER TABLE "material" DROP CONSTRAINT "material_state_known";--> statement-breakpoint
ALTER TABLE "material" DROP CONSTRAINT "material_bound_is_ready";--> statement-breakpoint
ALTER TABLE "material" ADD COLUMN "folder" text;--> statement-breakpoint
ALTER TABLE "material" ADD COLUMN "evidence_code" text;--> statement-breakpoint
ALTER TABLE "material" ADD COLUMN "needs_recollection" boolean;--> statement-breakpoint
ALTER TABLE "material" ADD COLUMN "catalogue" jsonb;--> statement-breakpoint
ALTER TABLE "material" ADD COLUMN "held" jsonb;--> statement-breakpoint
CREATE INDEX "material_note_material_idx" ON "material_note" USING btree ("material_id");--> statement-breakpoint
CREATE INDEX "material_note_record_idx" ON "material_note" USING btree ("record_id") WHERE record_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "material_registered_idx" ON "material" USING btree ("agency_id",(held ->> 'system'),(held ->> 'identifier'),"sha256") WHERE state = 'registered' and transfer_id is null;--> statement-breakpoint
ALTER TABLE "material" ADD CONSTRAINT "material_registered_says_where" CHECK ("material"."state" <> 'registered' or ("material"."sha256" is not null and "material"."size" is not null and "material"."held" is not null));--> statement-breakpoint
ALTER TABLE "material" ADD CONSTRAINT "material_state_known" CHECK ("material"."state" in ('receiving','ready','refused','registered'));--> statement-breakpoint
ALTER TABLE "material" ADD CONSTRAINT "material_bound_is_ready" CHECK ("material"."transfer_id" is null or "material"."state" in ('ready','registered'));