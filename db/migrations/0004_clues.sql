CREATE TABLE "clue" (
	"id" uuid PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"state" text NOT NULL,
	"taker_id" uuid NOT NULL,
	"holder_id" uuid,
	"intake_key" text,
	"content_hash" "bytea" NOT NULL,
	"source" text NOT NULL,
	"domain" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"answer" jsonb,
	"taken_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "clue_state_known" CHECK ("clue"."state" in ('taken','dispatched','accepted','returned','answered'))
);
--> statement-breakpoint
CREATE TABLE "clue_entry" (
	"clue_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"act" text NOT NULL,
	"agency_id" uuid NOT NULL,
	"client_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"officers" jsonb NOT NULL,
	"body" text NOT NULL,
	"intake_id" uuid,
	"route" text,
	"key" text,
	"request_hash" "bytea",
	"request_body" "bytea",
	"request_signature" text,
	CONSTRAINT "clue_entry_clue_id_version_pk" PRIMARY KEY("clue_id","version")
);
--> statement-breakpoint
CREATE TABLE "clue_intake" (
	"id" uuid PRIMARY KEY NOT NULL,
	"agency_id" uuid NOT NULL,
	"client_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"officers" jsonb NOT NULL,
	"sha256" "bytea" NOT NULL,
	"request_body" "bytea",
	"request_signature" text
);
--> statement-breakpoint
CREATE TABLE "clue_sight" (
	"clue_id" uuid NOT NULL,
	"agency_id" uuid NOT NULL,
	"from_version" integer NOT NULL,
	"to_version" integer,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "clue_sight_clue_id_agency_id_from_version_pk" PRIMARY KEY("clue_id","agency_id","from_version")
);
--> statement-breakpoint
CREATE TABLE "draft" (
	"id" uuid PRIMARY KEY NOT NULL,
	"agency_id" uuid NOT NULL,
	"client_id" text NOT NULL,
	"version" integer NOT NULL,
	"body" text NOT NULL,
	"document_no" text,
	"case_name" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "draft_key" (
	"client_id" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" "bytea" NOT NULL,
	"draft_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "draft_key_client_id_key_pk" PRIMARY KEY("client_id","key")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "clue_intake_key" ON "clue" USING btree ("taker_id","intake_key") WHERE intake_key is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "clue_entry_request_key" ON "clue_entry" USING btree ("client_id","route","key") WHERE key is not null;--> statement-breakpoint
CREATE INDEX "clue_sight_agency_idx" ON "clue_sight" USING btree ("agency_id","clue_id");--> statement-breakpoint
CREATE INDEX "draft_agency_idx" ON "draft" USING btree ("agency_id","id");--> statement-breakpoint
CREATE INDEX "draft_key_age_idx" ON "draft_key" USING btree ("created_at");