CREATE TABLE "screening_done" (
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "screening_done_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"txid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"case_ids" uuid[] NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "screening_done_txid_seq_pk" PRIMARY KEY("txid","seq")
);
