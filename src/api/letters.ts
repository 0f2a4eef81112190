// The door of the letters of a case: which there are, each as DOCX or HTML, and the issue. A letter holds identity numbers in
// full, so each is written into the log of reads before its first byte leaves; one that the caller may not see is not there.
import { type Context, Hono } from 'hono'
import { issueLetter } from '../../schemas/index.ts'
import { type Registry, verifyDetached } from '../agencies/index.ts'
import { type Acts, type CasesDeps, caseForLetters, lettersSeen, notFound, type Said } from '../cases/index.ts'
import type { AccessLog } from '../journal/index.ts'
import { Refusal } from '../kernel/index.ts'
import {
  docxOf,
  docxType,
  fillTemplate,
  htmlOf,
  htmlPolicy,
  issuedOf,
  redHeadOf,
  templateOf,
} from '../letters/index.ts'
import { disposition, type MaterialsRoom, open, show } from '../materials/index.ts'
import type { DoorEnv } from './context.ts'
import { idempotencyKey, ifMatch, isUuid } from './headers.ts'
import { composed, issuedJson, type LetterFound, letterJson, letterOf, marksOf, seenIssue } from './letters-found.ts'
import { issue } from './letters-issue.ts'
import { UploadProblem, uploadProblemResponse } from './materials-problem.ts'
import { parseAct } from './officer-named.ts'
import { problem } from './problem.ts'
import { readJson } from './read-body.ts'
import { readingOf } from './reading.ts'

export interface LettersDoorDeps {
  readonly acts: Acts
  readonly cases: CasesDeps
  readonly registry: Registry
  readonly materials: MaterialsRoom
  readonly access: AccessLog
}

type C = Context<DoorEnv>

