CREATE TABLE "roster_organ" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"region_code" text NOT NULL,
	"level" text NOT NULL,
	"domain" text,
	"due_since" date,
	"note" text,
	"entered_at" timestamp (3) with time zone NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone,
	"agency_id" uuid,
	"connected" boolean DEFAULT false NOT NULL,
	"last_penalty_at" timestamp (3) with time zone,
	"last_transfer_at" timestamp (3) with time zone,
	"last_zero_at" timestamp (3) with time zone,
	"looked_at" timestamp (3) with time zone,
	CONSTRAINT "roster_organ_kind_known" CHECK ("roster_organ"."kind" in ('administrative','public_security','procuratorate','supervisory_commission','justice_bureau','government','court','service_platform')),
	CONSTRAINT "roster_organ_level_known" CHECK ("roster_organ"."level" in ('national','provincial','prefecture','county','township'))
);
--> statement-breakpoint
CREATE TABLE "report" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"agency_id" uuid NOT NULL,
	"region_code" text NOT NULL,
	"title" text NOT NULL,
	"from_month" text NOT NULL,
	"to_month" text NOT NULL,
	"asked" jsonb NOT NULL,
	"state" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"client_id" text,
	"officers" jsonb DEFAULT '[]' NOT NULL,
	"request_key" text,
	"request_hash" "bytea",
	"schedule_id" uuid,
	"attempts" integer DEFAULT 0 NOT NULL,
	"taken_until" timestamp (3) with time zone,
	"made_at" timestamp (3) with time zone,
	"failed_because" text,
	"zero" boolean,
	"content" jsonb,
	CONSTRAINT "report_kind_known" CHECK ("report"."kind" in ('self_examination','work','bulletin','zero')),
	CONSTRAINT "report_state_known" CHECK ("report"."state" in ('waiting','making','made','failed')),
	CONSTRAINT "report_made_whole" CHECK ("report"."state" <> 'made' or ("report"."content" is not null and "report"."made_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "report_file" (
	"report_id" uuid NOT NULL,
	"format" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"sha256" "bytea" NOT NULL,
	CONSTRAINT "report_file_report_id_format_pk" PRIMARY KEY("report_id","format"),
	CONSTRAINT "report_file_format_known" CHECK ("report_file"."format" in ('docx','xlsx'))
);
--> statement-breakpoint
CREATE TABLE "report_schedule" (
	"id" uuid PRIMARY KEY NOT NULL,
	"agency_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"every" text NOT NULL,
	"since" date NOT NULL,
	"delay_days" integer NOT NULL,
	"asked" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"client_id" text,
	"officers" jsonb DEFAULT '[]' NOT NULL,
	"request_key" text,
	"request_hash" "bytea",
	"ended_at" timestamp (3) with time zone,
	"ended_because" text,
	CONSTRAINT "report_schedule_every_known" CHECK ("report_schedule"."every" in ('month','quarter','year')),
	CONSTRAINT "report_schedule_kind_known" CHECK ("report_schedule"."kind" in ('self_examination','work','bulletin')),
	CONSTRAINT "report_schedule_delay_sane" CHECK ("report_schedule"."delay_days" between 0 and 60)
);
--> statement-breakpoint
CREATE INDEX "roster_organ_region_idx" ON "roster_organ" USING btree ("region_code","code") WHERE removed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "report_scheduled_key" ON "report" USING btree ("schedule_id","from_month","to_month") WHERE schedule_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "report_request_key" ON "report" USING btree ("client_id","request_key") WHERE request_key is not null;--> statement-breakpoint
CREATE INDEX "report_agency_idx" ON "report" USING btree ("agency_id","id");--> statement-breakpoint
CREATE INDEX "report_region_idx" ON "report" USING btree ("region_code","id");--> statement-breakpoint
CREATE INDEX "report_zero_idx" ON "report" USING btree ("agency_id","to_month") WHERE kind = 'zero';--> statement-breakpoint
CREATE INDEX "report_waiting_idx" ON "report" USING btree ("asked_at") WHERE state in ('waiting','making');--> statement-breakpoint
CREATE INDEX "report_schedule_agency_idx" ON "report_schedule" USING btree ("agency_id","id");--> statement-breakpoint
CREATE INDEX "report_schedule_running_idx" ON "report_schedule" USING btree ("id") WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "report_schedule_request_key" ON "report_schedule" USING btree ("client_id","request_key") WHERE request_key is not null;