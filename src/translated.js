// The program translated once and kept: types removed, the files of each door put together. Loading six hundred files one
// by one through a loader takes seconds at every start; this takes them once for each state of the source.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { createRequire, SourceMap } from 'node:module'
import { join, sep } from 'node:path'
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
  // What npm writes down of the packages that are there, for many of them are taken in.
  for (const name of ['package-lock.json', 'node_modules/.package-lock.json'])
    if (existsSync(join(root, name))) state.update(lineOf(join(root, name)))
  const folder = join(kept, state.digest('hex').slice(0, 32))
  const program = join(folder, entries[0].replace(/\.ts$/, '.js'))
  if (!existsSync(program) && !(await translate(folder, entries, program))) return null
  return pathToFileURL(program).href
}

export const translatedMain = () => translated(['src/main.ts'], ['db', 'schemas', 'src'])

/** Where a stack names a place in the translation, it names that in the source instead. */
export function traced() {
  const maps = new Map()
  const mapOf = (file) => {
    if (!maps.has(file)) {
      const map = `${fileURLToPath(file)}.map`
      maps.set(file, existsSync(map) ? new SourceMap(JSON.parse(readFileSync(map, 'utf8'))) : null)
    }
    return maps.get(file)
  }
  const inSource = (whole, file, line, column) => {
    const { originalSource, originalLine, originalColumn } = mapOf(file)?.findEntry(line - 1, column - 1) ?? {}
    if (originalSource === undefined) return whole
    return `${new URL(originalSource, file).href}:${originalLine + 1}:${originalColumn + 1}`
  }
  const begins = pathToFileURL(kept).href
  Error.prepareStackTrace = (error, frames) => {
    const lines = frames.map((frame) =>
      `    at ${frame}`.replace(/(file:[^\s()]+\.js):(\d+):(\d+)/, (whole, file, line, column) =>
        file.startsWith(begins) ? inSource(whole, file, Number(line), Number(column)) : whole,
      ),
    )
    return [Error.prototype.toString.call(error), ...lines].join('\n')
  }
}

/** Path, size and time of every source file; reading them all would cost what is to be saved. */
function filesOf(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name))
    .map((entry) => lineOf(join(entry.parentPath ?? entry.path, entry.name)))
    .sort()
}

function lineOf(path) {
  const { size, mtimeMs } = statSync(path)
  return `${path} ${size} ${mtimeMs}\n`
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
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      // Not named in what is loaded, or Node would read them all at the start: `traced` reads one when a stack is written.
      sourcemap: 'external',
      banner: { js: `import { createRequire as requiring } from 'node:module'; const require = requiring(${own});` },
      logLevel: 'silent',
      plugins: [packages, places, tables],
    })
    renameSync(unfinished, folder)
    forgetOld()
    return true
  } catch {
    rmSync(unfinished, { recursive: true, force: true })
    return existsSync(program)
  }
}

/** For packages that are taken in and ask for a part of Node by `require`. */
const own = JSON.stringify(import.meta.url)

const weeksMs = 30 * 86_400_000

/** A running program may still load a part of an older translation; one of weeks ago serves nobody. */
function forgetOld() {
  for (const name of readdirSync(kept)) {
    const path = join(kept, name)
    if (Date.now() - statSync(path).mtimeMs > weeksMs) rmSync(path, { recursive: true, force: true })
  }
}

/** Of many small files each: to open and resolve them one by one was half of every short command. */
const many = [
  ...[
    'drizzle-orm',
    'zod',
    'jose',
    'hono',
    '@hono/node-server',
    '@tus/server',
    '@tus/utils',
    'prom-client',
    'commander',
  ],
  ...['write-excel-file', 'docxtemplater', 'pizzip', 'qrcode', 'csv-parse', 'file-type', '@marcbachmann/cel-js'],
]
const belongs = (path, names) => names.some((name) => path === name || path.startsWith(`${name}/`))

/** Such packages are taken in with all that they need; the others stay where they are, loaded only by who asks for them. */
const packages = {
  name: 'packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) => {
      if (kind === 'entry-point' || path.endsWith('.json') || belongs(path, many)) return undefined
      const outside = !importer.includes(`${sep}node_modules${sep}`) || belongs(path, ['pg', 'pino'])
      return outside ? { path, external: true } : undefined
    })
  },
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
