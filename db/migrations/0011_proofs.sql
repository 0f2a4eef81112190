CREATE TABLE "access_batch" (
	"no" bigint PRIMARY KEY NOT NULL,
	"entries" bigint[] NOT NULL,
	"first_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	"salt" "bytea" NOT NULL,
	"digest" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "access_entry" (
	"no" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "access_entry_no_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"agency_id" uuid,
	"client_id" text NOT NULL,
	"officer" text,
	"kind" text NOT NULL,
	"owner_id" uuid,
	"transfer_id" uuid,
	"material_id" uuid,
	"subject" text,
	"field" text,
	"query" text,
	"rows" integer,
	"reason" text,
	"request_id" text NOT NULL,
	"address" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "access_entry_kind_known" CHECK ("access_entry"."kind" in ('content', 'field', 'letter', 'bundle', 'case', 'list'))
);
--> statement-breakpoint
CREATE TABLE "access_pending" (
	"no" bigint PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "access_removal" (
	"batch" bigint PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "journal_checkpoint" (
	"no" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "journal_checkpoint_no_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"size" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"note" text NOT NULL,
	"key" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "journal_key" (
	"no" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "journal_key_no_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "journal_key_once" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "journal_leaf" (
	"no" bigint PRIMARY KEY NOT NULL,
	"entry" "bytea" NOT NULL,
	"transfer_id" uuid,
	"version" integer,
	"batch" bigint,
	CONSTRAINT "journal_leaf_counted" CHECK ("journal_leaf"."no" >= 0),
	CONSTRAINT "journal_leaf_of_one_kind" CHECK (("journal_leaf"."transfer_id" is null) = ("journal_leaf"."version" is null) and ("journal_leaf"."transfer_id" is null) <> ("journal_leaf"."batch" is null))
);
--> statement-breakpoint
CREATE TABLE "journal_pending" (
	"no" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "journal_pending_no_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"transfer_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"link" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "journal_subtree" (
	"level" smallint NOT NULL,
	"no" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "journal_subtree_level_no_pk" PRIMARY KEY("level","no"),
	CONSTRAINT "journal_subtree_above_leaves" CHECK ("journal_subtree"."level" >= 1)
);
--> statement-breakpoint
ALTER TABLE "client" ADD COLUMN "auditor" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "access_entry_agency_idx" ON "access_entry" USING btree ("agency_id","no");--> statement-breakpoint
CREATE INDEX "access_entry_owner_idx" ON "access_entry" USING btree ("owner_id","no") WHERE owner_id is not null;--> statement-breakpoint
CREATE INDEX "access_entry_material_idx" ON "access_entry" USING btree ("material_id","no") WHERE material_id is not null;--> statement-breakpoint
CREATE INDEX "access_entry_transfer_idx" ON "access_entry" USING btree ("transfer_id","no") WHERE transfer_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "journal_leaf_act_key" ON "journal_leaf" USING btree ("transfer_id","version");--> statement-breakpoint
CREATE UNIQUE INDEX "journal_leaf_batch_key" ON "journal_leaf" USING btree ("batch") WHERE batch is not null;