CREATE TABLE "case_follower" (
	"name" text PRIMARY KEY NOT NULL,
	"txid" "xid8" NOT NULL,
	"seq" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "case_search" (
	"transfer_id" uuid NOT NULL,
	"agency_id" uuid NOT NULL,
	"body" text NOT NULL,
	"terms" text[] NOT NULL,
	CONSTRAINT "case_search_agency_id_transfer_id_pk" PRIMARY KEY("agency_id","transfer_id")
);
--> statement-breakpoint
CREATE TABLE "case_work" (
	"agency_id" uuid NOT NULL,
	"transfer_id" uuid NOT NULL,
	"key" text NOT NULL,
	"tab" text NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"watch_at" timestamp (3) with time zone,
	"soon_at" timestamp (3) with time zone,
	"urgent_at" timestamp (3) with time zone,
	"binding" boolean NOT NULL,
	"about" jsonb NOT NULL,
	CONSTRAINT "case_work_transfer_id_agency_id_key_pk" PRIMARY KEY("transfer_id","agency_id","key"),
	CONSTRAINT "case_work_tab_known" CHECK ("case_work"."tab" in ('todo','waiting','closed'))
);
--> statement-breakpoint
CREATE TABLE "officer_act" (
	"agency_id" uuid NOT NULL,
	"certificate_no" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"transfer_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"step" text NOT NULL,
	CONSTRAINT "officer_act_agency_id_certificate_no_at_transfer_id_version_pk" PRIMARY KEY("agency_id","certificate_no","at","transfer_id","version")
);
--> statement-breakpoint
CREATE INDEX "case_search_terms_idx" ON "case_search" USING gin ("terms");--> statement-breakpoint
CREATE INDEX "case_work_list_idx" ON "case_work" USING btree ("agency_id","tab","ends_at","transfer_id","key");