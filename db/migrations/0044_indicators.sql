CREATE TABLE "indicator_case" (
	"subject" uuid PRIMARY KEY NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "indicator_cell" (
	"scope" text collate "C" NOT NULL,
	"dim" text collate "C" NOT NULL,
	"indicator" text collate "C" NOT NULL,
	"month" integer NOT NULL,
	"n" bigint NOT NULL,
	"d" bigint NOT NULL,
	"pn" bigint NOT NULL,
	"pd" bigint NOT NULL,
	CONSTRAINT "indicator_cell_scope_dim_indicator_month_pk" PRIMARY KEY("scope","dim","indicator","month")
);
--> statement-breakpoint
CREATE TABLE "indicator_fact" (
	"subject" uuid NOT NULL,
	"indicator" text collate "C" NOT NULL,
	"instance" text collate "C" NOT NULL,
	"source" text collate "C" NOT NULL,
	"month" integer NOT NULL,
	"n" integer NOT NULL,
	"d" integer NOT NULL,
	"pn" integer NOT NULL,
	"pd" integer NOT NULL,
	"agency_ids" uuid[] NOT NULL,
	"region_code" text collate "C" NOT NULL,
	"level" text collate "C" NOT NULL,
	"domain" text collate "C" NOT NULL,
	"charge" text collate "C" NOT NULL,
	"kind" text collate "C" NOT NULL,
	CONSTRAINT "indicator_fact_subject_indicator_instance_pk" PRIMARY KEY("subject","indicator","instance")
);
--> statement-breakpoint
CREATE TABLE "indicator_label" (
	"subject" uuid NOT NULL,
	"label_id" uuid NOT NULL,
	CONSTRAINT "indicator_label_subject_label_id_pk" PRIMARY KEY("subject","label_id")
);
--> statement-breakpoint
CREATE TABLE "indicator_place" (
	"feed" text PRIMARY KEY NOT NULL,
	"txid" "xid8" NOT NULL,
	"seq" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "indicator_report" (
	"id" uuid PRIMARY KEY NOT NULL,
	"agency_id" uuid NOT NULL,
	"name" text NOT NULL,
	"query" jsonb NOT NULL,
	"client_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "indicator_scope" (
	"parent" text collate "C" NOT NULL,
	"scope" text collate "C" NOT NULL,
	CONSTRAINT "indicator_scope_parent_scope_pk" PRIMARY KEY("parent","scope")
);
--> statement-breakpoint
CREATE TABLE "indicator_statement" (
	"id" uuid PRIMARY KEY NOT NULL,
	"month" integer NOT NULL,
	"scope" text collate "C" NOT NULL,
	"agency_id" uuid,
	"at" timestamp (3) with time zone NOT NULL,
	"tree_size" bigint NOT NULL,
	"tree_root" "bytea" NOT NULL,
	"rules" text NOT NULL,
	"jws" text NOT NULL,
	CONSTRAINT "indicator_statement_month" CHECK ("indicator_statement"."month" % 100 between 1 and 12)
);
--> statement-breakpoint
CREATE INDEX "indicator_fact_place_idx" ON "indicator_fact" USING btree ("indicator","region_code","month","subject","instance");--> statement-breakpoint
CREATE INDEX "indicator_fact_agency_idx" ON "indicator_fact" USING gin ("agency_ids");--> statement-breakpoint
CREATE INDEX "indicator_report_agency_idx" ON "indicator_report" USING btree ("agency_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "indicator_statement_once" ON "indicator_statement" USING btree ("scope","month");