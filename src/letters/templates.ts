// An agency's own form of a letter: a DOCX with placeholders, held against the letter's fields when it is loaded, filled with
// the same facts and the same blanks. Its tags name fields and nothing else: no expression of a template is run.
import { hash } from 'node:crypto'
import type Docxtemplater from 'docxtemplater'
import PizZip from 'pizzip'
import { type Pool, run, type Statement } from '../../db/index.ts'
import { type Composed, fieldsOf } from './compose.ts'
import { coreProperties } from './docx-parts.ts'
import { partsOf, zipOf } from './zip.ts'

/** A form has a few pages; more than this is no form. */
export const templateBytesMax = 4 * 1024 * 1024
const unpackedBytesMax = 32 * 1024 * 1024

/** What is wrong with a template, each fault with the placeholder it is about. */
export class TemplateFault extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(faults.join('; '))
    this.faults = faults
  }
}

interface Rendering {
  readonly properties?: {
    readonly id?: string
    readonly xtag?: string
    readonly explanation?: string
    readonly errors?: readonly Rendering[]
  }
  readonly message?: string
}

type Answer = (tag: string, scope: object) => unknown

async function opened(bytes: Buffer, answer: Answer): Promise<Docxtemplater> {
  let zip: PizZip
  try {
    zip = new PizZip(bytes)
  } catch {
    throw new TemplateFault(['the file is no DOCX'])
  }
  const files = Object.values(zip.files)
  const declared = files.reduce(
    (sum, f) => sum + Number((f as { _data?: { uncompressedSize?: number } })._data?.uncompressedSize ?? 0),
    0,
  )
  if (declared > unpackedBytesMax) throw new TemplateFault(['the file unpacks to more than a form needs'])
  if (zip.file('word/document.xml') === null) throw new TemplateFault(['the file is no DOCX'])
  if (files.some((f) => /vbaProject|^word\/(activeX|embeddings)\//.test(f.name)))
    throw new TemplateFault(['the file holds macros or embedded objects'])
  // Few agencies have forms of their own, and every start would load it.
  const { default: Filler } = await import('docxtemplater')
  return new Filler(zip, {
    paragraphLoop: true,
    linebreaks: true,
    parser: (tag) => ({ get: (scope: object) => answer(tag, scope) }),
    errorLogging: false,
  })
}

function faultsOf(error: unknown): string[] {
  const { properties } = error as Rendering
  const all = properties?.errors ?? [error as Rendering]
  return all.map((e) => {
    const tag = e.properties?.xtag
    const words = e.properties?.explanation ?? e.message ?? 'the template cannot be read'
    return tag === undefined || words.includes(tag) ? words : `{${tag}}: ${words}`
  })
}

async function filled(bytes: Buffer, answer: Answer): Promise<Buffer> {
  try {
    const template = await opened(bytes, answer)
    template.render({})
    return template.getZip().generate({ type: 'nodebuffer', compression: 'DEFLATE' })
  } catch (error) {
    throw error instanceof TemplateFault ? error : new TemplateFault(faultsOf(error))
  }
}

/** Holds a template against the fields of its letter. Throws TemplateFault. */
export async function checkTemplate(letter: string, bytes: Buffer): Promise<void> {
  if (bytes.length > templateBytesMax) throw new TemplateFault([`a template has at most ${templateBytesMax} bytes`])
  const fields = fieldsOf(letter)
  if (fields === undefined) throw new TemplateFault([`there is no letter ${letter}`])
  const known = new Map(fields.map((f) => [f.id, f.columns]))
  const strange = new Set<string>()
  const row = Symbol('row')
  await filled(bytes, (tag, scope) => {
    const inside = (scope as Record<symbol, readonly string[] | undefined>)[row]
    if (tag === '.') return scope
    if (inside?.includes(tag)) return 'x'
    if (!known.has(tag) && !checkTags.includes(tag)) strange.add(tag)
    const columns = known.get(tag)
    return columns === undefined ? 'x' : [{ [row]: columns }]
  })
  if (strange.size > 0) throw new TemplateFault([...strange].map((tag) => `{${tag}}: the letter has no such field`))
}

const checkTags = ['checkCode', 'checkUrl', 'copyTo', 'addressee']

/** The letter in the agency's own form; equal facts and templates give equal bytes. */
export async function fillTemplate(bytes: Buffer, { values, tables, sheet }: Composed): Promise<Buffer> {
  const check: Record<string, string> = {
    checkCode: sheet.check.find((l) => l.startsWith('核验码：'))?.slice(4) ?? '预览稿，尚未签发',
    checkUrl: sheet.checkUrl ?? '',
    copyTo: sheet.copyTo ?? '',
    addressee: sheet.addressee ?? '',
  }
  const own = (from: object, tag: string): unknown =>
    Object.hasOwn(from, tag) ? (from as Record<string, unknown>)[tag] : undefined
  const made = await filled(
    bytes,
    (tag, scope) => own(scope, tag) ?? own(tables, tag) ?? own(values, tag) ?? own(check, tag) ?? '',
  )
  const parts = partsOf(made).map((part) =>
    part.name === 'docProps/core.xml' ? { ...part, bytes: coreProperties(sheet) } : part,
  )
  return zipOf(parts)
}

const get: Statement = {
  name: 'letters_template',
  text: 'select bytes from letter_template where agency_id = $1::uuid and letter = $2',
}
const all: Statement = {
  name: 'letters_templates',
  text: `select letter, filename, sha256, set_at as "setAt" from letter_template where agency_id = $1::uuid order by letter`,
}
const set: Statement = {
  name: 'letters_set_template',
  text: `insert into letter_template (agency_id, letter, filename, bytes, sha256) values ($1::uuid, $2, $3, $4, $5)
    on conflict (agency_id, letter) do update set filename = excluded.filename, bytes = excluded.bytes, sha256 = excluded.sha256, set_at = now()`,
}
const remove: Statement = {
  name: 'letters_remove_template',
  text: 'delete from letter_template where agency_id = $1::uuid and letter = $2 returning letter',
}

export async function templateOf(pool: Pool, agencyId: string, letter: string): Promise<Buffer | undefined> {
  return (await run<{ bytes: Buffer }>(pool, get, [agencyId, letter]))[0]?.bytes
}

export interface TemplateKept {
  readonly letter: string
  readonly filename: string
  readonly sha256: string
  readonly setAt: Date
}

export const templatesOf = (pool: Pool, agencyId: string): Promise<TemplateKept[]> =>
  run<TemplateKept & object>(pool, all, [agencyId])

/** Throws TemplateFault. Answers the template's SHA-256. */
export async function setTemplate(
  pool: Pool,
  agencyId: string,
  letter: string,
  filename: string,
  bytes: Buffer,
): Promise<string> {
  await checkTemplate(letter, bytes)
  const sha256 = hash('sha256', bytes, 'hex')
  await run(pool, set, [agencyId, letter, filename, bytes, sha256])
  return sha256
}

export async function removeTemplate(pool: Pool, agencyId: string, letter: string): Promise<boolean> {
  return (await run(pool, remove, [agencyId, letter])).length > 0
}
