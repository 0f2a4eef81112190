// What carries the program to a machine: the lock file, the container's recipe, the composition, the integration script.
// They are read here and not run: no container engine is at hand (README, "Limits").
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { exists, read, root } from './sources.ts'

const known = [...read('src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map((m) => m[1] as string)

describe('the lock file', () => {
  interface Locked {
    readonly version: string
    readonly resolved?: string
    readonly integrity?: string
    readonly dependencies?: Record<string, string>
    readonly optionalDependencies?: Record<string, string>
    readonly link?: boolean
  }
  const lock = JSON.parse(read('package-lock.json')) as { lockfileVersion: number; packages: Record<string, Locked> }
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '')

  test('holds a digest of every package and names no place to fetch it from', () => {
    expect(packages.length).toBeGreaterThan(50)
    expect(packages.filter(([, p]) => p.resolved !== undefined).map(([path]) => path)).toEqual([])
    expect(packages.filter(([, p]) => !p.integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual([])
    expect(read('.npmrc')).toMatch(/^omit-lockfile-registry-resolved=true$/m)
  })

  test('holds what every package needs on every platform, or npm ci refuses it', () => {
    // npm leaves out the packages of other platforms where it cannot find them, and then refuses its own lock file.
    const missing = packages.flatMap(([path, p]) =>
      Object.keys({ ...p.dependencies, ...p.optionalDependencies })
        .filter((name) => {
          for (let at = path; ; at = at.slice(0, Math.max(at.lastIndexOf('/node_modules/'), 0))) {
            if (lock.packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return false
            if (at === '') return true
          }
        })
        .map((name) => `${path} needs ${name}`),
    )
    expect(missing).toEqual([])
  })

  test('agrees with the manifest', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'] as const)
      expect((lock.packages[''] as unknown as typeof manifest)[kind]).toEqual(manifest[kind])
  })
})

describe('the launcher', () => {
  test('is committed JavaScript that may be executed, named in bin', () => {
    const { bin, dependencies } = JSON.parse(read('package.json')) as {
      bin: Record<string, string>
      dependencies: Record<string, string>
    }
    expect(bin).toEqual({ xianjie: 'src/xianjie.js' })
    expect(read('src/xianjie.js')).toMatch(/^#!\/usr\/bin\/env node\n/)
    expect(dependencies).toHaveProperty('tsx')
  })

  test('no package script is needed for an installation to work', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?(install|prepare|build)/.test(name))).toEqual([])
  })
})

/** Instructions of a Dockerfile, continuation lines joined. */
function instructionsOf(path: string): { name: string; rest: string }[] {
  return read(path)
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => ({ name: line.split(' ')[0] as string, rest: line.slice(line.indexOf(' ') + 1).trim() }))
}

describe('the Dockerfile', () => {
  const instructions = instructionsOf('Dockerfile')
  const all = (name: string) => instructions.filter((i) => i.name === name).map((i) => i.rest)

  test('knows every instruction it uses and begins with a Node that the manifest allows', () => {
    const words = /^(FROM|WORKDIR|COPY|RUN|VOLUME|ENV|USER|EXPOSE|HEALTHCHECK|STOPSIGNAL|ENTRYPOINT|CMD)$/
    expect(instructions.filter((i) => !words.test(i.name))).toEqual([])
    expect(instructions[0]).toEqual({ name: 'FROM', rest: 'node:20-bookworm-slim' })
  })

  test('copies what is there and what .dockerignore lets through, and what the program needs', () => {
    const copied = all('COPY')
      .flatMap((rest) => rest.split(' ').slice(0, -1))
      .map((path) => path.replace(/\/$/, ''))
    const allowed = [...read('.dockerignore').matchAll(/^!(.+)$/gm)].map((m) => m[1])
    expect(copied.filter((path) => !exists(path))).toEqual([])
    expect([...copied].sort()).toEqual([...allowed].sort())
    for (const needed of ['package.json', 'package-lock.json', '.npmrc', 'src', 'schemas', 'db'])
      expect(copied).toContain(needed)
  })

  test('installs without development packages or scripts, and leaves root behind', () => {
    expect(all('RUN').join('\n')).toContain('npm ci --omit=dev --ignore-scripts')
    expect(all('RUN').join('\n')).not.toContain('omit=optional')
    expect(all('USER')).toEqual(['node'])
    const order = instructions.map((i) => i.name)
    expect(order.indexOf('USER')).toBeLessThan(order.indexOf('ENTRYPOINT'))
    expect(order.lastIndexOf('RUN')).toBeLessThan(order.indexOf('USER'))
  })

  test('starts in exec form, so that the gateway hears when it shall stop', () => {
    expect(JSON.parse(all('ENTRYPOINT')[0] ?? '')).toEqual(['node', '--max-semi-space-size=32', 'src/xianjie.js'])
    expect(JSON.parse(all('CMD')[0] ?? '')).toEqual(['serve'])
    const [health] = all('HEALTHCHECK')
    const probe = JSON.parse((health ?? '').slice((health ?? '').indexOf('CMD ') + 4)) as string[]
    expect(probe.slice(0, 2)).toEqual(['node', '-e'])
    expect(probe[2]).toContain('/readyz')
  })

  test('sets variables that config.ts knows, and no secret', () => {
    const set = Object.fromEntries(
      all('ENV').flatMap((rest) => rest.split(/\s+/).map((pair) => pair.split('=') as [string, string])),
    )
    expect(Object.keys(set).filter((name) => !known.includes(name))).toEqual([])
    expect(all('EXPOSE')).toEqual([set.XIANJIE_PORT])
    expect(all('VOLUME')).toEqual([set.XIANJIE_DATA_DIR])
    const addresses = { DATABASE_URL: 'postgres://a@b/c', XIANJIE_ISSUER: 'https://xianjie.example' }
    expect(readConfig({ ...set, ...addresses })).toMatchObject({ production: true, host: '0.0.0.0' })
  })
})

