// The program translated once and kept: types removed, the files of each door put together. Loading six hundred files one
// by one through a loader takes seconds at every start; this takes them once for each state of the source.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const kept = join(root, 'node_modules', '.cache', 'xianjie')
const require = createRequire(import.meta.url)

/**
 * URL of the translated program, or null where none can be kept: then the source is loaded as it stands. `entries` are
 * translated together; the first is asked for. `folders` hold all that they are made of. Paths are those below the root.
 */
export async function translated(entries, folders) {
  const { version } = require('esbuild/package.json')
  const state = createHash('sha256').update(`${version} ${process.version} ${[...entries].sort().join(' ')}\n`)
  for (const line of folders.flatMap((name) => filesOf(join(root, name)))) state.update(line)
  const folder = join(kept, state.digest('hex').slice(0, 32))
  const program = join(folder, entries[0].replace(/\.ts$/, '.js'))
  if (!existsSync(program) && !(await translate(folder, entries, program))) return null
  return pathToFileURL(program).href
}

export const translatedMain = () => translated(['src/main.ts'], ['db', 'schemas', 'src'])

/** Path, size and time of every source file; reading them all would cost what is to be saved. */
function filesOf(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name))
    .map((entry) => {
      const path = join(entry.parentPath ?? entry.path, entry.name)
      const { size, mtimeMs } = statSync(path)
      return `${path} ${size} ${mtimeMs}\n`
    })
    .sort()
}

/** Puts a finished translation in its place; whoever comes second finds the first one's. False where nothing can be written. */
async function translate(folder, entries, program) {
  const unfinished = `${folder}.${process.pid}`
  try {
    mkdirSync(unfinished, { recursive: true })
    const { build } = await import('esbuild')
    await build({
      absWorkingDir: root,
      entryPoints: entries,
      outbase: root,
      outdir: unfinished,
      bundle: true,
      // Packages stay where they are; what a command does not need is not loaded by it.
      packages: 'external',
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      sourcemap: 'linked',
      logLevel: 'silent',
      plugins: [places, tables],
    })
    renameSync(unfinished, folder)
    forgetOld()
    return true
  } catch {
    rmSync(unfinished, { recursive: true, force: true })
    return existsSync(program)
  }
}

const weeksMs = 30 * 86_400_000

/** A running program may still load a part of an older translation; one of weeks ago serves nobody. */
function forgetOld() {
  for (const name of readdirSync(kept)) {
    const path = join(kept, name)
    if (Date.now() - statSync(path).mtimeMs > weeksMs) rmSync(path, { recursive: true, force: true })
  }
}

/** A file that names something beside it means its own place, not that of the translation. */
const places = {
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      return {
        contents: text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
        loader: 'ts',
      }
    })
  },
}

/** Node 20 wants to be told that a package's table is JSON, and loses that word here: the table is taken in. */
const tables = {
  name: 'tables',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.json$/ }, ({ path }) => ({ path: require.resolve(path), namespace: 'table' }))
    onLoad({ filter: /.*/, namespace: 'table' }, ({ path }) => ({
      contents: `export default JSON.parse(${JSON.stringify(readFileSync(path, 'utf8'))})`,
      loader: 'js',
    }))
  },
}
