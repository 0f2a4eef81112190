CREATE TABLE "item_movement" (
	"transfer_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"seq" integer NOT NULL,
	"item_no" integer NOT NULL,
	"quantity" numeric(21, 6) NOT NULL,
	"unit" text NOT NULL,
	"from_custody" text NOT NULL,
	"to_custody" text NOT NULL,
	"list" integer,
	"note" text,
	CONSTRAINT "item_movement_transfer_id_version_seq_pk" PRIMARY KEY("transfer_id","version","seq"),
	CONSTRAINT "item_movement_moves" CHECK ("item_movement"."quantity" > 0 and "item_movement"."from_custody" <> "item_movement"."to_custody")
);
--> statement-breakpoint
CREATE TABLE "seized_item" (
	"transfer_id" uuid NOT NULL,
	"no" integer NOT NULL,
	"version" integer NOT NULL,
	"seq" integer NOT NULL,
	"batch" integer NOT NULL,
	"name" text NOT NULL,
	"quantity" numeric(21, 6) NOT NULL,
	"unit" text NOT NULL,
	"custody" text NOT NULL,
	"details" jsonb NOT NULL,
	CONSTRAINT "seized_item_transfer_id_no_pk" PRIMARY KEY("transfer_id","no")
);
--> statement-breakpoint
CREATE INDEX "item_movement_item_idx" ON "item_movement" USING btree ("transfer_id","item_no");