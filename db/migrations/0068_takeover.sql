CREATE TABLE "console_sign_in_attempt" (
	"network" text PRIMARY KEY NOT NULL,
	"begun_at" timestamp (3) with time zone NOT NULL,
	"count" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "takeover_case" (
	"installation_id" uuid NOT NULL,
	"case_key" text NOT NULL,
	"kind" text NOT NULL,
	"reasons" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"transfer_id" uuid,
	"version" integer,
	"penalty_case_id" uuid,
	"clue_id" uuid,
	"mapping" "bytea" NOT NULL,
	"run" integer NOT NULL,
	CONSTRAINT "takeover_case_installation_id_case_key_pk" PRIMARY KEY("installation_id","case_key"),
	CONSTRAINT "takeover_case_kind_known" CHECK ("takeover_case"."kind" in ('transfer','penalty','duty_clue','held'))
);
--> statement-breakpoint
CREATE TABLE "takeover_code" (
	"installation_id" uuid NOT NULL,
	"case_key" text NOT NULL,
	"kind" text NOT NULL,
	"code" text NOT NULL,
	"label" text,
	CONSTRAINT "takeover_code_installation_id_case_key_kind_code_pk" PRIMARY KEY("installation_id","case_key","kind","code")
);
--> statement-breakpoint
CREATE TABLE "takeover_difference" (
	"installation_id" uuid NOT NULL,
	"case_key" text NOT NULL,
	"kind" text NOT NULL,
	"tbl" text NOT NULL,
	"key" text NOT NULL,
	"detail" jsonb NOT NULL,
	"run" integer NOT NULL,
	CONSTRAINT "takeover_difference_installation_id_case_key_kind_tbl_key_pk" PRIMARY KEY("installation_id","case_key","kind","tbl","key")
);
--> statement-breakpoint
CREATE TABLE "takeover_duty" (
	"installation_id" uuid NOT NULL,
	"key" text NOT NULL,
	"case_key" text NOT NULL,
	"transfer_id" uuid,
	"what" text NOT NULL,
	"agency_id" uuid,
	"since" timestamp (3) with time zone,
	"state" text DEFAULT 'open' NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"reason" text,
	"run" integer NOT NULL,
	CONSTRAINT "takeover_duty_installation_id_key_pk" PRIMARY KEY("installation_id","key"),
	CONSTRAINT "takeover_duty_state_known" CHECK ("takeover_duty"."state" in ('open','started','dismissed'))
);
--> statement-breakpoint
CREATE TABLE "takeover_file" (
	"installation_id" uuid NOT NULL,
	"key" text NOT NULL,
	"path" text NOT NULL,
	"state" text NOT NULL,
	"sha256" text,
	"size" bigint,
	"material_id" uuid,
	"fault" text,
	"run" integer NOT NULL,
	CONSTRAINT "takeover_file_installation_id_key_pk" PRIMARY KEY("installation_id","key"),
	CONSTRAINT "takeover_file_state_known" CHECK ("takeover_file"."state" in ('present','absent','refused'))
);
--> statement-breakpoint
CREATE TABLE "takeover_installation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"secret" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "takeover_row" (
	"installation_id" uuid NOT NULL,
	"tbl" text NOT NULL,
	"key" text NOT NULL,
	"case_key" text,
	"link" text,
	"body" text NOT NULL,
	"digest" "bytea" NOT NULL,
	"former" text,
	"first_run" integer NOT NULL,
	"changed_run" integer NOT NULL,
	"gone_run" integer,
	CONSTRAINT "takeover_row_installation_id_tbl_key_pk" PRIMARY KEY("installation_id","tbl","key")
);
--> statement-breakpoint
CREATE TABLE "takeover_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"no" integer NOT NULL,
	"dry" boolean NOT NULL,
	"imported_at" timestamp (3) with time zone NOT NULL,
	"asked" text NOT NULL,
	"stage" text DEFAULT 'staging' NOT NULL,
	"progress" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"figures" jsonb,
	"statement" text,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "takeover_run_stage_known" CHECK ("takeover_run"."stage" in ('staging','reading','comparing','done'))
);
--> statement-breakpoint
ALTER TABLE "event" ADD COLUMN "request_id" text;--> statement-breakpoint
CREATE INDEX "console_sign_in_attempt_age_idx" ON "console_sign_in_attempt" USING btree ("begun_at");--> statement-breakpoint
CREATE UNIQUE INDEX "takeover_case_transfer_key" ON "takeover_case" USING btree ("transfer_id") WHERE transfer_id is not null;--> statement-breakpoint
CREATE INDEX "takeover_code_idx" ON "takeover_code" USING btree ("installation_id","kind","code");--> statement-breakpoint
CREATE INDEX "takeover_duty_transfer_idx" ON "takeover_duty" USING btree ("transfer_id") WHERE transfer_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "takeover_installation_code_key" ON "takeover_installation" USING btree ("code");--> statement-breakpoint
CREATE INDEX "takeover_row_case_idx" ON "takeover_row" USING btree ("installation_id","case_key") WHERE case_key is not null;--> statement-breakpoint
CREATE INDEX "takeover_row_link_idx" ON "takeover_row" USING btree ("installation_id","tbl","link") WHERE link is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "takeover_run_no_key" ON "takeover_run" USING btree ("installation_id","no");--> statement-breakpoint
CREATE INDEX "event_request_idx" ON "event" USING btree ("request_id") WHERE request_id is not null;--> statement-breakpoint
CREATE INDEX "access_entry_request_idx" ON "access_entry" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "finding_agency_due_idx" ON "finding" USING btree ("agency_id",coalesce(due_at, 'infinity'),"id") WHERE agency_id is not null and state <> 'closed';--> statement-breakpoint
CREATE INDEX "finding_supervisor_due_idx" ON "finding" USING btree ("supervisor_id",coalesce(due_at, 'infinity'),"id") WHERE supervisor_id is not null and state <> 'closed';--> statement-breakpoint
CREATE INDEX "finding_due_idx" ON "finding" USING btree (coalesce(due_at, 'infinity'),"id") WHERE state <> 'closed';--> statement-breakpoint
CREATE INDEX "finding_region6_due_idx" ON "finding" USING btree (region_code,coalesce(due_at, 'infinity'),"id") WHERE state <> 'closed';--> statement-breakpoint
CREATE INDEX "finding_region4_due_idx" ON "finding" USING btree (left(region_code, 4),coalesce(due_at, 'infinity'),"id") WHERE state <> 'closed';--> statement-breakpoint
CREATE INDEX "finding_region2_due_idx" ON "finding" USING btree (left(region_code, 2),coalesce(due_at, 'infinity'),"id") WHERE state <> 'closed';