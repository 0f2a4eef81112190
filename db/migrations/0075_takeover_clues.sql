CREATE TABLE "takeover_clue" (
	"installation_id" uuid NOT NULL,
	"key" text NOT NULL,
	"clue_id" uuid,
	"reasons" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"mapping" "bytea" NOT NULL,
	"run" integer NOT NULL,
	CONSTRAINT "takeover_clue_installation_id_key_pk" PRIMARY KEY("installation_id","key")
);
