CREATE TABLE "case_link" (
	"transfer_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"other_id" uuid NOT NULL,
	"relation" text NOT NULL,
	CONSTRAINT "case_link_transfer_id_version_pk" PRIMARY KEY("transfer_id","version")
);
--> statement-breakpoint
CREATE TABLE "case_mark" (
	"transfer_id" uuid NOT NULL,
	"agency_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"digest" "bytea" NOT NULL,
	CONSTRAINT "case_mark_transfer_id_digest_pk" PRIMARY KEY("transfer_id","digest")
);
--> statement-breakpoint
ALTER TABLE "clock" ADD COLUMN "owner" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "clock" ADD COLUMN "calendar" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "clock" ADD COLUMN "visible_to" text[];--> statement-breakpoint
ALTER TABLE "clock" ADD COLUMN "expired_version" integer;--> statement-breakpoint
ALTER TABLE "transfer" ADD COLUMN "views" jsonb;--> statement-breakpoint
CREATE INDEX "case_link_other_idx" ON "case_link" USING btree ("other_id");--> statement-breakpoint
CREATE INDEX "case_mark_digest_idx" ON "case_mark" USING btree ("digest");--> statement-breakpoint
CREATE INDEX "clock_unraised_idx" ON "clock" USING btree ("breach_at") WHERE status = 'running' and expired_version is null;