// Used by `npm run db:generate` only: a migration is written from the schema files, then never edited.
import { defineConfig } from 'drizzle-kit'

export default defineConfig({ dialect: 'postgresql', schema: './db/schema/index.ts', out: './db/migrations' })
