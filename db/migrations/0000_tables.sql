CREATE TABLE "agency" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"region_code" text NOT NULL,
	"level" text NOT NULL,
	"domains" text[] DEFAULT '{}' NOT NULL,
	"specialty" text,
	"supervised_by_id" uuid,
	"requires_signature" boolean DEFAULT false NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "agency_kind_known" CHECK ("agency"."kind" in ('administrative','public_security','procuratorate','supervisory_commission','justice_bureau','government','court','service_platform')),
	CONSTRAINT "agency_level_known" CHECK ("agency"."level" in ('national','provincial','prefecture','county','township'))
);
--> statement-breakpoint
CREATE TABLE "case_part" (
	"transfer_id" uuid NOT NULL,
	"agency_id" uuid NOT NULL,
	"part" text NOT NULL,
	"from_version" integer NOT NULL,
	"to_version" integer,
	"state_at_end" jsonb,
	CONSTRAINT "case_part_transfer_id_agency_id_part_from_version_pk" PRIMARY KEY("transfer_id","agency_id","part","from_version")
);
--> statement-breakpoint
CREATE TABLE "certificate" (
	"agency_id" uuid NOT NULL,
	"number" text NOT NULL,
	"officer_id" uuid NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "certificate_agency_id_number_pk" PRIMARY KEY("agency_id","number")
);
--> statement-breakpoint
CREATE TABLE "client" (
	"id" text PRIMARY KEY NOT NULL,
	"agency_id" uuid NOT NULL,
	"name" text NOT NULL,
	"generation" integer DEFAULT 1 NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "client_key" (
	"client_id" text NOT NULL,
	"kid" text NOT NULL,
	"jwk" jsonb NOT NULL,
	"not_before" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "client_key_client_id_kid_pk" PRIMARY KEY("client_id","kid")
);
--> statement-breakpoint
CREATE TABLE "gateway_key" (
	"kid" text PRIMARY KEY NOT NULL,
	"public_jwk" jsonb NOT NULL,
	"active_from" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"retired_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "officer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"agency_id" uuid NOT NULL,
	"name" text NOT NULL,
	"roles" text[] NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "receiving_rule" (
	"sender_id" uuid NOT NULL,
	"domain" text DEFAULT '*' NOT NULL,
	"receiver_id" uuid NOT NULL,
	CONSTRAINT "receiving_rule_sender_id_domain_pk" PRIMARY KEY("sender_id","domain")
);
--> statement-breakpoint
CREATE TABLE "registry" (
	"one" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"generation" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "registry_one_row" CHECK ("registry"."one" = 1)
);
--> statement-breakpoint
CREATE TABLE "used_assertion" (
	"client_id" text NOT NULL,
	"jti" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "used_assertion_client_id_jti_pk" PRIMARY KEY("client_id","jti")
);
--> statement-breakpoint
CREATE TABLE "clock" (
	"transfer_id" uuid NOT NULL,
	"key" text NOT NULL,
	"rule" text NOT NULL,
	"status" text NOT NULL,
	"anchor_at" timestamp (3) with time zone NOT NULL,
	"target_at" timestamp (3) with time zone NOT NULL,
	"breach_at" timestamp (3) with time zone NOT NULL,
	"provisional" boolean NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"settled_version" integer,
	CONSTRAINT "clock_transfer_id_key_pk" PRIMARY KEY("transfer_id","key")
);
--> statement-breakpoint
CREATE TABLE "event" (
	"transfer_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"step" text NOT NULL,
	"agency_id" uuid NOT NULL,
	"client_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"body" text NOT NULL,
	"request_body" "bytea",
	"request_signature" text,
	CONSTRAINT "event_transfer_id_version_pk" PRIMARY KEY("transfer_id","version")
);
--> statement-breakpoint
CREATE TABLE "idempotency" (
	"client_id" text NOT NULL,
	"route" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" "bytea" NOT NULL,
	"transfer_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"status" smallint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_client_id_route_key_pk" PRIMARY KEY("client_id","route","key")
);
--> statement-breakpoint
CREATE TABLE "receipt" (
	"transfer_id" uuid NOT NULL,
	"no" integer NOT NULL,
	"version" integer NOT NULL,
	"step" text NOT NULL,
	"jws" text NOT NULL,
	CONSTRAINT "receipt_transfer_id_no_pk" PRIMARY KEY("transfer_id","no")
);
--> statement-breakpoint
CREATE TABLE "transfer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"sender_id" uuid NOT NULL,
	"document_no" text NOT NULL,
	"document_key" text NOT NULL,
	"domain" text NOT NULL,
	"region_code" text NOT NULL,
	"case_name" text NOT NULL,
	"status" text NOT NULL,
	"state" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "journal_entry" (
	"transfer_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"salt" "bytea" NOT NULL,
	"commitment" "bytea" NOT NULL,
	"link" "bytea" NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "journal_entry_transfer_id_version_pk" PRIMARY KEY("transfer_id","version")
);
--> statement-breakpoint
CREATE TABLE "material" (
	"id" uuid PRIMARY KEY NOT NULL,
	"agency_id" uuid NOT NULL,
	"client_id" text NOT NULL,
	"state" text NOT NULL,
	"filename" text NOT NULL,
	"declared_type" text,
	"media_type" text,
	"size" bigint,
	"declared_sha256" text,
	"declared_sm3" text,
	"sha256" text,
	"sm3" text,
	"failure" text,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"transfer_id" uuid,
	"version" integer,
	"seq" integer,
	"kind" text,
	"title" text,
	"original" boolean,
	CONSTRAINT "material_state_known" CHECK ("material"."state" in ('receiving','ready','refused')),
	CONSTRAINT "material_ready_has_digests" CHECK ("material"."state" <> 'ready' or ("material"."sha256" is not null and "material"."sm3" is not null and "material"."size" is not null)),
	CONSTRAINT "material_bound_is_ready" CHECK ("material"."transfer_id" is null or "material"."state" = 'ready')
);
--> statement-breakpoint
CREATE TABLE "notice" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notice_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"txid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"agency_id" uuid NOT NULL,
	"transfer_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"step" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "certificate" ADD CONSTRAINT "certificate_agency_id_agency_id_fk" FOREIGN KEY ("agency_id") REFERENCES "public"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificate" ADD CONSTRAINT "certificate_officer_id_officer_id_fk" FOREIGN KEY ("officer_id") REFERENCES "public"."officer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client" ADD CONSTRAINT "client_agency_id_agency_id_fk" FOREIGN KEY ("agency_id") REFERENCES "public"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client_key" ADD CONSTRAINT "client_key_client_id_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."client"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "officer" ADD CONSTRAINT "officer_agency_id_agency_id_fk" FOREIGN KEY ("agency_id") REFERENCES "public"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receiving_rule" ADD CONSTRAINT "receiving_rule_sender_id_agency_id_fk" FOREIGN KEY ("sender_id") REFERENCES "public"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receiving_rule" ADD CONSTRAINT "receiving_rule_receiver_id_agency_id_fk" FOREIGN KEY ("receiver_id") REFERENCES "public"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "agency_code_key" ON "agency" USING btree ("code");--> statement-breakpoint
CREATE INDEX "agency_place_idx" ON "agency" USING btree ("kind","region_code","level");--> statement-breakpoint
CREATE INDEX "case_part_sight_idx" ON "case_part" USING btree ("agency_id","transfer_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "certificate_officer_idx" ON "certificate" USING btree ("officer_id");--> statement-breakpoint
CREATE INDEX "client_agency_idx" ON "client" USING btree ("agency_id");--> statement-breakpoint
CREATE INDEX "officer_agency_idx" ON "officer" USING btree ("agency_id");--> statement-breakpoint
CREATE INDEX "used_assertion_expiry_idx" ON "used_assertion" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "clock_due_idx" ON "clock" USING btree ("breach_at") WHERE status = 'running';--> statement-breakpoint
CREATE INDEX "idempotency_age_idx" ON "idempotency" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "transfer_document_idx" ON "transfer" USING btree ("sender_id","document_key");--> statement-breakpoint
CREATE INDEX "material_case_idx" ON "material" USING btree ("transfer_id","version","seq");--> statement-breakpoint
CREATE INDEX "material_unused_idx" ON "material" USING btree ("agency_id") WHERE transfer_id is null;--> statement-breakpoint
CREATE INDEX "material_expiry_idx" ON "material" USING btree ("expires_at") WHERE transfer_id is null;--> statement-breakpoint
CREATE INDEX "material_digest_idx" ON "material" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "notice_feed_idx" ON "notice" USING btree ("agency_id","txid","seq");