CREATE TABLE "console_session" (
	"id" text PRIMARY KEY NOT NULL,
	"officer_id" uuid NOT NULL,
	"agency_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"lang" text DEFAULT 'zh' NOT NULL,
	"theme" text,
	"keys" boolean DEFAULT true NOT NULL,
	"notice" jsonb,
	"address" text,
	"agent" text,
	"method" text NOT NULL,
	"sid" text,
	"id_token" text
);
--> statement-breakpoint
CREATE TABLE "console_sign_in" (
	"state" text PRIMARY KEY NOT NULL,
	"nonce" text NOT NULL,
	"verifier" text NOT NULL,
	"back" text NOT NULL,
	"browser" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "console_session_officer_idx" ON "console_session" USING btree ("officer_id");--> statement-breakpoint
CREATE INDEX "console_session_end_idx" ON "console_session" USING btree ("ends_at");--> statement-breakpoint
CREATE INDEX "console_sign_in_age_idx" ON "console_sign_in" USING btree ("created_at");