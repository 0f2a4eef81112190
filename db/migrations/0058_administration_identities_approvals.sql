CREATE TABLE "officer_identity" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"officer_id" uuid NOT NULL,
	"bound_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"unbound_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "administration_entry" (
	"no" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "administration_entry_no_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone NOT NULL,
	"phase" text NOT NULL,
	"act" text NOT NULL,
	"role" text NOT NULL,
	"target" text NOT NULL,
	"request_id" uuid,
	"officer_id" uuid NOT NULL,
	"officer_name" text NOT NULL,
	"agency_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"what" jsonb NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"key" text,
	"request_hash" "bytea",
	CONSTRAINT "administration_entry_phase_known" CHECK ("administration_entry"."phase" in ('asked','done','approved','refused','withdrawn'))
);
--> statement-breakpoint
CREATE TABLE "administration_request" (
	"id" uuid PRIMARY KEY NOT NULL,
	"act" text NOT NULL,
	"role" text NOT NULL,
	"target" text NOT NULL,
	"what" jsonb NOT NULL,
	"before" jsonb,
	"foreseen" jsonb,
	"reason" text NOT NULL,
	"asked_by_id" uuid NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "console_sign_out_token" (
	"jti" text PRIMARY KEY NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "approval" (
	"id" uuid PRIMARY KEY NOT NULL,
	"agency_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"transfer_id" uuid,
	"draft_id" uuid,
	"step" text NOT NULL,
	"deciders" text[] NOT NULL,
	"needs_review" boolean NOT NULL,
	"state" text NOT NULL,
	"round" integer NOT NULL,
	"version" integer NOT NULL,
	"digest" text NOT NULL,
	"document_no" text,
	"case_name" text,
	"prepared_by" uuid NOT NULL,
	"prepared_name" text NOT NULL,
	"prepared_certificate" text NOT NULL,
	"handlers" text[] NOT NULL,
	"reviewed_by" uuid,
	"reached_head_at" timestamp (3) with time zone,
	"approved_by" uuid,
	"result_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "approval_entry" (
	"approval_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"act" text NOT NULL,
	"round" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"officer_id" uuid NOT NULL,
	"officer_name" text NOT NULL,
	"certificate_no" text NOT NULL,
	"reasons" text,
	"digest" text NOT NULL,
	"body" text,
	"problem" text,
	CONSTRAINT "approval_entry_approval_id_version_pk" PRIMARY KEY("approval_id","version")
);
--> statement-breakpoint
ALTER TABLE "officer" ADD COLUMN "signed_out_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "console_session" ADD COLUMN "identity" uuid;--> statement-breakpoint
ALTER TABLE "officer_identity" ADD CONSTRAINT "officer_identity_officer_id_officer_id_fk" FOREIGN KEY ("officer_id") REFERENCES "public"."officer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "administration_entry" ADD CONSTRAINT "administration_entry_request_id_administration_request_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."administration_request"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "officer_identity_bound_key" ON "officer_identity" USING btree ("issuer","subject") WHERE unbound_at is null;--> statement-breakpoint
CREATE INDEX "officer_identity_officer_idx" ON "officer_identity" USING btree ("officer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "administration_entry_decided_key" ON "administration_entry" USING btree ("request_id") WHERE phase in ('approved','refused','withdrawn');--> statement-breakpoint
CREATE UNIQUE INDEX "administration_entry_request_key" ON "administration_entry" USING btree ("officer_id","key") WHERE key is not null;--> statement-breakpoint
CREATE INDEX "administration_entry_request_idx" ON "administration_entry" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "administration_entry_role_idx" ON "administration_entry" USING btree ("role","no");--> statement-breakpoint
CREATE INDEX "administration_entry_target_idx" ON "administration_entry" USING btree ("target","no");--> statement-breakpoint
CREATE INDEX "administration_request_role_idx" ON "administration_request" USING btree ("role","id");--> statement-breakpoint
CREATE INDEX "console_sign_out_token_expiry_idx" ON "console_sign_out_token" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "approval_agency_idx" ON "approval" USING btree ("agency_id","id");--> statement-breakpoint
CREATE INDEX "approval_state_idx" ON "approval" USING btree ("agency_id","state","id");--> statement-breakpoint
CREATE INDEX "console_session_identity_idx" ON "console_session" USING btree ("identity");