/** Mount at `/v1/transfers`, behind authentication. */
export function lettersDoor(deps: LettersDoorDeps): Hono<DoorEnv> {
  const { cases, registry, materials, access } = deps
  const door = new Hono<DoorEnv>()

  door.get('/:id/letters', async (c) => {
    const { id } = c.req.param()
    const { agency } = c.get('principal')
    const found = isUuid(id) ? await caseForLetters(cases.pool, id, agency.id) : undefined
    if (found === undefined) return problem(c, notFound())
    const directory = await cases.directory()
    const issues = await issuedOf(cases.pool, id)
    const context = { directory, issuer: cases.issuer, agencyId: agency.id }
    const items = lettersSeen(found).flatMap(({ event, letter }) => {
      const one = letterOf(found, issues, directory, letter, event.version)
      return one === undefined ? [] : [letterJson(one, context)]
    })
    return c.json({ items })
  })

  door.get('/:id/letters/:letter', async (c) => {
    const { id, letter } = c.req.param()
    const { agency } = c.get('principal')
    const asked = wanted(c)
    if (asked instanceof Refusal) return problem(c, asked)
    const reading = readingOf(c, cases.now())
    if (reading instanceof Refusal) return problem(c, reading)
    const found = isUuid(id) ? await caseForLetters(cases.pool, id, agency.id) : undefined
    if (found === undefined) return problem(c, notFound())
    const directory = await cases.directory()
    const one = letterOf(found, await issuedOf(cases.pool, id), directory, letter, asked.version)
    if (one === undefined) return problem(c, noLetter())
    const made = await (asked.format === 'html' ? page(one) : file(one, found.seen))
    await access.record({
      ...reading,
      kind: 'letter',
      ownerId: one.event.by.agencyId,
      transferId: id,
      subject: letter,
      query: `version=${one.event.version}&format=${asked.format}`,
    })
    return c.body(made.body, 200, {
      ...made.headers,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    })
  })

  door.post('/:id/letters/:letter/issue', async (c) => {
    const { id, letter } = c.req.param()
    const words = await said(c, registry, `/v1/transfers/${id}/letters/${letter}/issue`)
    if (words instanceof Refusal) return problem(c, words)
    const seen = ifMatch(c)
    if (seen instanceof Refusal) return problem(c, seen)
    const input = parseAct(c, words.raw, issueLetter)
    if (input instanceof Refusal) return problem(c, input)
    if (!isUuid(id)) return problem(c, notFound())
    const principal = c.get('principal')
    const outcome = await issue(deps, principal, { id, letter, input, said: words, seen })
    if (outcome instanceof Refusal) return problem(c, outcome)
    if (outcome instanceof UploadProblem) return uploadProblemResponse(outcome, c.get('requestId'))
    const { acted, version } = outcome
    // The case is at home at another gateway: the letter is issued when the act is entered there.
    if (acted.status === 202)
      return c.body(`{"transfer":${acted.answer},"receipt":null}`, 202, { 'content-type': 'application/json' })
    const found = await caseForLetters(cases.pool, id, principal.agency.id)
    const issues = await issuedOf(cases.pool, id)
    const directory = await cases.directory()
    const one = found && letterOf(found, issues, directory, letter, version)
    const row = found && seenIssue(found, issues, version, letter)
    if (one === undefined || row === undefined) throw new Error(`the issue of ${letter} in ${id} is not to be found`)
    const shown = {
      ...letterJson(one, { directory, issuer: cases.issuer, agencyId: principal.agency.id }),
      issued: issuedJson(row, cases.issuer),
    }
    return c.body(
      `{"transfer":${acted.answer},"receipt":${JSON.stringify(acted.receipt)},"letter":${JSON.stringify(shown)}}`,
      200,
      {
        'content-type': 'application/json',
        etag: `"${acted.version}"`,
        location: `/v1/transfers/${id}/letters/${letter}?version=${version}`,
        ...(acted.replayed && { 'idempotent-replayed': 'true' }),
      },
    )
  })

  async function page(one: LetterFound) {
    const marks = marksOf(one, cases.issuer, await redHeadOf(cases.pool, one.event.by.agencyId))
    const body = htmlOf(composed(one.facts, marks).sheet)
    return { body, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': htmlPolicy } }
  }

  /** The kept bytes of an issued letter, a preview of one that is not. */
  async function file(one: LetterFound, seen: (version: number) => boolean) {
    const { event, letter, issued } = one
    const marks = marksOf(one, cases.issuer, await redHeadOf(cases.pool, event.by.agencyId))
    const made = composed(one.facts, marks)
    const name = `${made.sheet.title}${marks.documentNo === undefined ? '' : `-${marks.documentNo}`}.docx`
    const headers = { 'content-type': docxType, 'content-disposition': disposition(name) }
    if (issued === undefined) {
      const template = await templateOf(cases.pool, event.by.agencyId, letter)
      const bytes = template === undefined ? docxOf(made.sheet) : await fillTemplate(template, made)
      return { body: bytes as Uint8Array<ArrayBuffer>, headers }
    }
    const kept = await show(materials, issued.materialId, event.by.agencyId, async (_, version) => seen(version))
    if (kept === undefined) throw new Error(`the bytes of ${letter} in ${event.transferId} are not to be found`)
    return { body: await open(materials, kept), headers: { ...headers, etag: `"${issued.sha256}"` } }
  }

  return door
}

const noLetter = () => new Refusal('not_found', 'This case brought no such letter, or not to you.')

/** `version` and `format` of the query. */
function wanted(c: C): { version?: number; format: 'docx' | 'html' } | Refusal {
  const { version, format = 'docx' } = c.req.query()
  const fault = (pointer: string, detail: string) =>
    new Refusal('invalid_fields', `${pointer.slice(1)}: ${detail}.`, { errors: [{ pointer, detail }] })
  if (format !== 'docx' && format !== 'html') return fault('/format', 'docx or html')
  if (version === undefined) return { format }
  return /^[1-9]\d{0,8}$/.test(version)
    ? { version: Number(version), format }
    : fault('/version', 'the version of an entry')
}

/** The bytes of the request with what was said beside them, as of every act. */
async function said(c: C, registry: Registry, path: string): Promise<Said | Refusal> {
  const raw = await readJson(c)
  if (raw instanceof Refusal) return raw
  const signature = c.req.header('x-jws-signature')
  const signed = await verifyDetached(registry, c.get('principal'), signature, raw)
  if (signed instanceof Refusal) return signed
  const key = idempotencyKey(c)
  if (key instanceof Refusal) return key
  return {
    raw,
    route: `POST ${path}`,
    ...(key !== undefined && { idempotencyKey: key }),
    ...(signature !== undefined && { signature }),
  }
}
