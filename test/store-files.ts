// What lies below a directory, for tests and benches that look into a store past its door.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Every file below the directory, as relative paths. */
export function filesIn(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort()
}
