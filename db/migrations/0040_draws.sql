CREATE TABLE "journal_matter" (
	"matter" text NOT NULL,
	"version" integer NOT NULL,
	"salt" "bytea" NOT NULL,
	"commitment" "bytea" NOT NULL,
	"link" "bytea" NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "journal_matter_matter_version_pk" PRIMARY KEY("matter","version")
);
--> statement-breakpoint
CREATE TABLE "journal_matter_pending" (
	"no" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "journal_matter_pending_no_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"matter" text NOT NULL,
	"version" integer NOT NULL,
	"link" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "draw" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"region_code" text NOT NULL,
	"no" integer NOT NULL,
	"version" integer NOT NULL,
	"state" text NOT NULL,
	"name" text NOT NULL,
	"method" text NOT NULL,
	"members" integer NOT NULL,
	"drawn" integer NOT NULL,
	"reviewed" integer NOT NULL,
	"found" integer NOT NULL,
	"redraw_of" uuid,
	"announced_at" timestamp (3) with time zone NOT NULL,
	"drawn_at" timestamp (3) with time zone,
	"cancelled_at" timestamp (3) with time zone,
	"unattended" boolean NOT NULL,
	CONSTRAINT "draw_state_known" CHECK ("draw"."state" in ('announced', 'drawn', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "draw_act" (
	"draw_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"act" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"agency_id" uuid NOT NULL,
	"client_id" text NOT NULL,
	"officers" jsonb NOT NULL,
	"body" text NOT NULL,
	"route" text,
	"key" text,
	"request_hash" "bytea",
	"request_body" "bytea",
	"request_signature" text,
	CONSTRAINT "draw_act_draw_id_version_pk" PRIMARY KEY("draw_id","version"),
	CONSTRAINT "draw_act_known" CHECK ("draw_act"."act" in ('announce', 'draw', 'cancel', 'review'))
);
--> statement-breakpoint
CREATE TABLE "draw_member" (
	"draw_id" uuid NOT NULL,
	"place" integer NOT NULL,
	"kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"stratum" text NOT NULL,
	"rank" "bytea" NOT NULL,
	"ticket" integer NOT NULL,
	"domain" text NOT NULL,
	"region_code" text,
	"agency_ids" uuid[] NOT NULL,
	"agency_codes" text[] NOT NULL,
	"reviewers" integer[] NOT NULL,
	"review_version" integer,
	"found" boolean,
	"reviewed_at" timestamp (3) with time zone,
	CONSTRAINT "draw_member_draw_id_place_pk" PRIMARY KEY("draw_id","place"),
	CONSTRAINT "draw_member_kind_known" CHECK ("draw_member"."kind" in ('penalty', 'transfer'))
);
--> statement-breakpoint
CREATE TABLE "draw_population" (
	"draw_id" uuid NOT NULL,
	"no" integer NOT NULL,
	"lines" text NOT NULL,
	CONSTRAINT "draw_population_draw_id_no_pk" PRIMARY KEY("draw_id","no")
);
--> statement-breakpoint
CREATE TABLE "draw_review" (
	"draw_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"place" integer NOT NULL,
	"found" boolean NOT NULL,
	"kinds" text[] NOT NULL,
	"words" text NOT NULL,
	"after_ms" bigint NOT NULL,
	CONSTRAINT "draw_review_draw_id_version_pk" PRIMARY KEY("draw_id","version")
);
--> statement-breakpoint
CREATE TABLE "draw_reviewer" (
	"draw_id" uuid NOT NULL,
	"no" integer NOT NULL,
	"agency_id" uuid NOT NULL,
	"name" text NOT NULL,
	"certificate_no" text,
	"salt" "bytea" NOT NULL,
	CONSTRAINT "draw_reviewer_draw_id_no_pk" PRIMARY KEY("draw_id","no")
);
--> statement-breakpoint
ALTER TABLE "journal_leaf" DROP CONSTRAINT "journal_leaf_of_one_kind";--> statement-breakpoint
ALTER TABLE "journal_leaf" ADD COLUMN "matter" text;--> statement-breakpoint
CREATE UNIQUE INDEX "draw_no_key" ON "draw" USING btree ("owner_id","no");--> statement-breakpoint
CREATE INDEX "draw_region_idx" ON "draw" USING btree ("region_code","id");--> statement-breakpoint
CREATE INDEX "draw_waiting_idx" ON "draw" USING btree ("id") WHERE state = 'announced' and unattended;--> statement-breakpoint
CREATE UNIQUE INDEX "draw_act_request_key" ON "draw_act" USING btree ("client_id","route","key") WHERE key is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "draw_member_once" ON "draw_member" USING btree ("draw_id","subject_id");--> statement-breakpoint
CREATE INDEX "draw_member_subject_idx" ON "draw_member" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "draw_review_place_idx" ON "draw_review" USING btree ("draw_id","place","version");--> statement-breakpoint
CREATE INDEX "draw_reviewer_agency_idx" ON "draw_reviewer" USING btree ("agency_id","draw_id");--> statement-breakpoint
CREATE UNIQUE INDEX "journal_leaf_matter_key" ON "journal_leaf" USING btree ("matter","version") WHERE matter is not null;--> statement-breakpoint
ALTER TABLE "journal_leaf" ADD CONSTRAINT "journal_leaf_of_one_sort" CHECK (num_nonnulls("journal_leaf"."transfer_id", "journal_leaf"."matter", "journal_leaf"."batch") = 1 and ("journal_leaf"."version" is null) = ("journal_leaf"."batch" is not null));