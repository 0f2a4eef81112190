CREATE TABLE "holiday_notice" (
	"no" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "holiday_notice_no_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"region_code" text NOT NULL,
	"year" integer NOT NULL,
	"rest" jsonb NOT NULL,
	"worked" jsonb NOT NULL,
	"source" text NOT NULL,
	"loaded_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "holiday_notice_year_known" CHECK ("holiday_notice"."year" between 2004 and 2100),
	CONSTRAINT "holiday_notice_source_given" CHECK ("holiday_notice"."source" <> '')
);
--> statement-breakpoint
CREATE TABLE "rule_opt_in" (
	"id" uuid PRIMARY KEY NOT NULL,
	"region_code" text NOT NULL,
	"domain" text DEFAULT '*' NOT NULL,
	"clock" text NOT NULL,
	"stage" integer NOT NULL,
	"basis" text NOT NULL,
	"enabled_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "rule_opt_in_stage_counted" CHECK ("rule_opt_in"."stage" >= 1),
	CONSTRAINT "rule_opt_in_basis_given" CHECK ("rule_opt_in"."basis" <> '')
);
--> statement-breakpoint
CREATE INDEX "holiday_notice_latest_idx" ON "holiday_notice" USING btree ("region_code","year","no" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "rule_opt_in_in_force_key" ON "rule_opt_in" USING btree ("region_code","domain","clock","stage") WHERE ended_at is null;