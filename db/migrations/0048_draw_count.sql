CREATE TABLE "draw_count" (
	"draw_id" uuid NOT NULL,
	"dimension" text NOT NULL,
	"key" text NOT NULL,
	"members" integer NOT NULL,
	CONSTRAINT "draw_count_draw_id_dimension_key_pk" PRIMARY KEY("draw_id","dimension","key"),
	CONSTRAINT "draw_count_dimension_known" CHECK ("draw_count"."dimension" in ('agency', 'region'))
);
