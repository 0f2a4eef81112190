CREATE TABLE "source" (
	"id" uuid PRIMARY KEY NOT NULL,
	"agency_id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"config" jsonb NOT NULL,
	"mapping" jsonb,
	"secret" text,
	"state" text DEFAULT 'enabled' NOT NULL,
	"cursor" jsonb,
	"every_ms" bigint NOT NULL,
	"habit" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"run_id" uuid,
	"next_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"asked_by" text,
	"failures" integer DEFAULT 0 NOT NULL,
	"last_run_at" timestamp (3) with time zone,
	"last_ok_at" timestamp (3) with time zone,
	"last_record_at" timestamp (3) with time zone,
	"last_zero_at" timestamp (3) with time zone,
	"last_control_time" text,
	"last_error" text,
	"backlog" bigint,
	"backlog_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "source_kind_known" CHECK ("source"."kind" in ('rest','table','files')),
	CONSTRAINT "source_state_known" CHECK ("source"."state" in ('enabled','disabled'))
);
--> statement-breakpoint
CREATE TABLE "source_file" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source_id" uuid NOT NULL,
	"sequence" bigint,
	"name" text NOT NULL,
	"digest" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"counts" jsonb,
	"days" jsonb,
	"receipt" text,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "source_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source_id" uuid NOT NULL,
	"asked_by" text NOT NULL,
	"begun_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"state" text NOT NULL,
	"from_cursor" jsonb,
	"to_cursor" jsonb,
	"pages" integer DEFAULT 0 NOT NULL,
	"read" bigint DEFAULT 0 NOT NULL,
	"created" bigint DEFAULT 0 NOT NULL,
	"updated" bigint DEFAULT 0 NOT NULL,
	"unchanged" bigint DEFAULT 0 NOT NULL,
	"quarantined" bigint DEFAULT 0 NOT NULL,
	"refused" bigint DEFAULT 0 NOT NULL,
	"error" text
);
--> statement-breakpoint
ALTER TABLE "client" ADD COLUMN "operator" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "source_name_key" ON "source" USING btree ("name");--> statement-breakpoint
CREATE INDEX "source_agency_idx" ON "source" USING btree ("agency_id");--> statement-breakpoint
CREATE UNIQUE INDEX "source_file_taken_key" ON "source_file" USING btree ("source_id","sequence") WHERE state in ('taken','skipped');--> statement-breakpoint
CREATE UNIQUE INDEX "source_file_aside_key" ON "source_file" USING btree ("source_id","digest") WHERE state = 'set_aside';--> statement-breakpoint
CREATE INDEX "source_file_idx" ON "source_file" USING btree ("source_id","id");--> statement-breakpoint
CREATE INDEX "source_run_idx" ON "source_run" USING btree ("source_id","id");