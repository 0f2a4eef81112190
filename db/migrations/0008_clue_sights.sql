DROP INDEX "clue_sight_agency_idx";--> statement-breakpoint
ALTER TABLE "clue_sight" DROP CONSTRAINT "clue_sight_clue_id_agency_id_from_version_pk";--> statement-breakpoint
ALTER TABLE "clue_sight" ADD CONSTRAINT "clue_sight_agency_id_clue_id_pk" PRIMARY KEY("agency_id","clue_id");--> statement-breakpoint
ALTER TABLE "clue_sight" DROP COLUMN "from_version";