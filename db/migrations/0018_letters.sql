CREATE TABLE "letter_issue" (
	"transfer_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"letter" text NOT NULL,
	"code" text NOT NULL,
	"agency_id" uuid NOT NULL,
	"document_no" text,
	"issued_on" date NOT NULL,
	"issued_version" integer NOT NULL,
	"material_id" uuid NOT NULL,
	"sha256" text NOT NULL,
	"sm3" text NOT NULL,
	CONSTRAINT "letter_issue_transfer_id_version_letter_pk" PRIMARY KEY("transfer_id","version","letter"),
	CONSTRAINT "letter_issue_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "letter_number" (
	"agency_id" uuid NOT NULL,
	"series" text NOT NULL,
	"period" text NOT NULL,
	"no" integer NOT NULL,
	"document_no" text NOT NULL,
	"transfer_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"letter" text NOT NULL,
	"attempts" integer NOT NULL,
	"tried_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "letter_number_agency_id_series_period_no_pk" PRIMARY KEY("agency_id","series","period","no")
);
--> statement-breakpoint
CREATE TABLE "letter_scheme" (
	"agency_id" uuid NOT NULL,
	"letter" text NOT NULL,
	"pattern" text NOT NULL,
	"prefix" text NOT NULL,
	"reset" text NOT NULL,
	"padding" smallint NOT NULL,
	"start" integer NOT NULL,
	"set_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "letter_scheme_agency_id_letter_pk" PRIMARY KEY("agency_id","letter")
);
--> statement-breakpoint
CREATE TABLE "letter_style" (
	"agency_id" uuid PRIMARY KEY NOT NULL,
	"red_head" boolean NOT NULL,
	"set_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "letter_template" (
	"agency_id" uuid NOT NULL,
	"letter" text NOT NULL,
	"filename" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"sha256" text NOT NULL,
	"set_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "letter_template_agency_id_letter_pk" PRIMARY KEY("agency_id","letter")
);
--> statement-breakpoint
CREATE INDEX "letter_number_letter_idx" ON "letter_number" USING btree ("transfer_id","version","letter");