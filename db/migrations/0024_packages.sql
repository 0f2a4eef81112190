CREATE TABLE "act_request" (
	"id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "act_request_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"transfer_id" uuid NOT NULL,
	"home" uuid NOT NULL,
	"step" text NOT NULL,
	"agency_id" uuid NOT NULL,
	"client_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"seen" integer NOT NULL,
	"input" jsonb NOT NULL,
	"expected" jsonb NOT NULL,
	"body" "bytea" NOT NULL,
	"signature" text,
	"letter" jsonb,
	"route" text NOT NULL,
	"key" text,
	"queued" boolean DEFAULT false NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"version" integer,
	"refusal" jsonb,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "act_request_state_known" CHECK ("act_request"."state" in ('waiting','entered','refused'))
);
--> statement-breakpoint
CREATE TABLE "case_handover" (
	"transfer_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"from_home" uuid,
	"to_home" uuid,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "case_handover_transfer_id_version_at_pk" PRIMARY KEY("transfer_id","version","at")
);
--> statement-breakpoint
CREATE TABLE "package_aside" (
	"no" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "package_aside_no_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"peer_id" uuid NOT NULL,
	"name" text NOT NULL,
	"size" bigint NOT NULL,
	"reason" text NOT NULL,
	"detail" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "package_in" (
	"peer_id" uuid NOT NULL,
	"no" integer NOT NULL,
	"digest" text NOT NULL,
	"manifest" text NOT NULL,
	"jws" text NOT NULL,
	"taken_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "package_in_peer_id_no_pk" PRIMARY KEY("peer_id","no")
);
--> statement-breakpoint
CREATE TABLE "package_item" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "package_item_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"peer_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"body" text NOT NULL,
	"sha256" text,
	"size" bigint,
	"packed" bigint DEFAULT 0 NOT NULL,
	"package_no" integer
);
--> statement-breakpoint
CREATE TABLE "package_out" (
	"peer_id" uuid NOT NULL,
	"no" integer NOT NULL,
	"manifest" text NOT NULL,
	"jws" text NOT NULL,
	"digest" text NOT NULL,
	"lines" text NOT NULL,
	"says" boolean NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"written_at" timestamp (3) with time zone,
	"times" integer DEFAULT 0 NOT NULL,
	"acknowledged_at" timestamp (3) with time zone,
	CONSTRAINT "package_out_peer_id_no_pk" PRIMARY KEY("peer_id","no")
);
--> statement-breakpoint
CREATE TABLE "peer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"issuer" text NOT NULL,
	"jwks" jsonb NOT NULL,
	"write_to" text,
	"read_from" text,
	"bytes_max" bigint NOT NULL,
	"again_after_ms" bigint NOT NULL,
	"sent_no" integer DEFAULT 0 NOT NULL,
	"sent_digest" text,
	"acknowledged_no" integer DEFAULT 0 NOT NULL,
	"taken_no" integer DEFAULT 0 NOT NULL,
	"taken_digest" text,
	"ack_owed" boolean DEFAULT false NOT NULL,
	"registry_digest" text,
	"disabled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "peer_name_key" UNIQUE("name"),
	CONSTRAINT "peer_issuer_key" UNIQUE("issuer"),
	CONSTRAINT "peer_bytes_counted" CHECK ("peer"."bytes_max" >= 65536),
	CONSTRAINT "peer_numbers_counted" CHECK ("peer"."sent_no" >= "peer"."acknowledged_no" and "peer"."taken_no" >= 0)
);
--> statement-breakpoint
CREATE TABLE "peer_agency" (
	"agency_id" uuid PRIMARY KEY NOT NULL,
	"peer_id" uuid NOT NULL,
	"cursor" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "peer_bytes" (
	"peer_id" uuid NOT NULL,
	"sha256" text NOT NULL,
	CONSTRAINT "peer_bytes_peer_id_sha256_pk" PRIMARY KEY("peer_id","sha256")
);
--> statement-breakpoint
CREATE TABLE "peer_case" (
	"peer_id" uuid NOT NULL,
	"transfer_id" uuid NOT NULL,
	"sent_version" integer NOT NULL,
	"sealed" integer[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "peer_case_peer_id_transfer_id_pk" PRIMARY KEY("peer_id","transfer_id")
);
--> statement-breakpoint
CREATE TABLE "peer_request" (
	"id" uuid PRIMARY KEY NOT NULL,
	"peer_id" uuid NOT NULL,
	"transfer_id" uuid NOT NULL,
	"body" text NOT NULL,
	"state" text NOT NULL,
	"version" integer,
	"refusal" jsonb,
	"answered" boolean DEFAULT false NOT NULL,
	"taken_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "peer_request_state_known" CHECK ("peer_request"."state" in ('taken','entered','refused'))
);
--> statement-breakpoint
ALTER TABLE "transfer" ADD COLUMN "home" uuid;--> statement-breakpoint
ALTER TABLE "peer_agency" ADD CONSTRAINT "peer_agency_peer_id_peer_id_fk" FOREIGN KEY ("peer_id") REFERENCES "public"."peer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "act_request_case_idx" ON "act_request" USING btree ("transfer_id","seq");--> statement-breakpoint
CREATE INDEX "act_request_unsent_idx" ON "act_request" USING btree ("home","seq") WHERE not queued;--> statement-breakpoint
CREATE UNIQUE INDEX "act_request_key_idx" ON "act_request" USING btree ("client_id","route","key") WHERE key is not null;--> statement-breakpoint
CREATE INDEX "package_item_waiting_idx" ON "package_item" USING btree ("peer_id","seq") WHERE package_no is null;--> statement-breakpoint
CREATE INDEX "package_out_open_idx" ON "package_out" USING btree ("peer_id","no") WHERE acknowledged_at is null;--> statement-breakpoint
CREATE INDEX "peer_request_unanswered_idx" ON "peer_request" USING btree ("peer_id") WHERE not answered;--> statement-breakpoint
CREATE INDEX "peer_request_case_idx" ON "peer_request" USING btree ("transfer_id");