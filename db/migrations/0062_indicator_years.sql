CREATE TABLE "indicator_year" (
	"scope" text collate "C" NOT NULL,
	"dim" text collate "C" NOT NULL,
	"indicator" text collate "C" NOT NULL,
	"year" integer NOT NULL,
	"n" bigint[] NOT NULL,
	"d" bigint[] NOT NULL,
	"pn" bigint[] NOT NULL,
	"pd" bigint[] NOT NULL,
	CONSTRAINT "indicator_year_scope_dim_indicator_year_pk" PRIMARY KEY("scope","dim","indicator","year")
);
