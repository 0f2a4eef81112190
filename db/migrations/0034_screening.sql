CREATE TABLE "penalty_mark" (
	"case_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"digest" uuid NOT NULL,
	"day" date,
	"counts" integer NOT NULL,
	CONSTRAINT "penalty_mark_case_id_kind_digest_pk" PRIMARY KEY("case_id","kind","digest")
);
--> statement-breakpoint
CREATE TABLE "screening" (
	"case_id" uuid PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"rule_set" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"verdict" text NOT NULL,
	"hits" jsonb,
	"hit_rules" text[],
	"unknown" text[],
	"flags" integer NOT NULL,
	"triage" jsonb,
	"domain" text,
	"act_day" date,
	"facts" jsonb,
	"transferred" boolean NOT NULL,
	"agency_id" uuid,
	"sender_id" uuid,
	"region_code" text,
	CONSTRAINT "screening_verdict_known" CHECK ("screening"."verdict" in ('hit','near','unknown','none'))
);
--> statement-breakpoint
CREATE TABLE "screening_change" (
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "screening_change_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"txid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"case_id" uuid NOT NULL,
	"verdict_before" text NOT NULL,
	"verdict" text NOT NULL,
	"hits_changed" boolean NOT NULL,
	"flags_changed" boolean NOT NULL,
	"triage_changed" boolean NOT NULL,
	"transfer_changed" boolean NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "screening_change_txid_seq_pk" PRIMARY KEY("txid","seq")
);
--> statement-breakpoint
CREATE TABLE "screening_fact" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "screening_fact_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"case_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"fact" text NOT NULL,
	"proposal" text NOT NULL,
	"state" text NOT NULL,
	"least" double precision NOT NULL,
	"most" double precision,
	"quotation" text,
	"place" text,
	"reason" text NOT NULL,
	"officers" text NOT NULL,
	"agency_id" uuid NOT NULL,
	"client_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"request_key" text,
	"request_hash" "bytea",
	CONSTRAINT "screening_fact_state_known" CHECK ("screening_fact"."state" in ('confirmed','rejected'))
);
--> statement-breakpoint
CREATE TABLE "screening_parameter" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "screening_parameter_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"region_code" text NOT NULL,
	"fact" text NOT NULL,
	"yuan" double precision NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date,
	"basis" text NOT NULL,
	"entered_by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "screening_queue" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "screening_queue_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"case_ids" uuid[] NOT NULL,
	"taken" integer DEFAULT 0 NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "screening_rule_set" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "screening_rule_set_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"hash" text NOT NULL,
	"marks_key" text NOT NULL,
	"rules" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "screening_rule_switch" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "screening_rule_switch_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"rule_id" text NOT NULL,
	"switched_on" boolean NOT NULL,
	"by" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "screening_sweep" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "screening_sweep_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"reason" text NOT NULL,
	"domains" text[],
	"facts" text[],
	"rules" text[],
	"region" text,
	"position" uuid,
	"total" bigint DEFAULT 0 NOT NULL,
	"begun_at" timestamp (3) with time zone NOT NULL,
	"done_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "penalty_mark_digest_idx" ON "penalty_mark" USING btree ("digest","day");--> statement-breakpoint
CREATE INDEX "screening_agency_idx" ON "screening" USING btree ("agency_id","case_id") WHERE agency_id is not null and (verdict in ('hit','near') or flags <> 0);--> statement-breakpoint
CREATE INDEX "screening_sender_idx" ON "screening" USING btree ("sender_id","case_id") WHERE sender_id is not null and (verdict in ('hit','near') or flags <> 0);--> statement-breakpoint
CREATE INDEX "screening_region_idx" ON "screening" USING btree (region_code text_pattern_ops,"case_id") WHERE region_code is not null and (verdict in ('hit','near') or flags <> 0);--> statement-breakpoint
CREATE INDEX "screening_fact_case_idx" ON "screening_fact" USING btree ("case_id");--> statement-breakpoint
CREATE UNIQUE INDEX "screening_fact_request_key" ON "screening_fact" USING btree ("client_id","request_key") WHERE request_key is not null;