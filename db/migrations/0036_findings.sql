CREATE TABLE "case_quiet" (
	"transfer_id" uuid PRIMARY KEY NOT NULL,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "finding" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"family" text NOT NULL,
	"subject" text NOT NULL,
	"agency_id" uuid,
	"supervisor_id" uuid,
	"also_told" uuid[],
	"only_for" uuid[],
	"region_code" text NOT NULL,
	"level" text,
	"domain" text NOT NULL,
	"transfer_id" uuid,
	"penalty_id" uuid,
	"grade" text NOT NULL,
	"state" text NOT NULL,
	"basis" jsonb NOT NULL,
	"detail" jsonb NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone,
	"version" integer NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"first_response_at" timestamp (3) with time zone,
	"urged_at" timestamp (3) with time zone,
	"urged_times" integer DEFAULT 0 NOT NULL,
	"urged_response_at" timestamp (3) with time zone,
	"reply_by" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"closed_because" text,
	"former_id" uuid,
	CONSTRAINT "finding_grade_known" CHECK ("finding"."grade" in ('notice','yellow','orange','red')),
	CONSTRAINT "finding_state_known" CHECK ("finding"."state" in ('raised','explained','accepted','contested','acted','closed'))
);
--> statement-breakpoint
CREATE TABLE "finding_event" (
	"finding_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"act" text NOT NULL,
	"agency_id" uuid,
	"client_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"officers" jsonb NOT NULL,
	"body" text NOT NULL,
	"after" jsonb NOT NULL,
	"route" text,
	"key" text,
	"request_hash" "bytea",
	"request_body" "bytea",
	"request_signature" text,
	CONSTRAINT "finding_event_finding_id_version_pk" PRIMARY KEY("finding_id","version")
);
--> statement-breakpoint
CREATE TABLE "finding_place" (
	"name" text PRIMARY KEY NOT NULL,
	"txid" "xid8" NOT NULL,
	"seq" bigint NOT NULL
);
--> statement-breakpoint
DROP INDEX "clock_due_idx";--> statement-breakpoint
ALTER TABLE "clock" ADD COLUMN "next_light_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "case_quiet_since_idx" ON "case_quiet" USING btree ("since");--> statement-breakpoint
CREATE UNIQUE INDEX "finding_open_key" ON "finding" USING btree ("family","subject") WHERE state <> 'closed';--> statement-breakpoint
CREATE INDEX "finding_subject_idx" ON "finding" USING btree ("subject","id");--> statement-breakpoint
CREATE INDEX "finding_agency_idx" ON "finding" USING btree ("agency_id","id") WHERE agency_id is not null;--> statement-breakpoint
CREATE INDEX "finding_supervisor_idx" ON "finding" USING btree ("supervisor_id","id") WHERE supervisor_id is not null;--> statement-breakpoint
CREATE INDEX "finding_region_idx" ON "finding" USING btree ("region_code","id");--> statement-breakpoint
CREATE INDEX "finding_prefecture_idx" ON "finding" USING btree (left(region_code, 4),"id");--> statement-breakpoint
CREATE INDEX "finding_province_idx" ON "finding" USING btree (left(region_code, 2),"id");--> statement-breakpoint
CREATE INDEX "finding_also_idx" ON "finding" USING gin ("also_told") WHERE also_told is not null;--> statement-breakpoint
CREATE INDEX "finding_only_idx" ON "finding" USING gin ("only_for") WHERE only_for is not null;--> statement-breakpoint
CREATE INDEX "finding_transfer_idx" ON "finding" USING btree ("transfer_id") WHERE transfer_id is not null;--> statement-breakpoint
CREATE INDEX "finding_penalty_idx" ON "finding" USING btree ("penalty_id") WHERE penalty_id is not null;--> statement-breakpoint
CREATE INDEX "finding_open_idx" ON "finding" USING btree ("kind","id") WHERE state <> 'closed';--> statement-breakpoint
CREATE UNIQUE INDEX "finding_event_key" ON "finding_event" USING btree ("client_id","route","key") WHERE key is not null;--> statement-breakpoint
CREATE INDEX "clock_light_idx" ON "clock" USING btree ("next_light_at") WHERE next_light_at is not null;