/** Services of the composition with their lines; `docker-compose config` in .ci/run is what parses it in earnest. */
function servicesOf(path: string): Map<string, string> {
  const body = /^services:\n([\s\S]*?)(?=^\w)/m.exec(read(path))?.[1] ?? ''
  const parts = body.split(/^ {2}(?=[\w-]+:$)/m).slice(1)
  return new Map(parts.map((part) => [part.slice(0, part.indexOf(':')), part]))
}

describe('docker-compose.yml', () => {
  const text = read('docker-compose.yml')
  const services = servicesOf('docker-compose.yml')

  test('has the database, the gateway, what prepares them, and a store for later', () => {
    expect([...services.keys()]).toEqual(['postgres', 'gateway-login', 'prepare', 'gateway', 'store'])
    for (const [name, part] of services) {
      const waitsFor = [...part.matchAll(/^ {6}([\w-]+):\n {8}condition: (\w+)$/gm)]
      for (const [, other, condition] of waitsFor) {
        expect(services.has(other as string), `${name} waits for ${other}`).toBe(true)
        if (condition === 'service_healthy') expect(services.get(other as string)).toContain('healthcheck:')
      }
    }
    for (const [, volume] of text.matchAll(/^ {6}- ([a-z]+):\//gm))
      expect(text).toMatch(new RegExp(`^ {2}${volume}:$`, 'm'))
  })

  test('gives the gateway variables that config.ts knows and could start with', () => {
    for (const name of ['prepare', 'gateway']) {
      const variables = Object.fromEntries(
        [...(services.get(name) ?? '').matchAll(/^ {6}([A-Z][A-Z_]+): (.+)$/gm)].map((m) => [
          m[1] as string,
          (m[2] as string)
            .replace(/\$\{(\w+):\?[^}]*\}/g, (_, v: string) => (v.endsWith('ISSUER') ? 'https://a.example' : 'x'))
            .replace(/\$\{\w+:-([^}]*)\}/g, '$1'),
        ]),
      )
      expect(Object.keys(variables).filter((v) => !known.includes(v))).toEqual([])
      const config = readConfig({ NODE_ENV: 'production', ...variables })
      expect(new URL(config.databaseUrl ?? '').hostname).toBe('postgres')
      expect(new URL(config.databaseUrl ?? '').username).toBe('xianjie_gateway_login')
    }
    expect(services.get('prepare')).toContain('DATABASE_MIGRATION_URL:')
    expect(services.get('gateway')).not.toContain('DATABASE_MIGRATION_URL:')
  })

  test('runs commands that are there, and offers the gateway on its port to this machine only', () => {
    const port = String(readConfig({}).port)
    expect(services.get('gateway')).toContain(`- "127.0.0.1:${port}:${port}"`)
    expect([...text.matchAll(/^ {4}ports:/gm)]).toHaveLength(1)
    for (const [, command] of text.matchAll(/src\/xianjie\.js (\w+)/g))
      expect(exists(`src/cli/${command}.ts`)).toBe(true)
  })

  test('holds no secret: whatever is one must be set, and .env.example names exactly those', () => {
    const asked = [...new Set([...text.matchAll(/\$\{(\w+)(:\?[^}]+)?\}/g)].map((m) => m[1] as string))].sort()
    expect([...text.matchAll(/(?<!\$)\$\{\w+\}/g)]).toEqual([])
    const example = [...read('.env.example').matchAll(/^([A-Z_]+)=\S+$/gm)].map((m) => m[1] as string).sort()
    expect(example).toEqual(asked)
    for (const [, value] of text.matchAll(/PASSWORD: (.+)$/gm)) expect(value).toMatch(/^\$\{\w+:\?.+\}$/)
    expect(read('.gitignore')).toMatch(/^\.env$/m)
  })
})

describe('.ci/run', () => {
  const text = read('.ci/run')

  test('is a strict script that may be executed and waits for nobody', () => {
    expect(text).toMatch(/^#!\/usr\/bin\/env bash\n/)
    expect(text).toMatch(/^set -euo pipefail\nexec <\/dev\/null$/m)
    expect(statSync(join(root, '.ci/run')).mode & 0o111).toBe(0o111)
    expect(text).toMatch(/^export CI=true/m)
  })

  test('installs only where something is missing, and tries again', () => {
    expect(text).toContain('/usr/lib/postgresql/15/bin/initdb')
    expect(text.indexOf('apt-get')).toBeGreaterThan(text.indexOf('lacking[@]} > 0'))
  })
})
