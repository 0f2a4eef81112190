CREATE TABLE "delivery" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "delivery_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" uuid NOT NULL,
	"receiver_id" uuid NOT NULL,
	"order_key" text NOT NULL,
	"transfer_id" uuid,
	"version" integer,
	"step" text,
	"body" text NOT NULL,
	"record_key" text,
	"day" date,
	"digest" text,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"first_tried_at" timestamp (3) with time zone,
	"next_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"leased_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"last_status" integer,
	"last_error" text,
	CONSTRAINT "delivery_state_known" CHECK ("delivery"."state" in ('waiting', 'delivered', 'dead', 'let_go'))
);
--> statement-breakpoint
CREATE TABLE "delivery_attempt" (
	"delivery_seq" bigint NOT NULL,
	"no" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"ms" integer NOT NULL,
	"outcome" text NOT NULL,
	"status" integer,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "receiver" (
	"id" uuid PRIMARY KEY NOT NULL,
	"agency_id" uuid,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"state" text DEFAULT 'enabled' NOT NULL,
	"follows" uuid[] NOT NULL,
	"config" jsonb NOT NULL,
	"secret" text,
	"cursor_txid" "xid8" NOT NULL,
	"cursor_seq" bigint NOT NULL,
	"epoch" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"open_until" timestamp (3) with time zone,
	"in_flight_max" integer DEFAULT 8 NOT NULL,
	"timeout_ms" integer DEFAULT 15000 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "receiver_state_known" CHECK ("receiver"."state" in ('enabled', 'disabled', 'gone', 'removed'))
);
--> statement-breakpoint
CREATE TABLE "receiver_note" (
	"no" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "receiver_note_no_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"receiver_id" uuid NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"act" text NOT NULL,
	"who" text NOT NULL,
	"why" text,
	"details" jsonb NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "delivery_id_idx" ON "delivery" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "delivery_once_idx" ON "delivery" USING btree ("receiver_id","transfer_id","version") WHERE transfer_id is not null;--> statement-breakpoint
CREATE INDEX "delivery_due_idx" ON "delivery" USING btree ("receiver_id","next_at","seq") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "delivery_order_idx" ON "delivery" USING btree ("receiver_id","order_key","seq") WHERE state in ('waiting', 'dead');--> statement-breakpoint
CREATE INDEX "delivery_dead_idx" ON "delivery" USING btree ("receiver_id","seq") WHERE state = 'dead';--> statement-breakpoint
CREATE INDEX "delivery_list_idx" ON "delivery" USING btree ("receiver_id","seq");--> statement-breakpoint
CREATE INDEX "delivery_day_idx" ON "delivery" USING btree ("receiver_id","day") WHERE record_key is not null;--> statement-breakpoint
CREATE INDEX "delivery_settled_idx" ON "delivery" USING btree ("receiver_id","settled_at") WHERE settled_at is not null;--> statement-breakpoint
CREATE INDEX "delivery_attempt_idx" ON "delivery_attempt" USING btree ("delivery_seq","no");--> statement-breakpoint
CREATE UNIQUE INDEX "receiver_name_idx" ON "receiver" USING btree ("kind","name") WHERE kind <> 'webhook' and state <> 'removed';--> statement-breakpoint
CREATE INDEX "receiver_agency_idx" ON "receiver" USING btree ("agency_id","id");--> statement-breakpoint
CREATE INDEX "receiver_note_idx" ON "receiver_note" USING btree ("receiver_id","no");