CREATE TABLE "correspondence" (
	"id" uuid PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"sender_id" uuid NOT NULL,
	"title" text NOT NULL,
	"transfer_id" uuid,
	"finding_id" uuid,
	"due_on" date,
	"waiting" integer NOT NULL,
	"overdue_version" integer,
	"sent_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "correspondence_kind_known" CHECK ("correspondence"."kind" in ('instruction','report','exchange','consultation')),
	CONSTRAINT "correspondence_state_known" CHECK ("correspondence"."state" in ('open','closed','withdrawn'))
);
--> statement-breakpoint
CREATE TABLE "correspondence_entry" (
	"letter_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"act" text NOT NULL,
	"agency_id" uuid NOT NULL,
	"client_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"officers" jsonb NOT NULL,
	"body" text NOT NULL,
	"route" text,
	"key" text,
	"request_hash" "bytea",
	"request_body" "bytea",
	"request_signature" text,
	CONSTRAINT "correspondence_entry_letter_id_version_pk" PRIMARY KEY("letter_id","version")
);
--> statement-breakpoint
CREATE TABLE "correspondence_party" (
	"agency_id" uuid NOT NULL,
	"letter_id" uuid NOT NULL,
	"sender" boolean NOT NULL,
	"owes" boolean NOT NULL,
	"signed_at" timestamp (3) with time zone,
	"read_at" timestamp (3) with time zone,
	"answered_at" timestamp (3) with time zone,
	"done_at" timestamp (3) with time zone,
	CONSTRAINT "correspondence_party_agency_id_letter_id_pk" PRIMARY KEY("agency_id","letter_id")
);
--> statement-breakpoint
CREATE TABLE "label" (
	"id" uuid PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"name" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"members" uuid[] NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date,
	"due_on" date,
	"reported" boolean DEFAULT false NOT NULL,
	"overdue_version" integer,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "label_kind_known" CHECK ("label"."kind" in ('campaign','listed')),
	CONSTRAINT "label_state_known" CHECK ("label"."state" in ('open','ended'))
);
--> statement-breakpoint
CREATE TABLE "label_change" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "label_change_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"txid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"label_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"is_on" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "label_entry" (
	"label_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"act" text NOT NULL,
	"agency_id" uuid NOT NULL,
	"client_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"officers" jsonb NOT NULL,
	"body" text NOT NULL,
	"route" text,
	"key" text,
	"request_hash" "bytea",
	"request_body" "bytea",
	"request_signature" text,
	CONSTRAINT "label_entry_label_id_version_pk" PRIMARY KEY("label_id","version")
);
--> statement-breakpoint
CREATE TABLE "labelled" (
	"label_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"by_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"put_version" integer NOT NULL,
	"removed_at" timestamp (3) with time zone,
	"removed_version" integer,
	CONSTRAINT "labelled_label_id_kind_subject_id_pk" PRIMARY KEY("label_id","kind","subject_id"),
	CONSTRAINT "labelled_kind_known" CHECK ("labelled"."kind" in ('transfer','penalty','finding'))
);
--> statement-breakpoint
CREATE TABLE "assignment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"state" text NOT NULL,
	"upper_id" uuid NOT NULL,
	"lower_id" uuid NOT NULL,
	"title" text NOT NULL,
	"document_no" text,
	"due_on" date NOT NULL,
	"items" integer NOT NULL,
	"list_digest" text NOT NULL,
	"handed_at" timestamp (3) with time zone NOT NULL,
	"signed_at" timestamp (3) with time zone,
	"replied_at" timestamp (3) with time zone,
	"accepted_at" timestamp (3) with time zone,
	"returns" integer NOT NULL,
	"overdue_version" integer,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "assignment_state_known" CHECK ("assignment"."state" in ('handed','signed','replied','returned','accepted','withdrawn'))
);
--> statement-breakpoint
CREATE TABLE "assignment_entry" (
	"assignment_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"act" text NOT NULL,
	"agency_id" uuid NOT NULL,
	"client_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"officers" jsonb NOT NULL,
	"body" text NOT NULL,
	"route" text,
	"key" text,
	"request_hash" "bytea",
	"request_body" "bytea",
	"request_signature" text,
	CONSTRAINT "assignment_entry_assignment_id_version_pk" PRIMARY KEY("assignment_id","version")
);
--> statement-breakpoint
CREATE TABLE "assignment_item" (
	"assignment_id" uuid NOT NULL,
	"no" integer NOT NULL,
	"kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"title" text NOT NULL,
	"result" text,
	"result_text" text,
	"result_at" timestamp (3) with time zone,
	CONSTRAINT "assignment_item_assignment_id_no_pk" PRIMARY KEY("assignment_id","no"),
	CONSTRAINT "assignment_item_kind_known" CHECK ("assignment_item"."kind" in ('transfer','penalty','finding')),
	CONSTRAINT "assignment_item_result_known" CHECK ("assignment_item"."result" in ('verified','transferred','no_crime','in_progress'))
);
--> statement-breakpoint
CREATE INDEX "correspondence_due_idx" ON "correspondence" USING btree ("due_on","id") WHERE state = 'open' and waiting > 0 and due_on is not null;--> statement-breakpoint
CREATE INDEX "correspondence_waiting_idx" ON "correspondence" USING btree ("sender_id","id") WHERE state = 'open' and waiting > 0;--> statement-breakpoint
CREATE UNIQUE INDEX "correspondence_entry_request_key" ON "correspondence_entry" USING btree ("client_id","route","key") WHERE key is not null;--> statement-breakpoint
CREATE INDEX "correspondence_party_letter_idx" ON "correspondence_party" USING btree ("letter_id");--> statement-breakpoint
CREATE INDEX "label_members_idx" ON "label" USING gin ("members");--> statement-breakpoint
CREATE INDEX "label_due_idx" ON "label" USING btree ("due_on","id") WHERE state = 'open' and not reported and overdue_version is null and due_on is not null;--> statement-breakpoint
CREATE INDEX "label_change_order_idx" ON "label_change" USING btree ("txid","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "label_entry_request_key" ON "label_entry" USING btree ("client_id","route","key") WHERE key is not null;--> statement-breakpoint
CREATE INDEX "labelled_subject_idx" ON "labelled" USING btree ("kind","subject_id") WHERE removed_at is null;--> statement-breakpoint
CREATE INDEX "assignment_upper_idx" ON "assignment" USING btree ("upper_id","id");--> statement-breakpoint
CREATE INDEX "assignment_lower_idx" ON "assignment" USING btree ("lower_id","id");--> statement-breakpoint
CREATE INDEX "assignment_due_idx" ON "assignment" USING btree ("due_on","id") WHERE state in ('handed','signed','returned');--> statement-breakpoint
CREATE UNIQUE INDEX "assignment_entry_request_key" ON "assignment_entry" USING btree ("client_id","route","key") WHERE key is not null;--> statement-breakpoint
CREATE INDEX "assignment_item_subject_idx" ON "assignment_item" USING btree ("kind","subject_id");