CREATE TABLE "reconciliation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"partner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"agency_id" uuid,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	"asked_by" text NOT NULL,
	"repair" boolean NOT NULL,
	"state" text NOT NULL,
	"compared" text,
	"begun_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"days" integer DEFAULT 0 NOT NULL,
	"days_differing" integer DEFAULT 0 NOT NULL,
	"missing" bigint DEFAULT 0 NOT NULL,
	"surplus" bigint DEFAULT 0 NOT NULL,
	"different" bigint DEFAULT 0 NOT NULL,
	"repaired" bigint DEFAULT 0 NOT NULL,
	"open" bigint DEFAULT 0 NOT NULL,
	"under_way" bigint DEFAULT 0 NOT NULL,
	"error" text,
	"statement" text
);
--> statement-breakpoint
CREATE TABLE "reconciliation_day" (
	"reconciliation_id" uuid NOT NULL,
	"day" date NOT NULL,
	"equal" boolean NOT NULL,
	"ours" jsonb NOT NULL,
	"theirs" jsonb NOT NULL,
	"ours_after" jsonb,
	"theirs_after" jsonb,
	CONSTRAINT "reconciliation_day_reconciliation_id_day_pk" PRIMARY KEY("reconciliation_id","day")
);
--> statement-breakpoint
CREATE TABLE "reconciliation_difference" (
	"reconciliation_id" uuid NOT NULL,
	"day" date NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"ours" text,
	"theirs" text,
	"state" text NOT NULL,
	"detail" text,
	CONSTRAINT "reconciliation_difference_reconciliation_id_day_key_pk" PRIMARY KEY("reconciliation_id","day","key")
);
--> statement-breakpoint
CREATE TABLE "sync_gap" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"agency_id" uuid,
	"since" timestamp (3) with time zone NOT NULL,
	"detail" jsonb NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"closed_because" text
);
--> statement-breakpoint
CREATE INDEX "reconciliation_partner_idx" ON "reconciliation" USING btree ("partner_id","id");--> statement-breakpoint
CREATE INDEX "reconciliation_agency_idx" ON "reconciliation" USING btree ("agency_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "sync_gap_open_idx" ON "sync_gap" USING btree ("kind","subject") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "sync_gap_subject_idx" ON "sync_gap" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "sync_gap_agency_idx" ON "sync_gap" USING btree ("agency_id","id");