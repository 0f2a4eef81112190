CREATE TABLE "penalty_batch" (
	"id" uuid PRIMARY KEY NOT NULL,
	"origin" text NOT NULL,
	"client_id" text,
	"name" text,
	"file_digest" "bytea",
	"position" bigint NOT NULL,
	"created" integer NOT NULL,
	"updated" integer NOT NULL,
	"unchanged" integer NOT NULL,
	"quarantined" integer NOT NULL,
	"refused" integer NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "penalty_case" (
	"id" uuid PRIMARY KEY NOT NULL,
	"origin" text NOT NULL,
	"key" text NOT NULL,
	"version" integer NOT NULL,
	"state" text NOT NULL,
	"digest" "bytea" NOT NULL,
	"fingerprint" "bytea",
	"source_day" date NOT NULL,
	"source_at" text,
	"source_fen" bigint,
	"sender_id" uuid,
	"agency_id" uuid,
	"organ_name" text,
	"organ_code" text,
	"region_code" text,
	"domain" text,
	"decision_key" text,
	"decided_on" date,
	"procedure" text,
	"fine_fen" bigint,
	"suspected" boolean,
	"transferred" boolean,
	"transfer_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "penalty_case_state_known" CHECK ("penalty_case"."state" in ('live','withdrawn'))
);
--> statement-breakpoint
CREATE TABLE "penalty_feed" (
	"name" text PRIMARY KEY NOT NULL,
	"txid" "xid8" NOT NULL,
	"seq" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "penalty_outcome" (
	"case_id" uuid NOT NULL,
	"transfer_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"step" text NOT NULL,
	"status" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "penalty_outcome_case_id_transfer_id_version_pk" PRIMARY KEY("case_id","transfer_id","version")
);
--> statement-breakpoint
CREATE TABLE "penalty_quarantine" (
	"id" uuid PRIMARY KEY NOT NULL,
	"origin" text NOT NULL,
	"digest" "bytea" NOT NULL,
	"key" text,
	"state" text NOT NULL,
	"sender_id" uuid,
	"raw" text NOT NULL,
	"faults" text NOT NULL,
	"operation" text NOT NULL,
	"layout" text NOT NULL,
	"source_day" date NOT NULL,
	"source_at" text,
	"source_fen" bigint,
	"batch_id" uuid,
	"at" timestamp (3) with time zone NOT NULL,
	"case_id" uuid,
	"resolved_at" timestamp (3) with time zone,
	CONSTRAINT "penalty_quarantine_state_known" CHECK ("penalty_quarantine"."state" in ('held','released','superseded'))
);
--> statement-breakpoint
CREATE TABLE "penalty_version" (
	"case_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"operation" text NOT NULL,
	"digest" "bytea" NOT NULL,
	"raw" text NOT NULL,
	"record" text,
	"layout" text NOT NULL,
	"source_at" text,
	"batch_id" uuid,
	"reason" text,
	"diff" text,
	"officers" text,
	"client_id" text,
	"request_key" text,
	"request_hash" "bytea",
	CONSTRAINT "penalty_version_case_id_version_pk" PRIMARY KEY("case_id","version"),
	CONSTRAINT "penalty_version_operation_known" CHECK ("penalty_version"."operation" in ('insert','update','delete','correction','release'))
);
--> statement-breakpoint
CREATE INDEX "penalty_batch_unfinished_idx" ON "penalty_batch" USING btree ("origin","file_digest") WHERE file_digest is not null and finished_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "penalty_case_key" ON "penalty_case" USING btree ("origin","key");--> statement-breakpoint
CREATE INDEX "penalty_case_fingerprint_idx" ON "penalty_case" USING btree ("fingerprint");--> statement-breakpoint
CREATE INDEX "penalty_case_decision_idx" ON "penalty_case" USING btree ("decision_key") WHERE decision_key is not null;--> statement-breakpoint
CREATE INDEX "penalty_case_day_idx" ON "penalty_case" USING btree ("origin","source_day");--> statement-breakpoint
CREATE INDEX "penalty_case_agency_idx" ON "penalty_case" USING btree ("agency_id","id") WHERE agency_id is not null;--> statement-breakpoint
CREATE INDEX "penalty_case_sender_idx" ON "penalty_case" USING btree ("sender_id","id") WHERE sender_id is not null;--> statement-breakpoint
CREATE INDEX "penalty_case_region_idx" ON "penalty_case" USING btree ("region_code","id") WHERE region_code is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "penalty_quarantine_digest" ON "penalty_quarantine" USING btree ("origin","digest");--> statement-breakpoint
CREATE INDEX "penalty_quarantine_held_idx" ON "penalty_quarantine" USING btree ("origin","key") WHERE state = 'held';--> statement-breakpoint
CREATE INDEX "penalty_quarantine_sender_idx" ON "penalty_quarantine" USING btree ("sender_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "penalty_version_request_key" ON "penalty_version" USING btree ("client_id","request_key") WHERE request_key is not null;