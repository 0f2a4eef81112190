// Acts that cross gateways: asked for here on a copy, and entered here for another gateway at the time they were signed with.
import type { Directory, Principal } from '../agencies/index.ts'
import { Refusal, rfc3339, uuidv7 } from '../kernel/index.ts'
import type { Issuing } from '../letters/index.ts'
import { holdMaterials } from '../materials/index.ts'
import { seenBy } from '../procedure/index.ts'
import type { Acted } from './acted.ts'
import { askGates, commitAdvance } from './commit.ts'
import type { CasesDeps } from './deps.ts'
import { asOf, keepRequest, requestBefore, sentBy, waitingRequests, withExpected } from './elsewhere.ts'
import { type Entered, type Entering, enteringRoute, materialsWaiting, movedByOthers, withoutExpiry } from './enter.ts'
import { entriesOf, type GatheredRow, gather, remembered } from './gather.ts'
import { pairOf } from './pair.ts'
import type { Said } from './prepare.ts'
import { asSeen } from './read.ts'
import { decideStep, prepareRuled } from './rule.ts'
import {
  clientDisabled,
  duplicateDocument,
  keyReused,
  materialsRefused,
  notFound,
  officersRefused,
  refusalOf,
} from './verdict.ts'
import { transferView } from './view.ts'

/** An act on a copy: held against it as any act, kept as a request, and left to the home gateway to decide. */
export async function ask(
  deps: CasesDeps,
  principal: Principal,
  directory: Directory,
  row: GatheredRow,
  step: string,
  input: Readonly<Record<string, unknown>>,
  said: Said,
  ifMatch?: number,
): Promise<Acted | Refusal> {
  const { pool } = deps
  const { idempotencyKey: key = null } = said
  const before = key === null ? undefined : await requestBefore(pool, principal.clientId, said.route, key)
  if (before !== undefined) return before.body.equals(said.raw) ? asked(deps, principal, row, true) : keyReused()
  const waiting = await waitingRequests(pool, row.id)
  const ahead = withExpected(row, waiting)
  const shown = seenBy(row.views, row.state, { part: row.part, agencyId: principal.agency.id }).version
  const seen = ifMatch === shown ? undefined : ifMatch
  const atMs = deps.now()
  const ruled = await decideStep(deps, principal, directory, ahead, step, input, atMs, seen)
  if (ruled instanceof Refusal) return ruled
  const { event } = ruled.granted
  if (event.step === 'case_merged' || event.step === 'case_split')
    return new Refusal('condition_unmet', 'Cases are merged and split where they are at home.', {
      basis: event.basis,
    })
  const prepared = await prepareRuled(deps, principal, directory, ahead, ruled, said)
  const gates = await askGates(pool, prepared)
  const used = materialsWaiting(event, waiting)
  const refusal =
    gates.failed === 'client_disabled'
      ? clientDisabled()
      : gates.document !== null
        ? duplicateDocument(gates.document)
        : gates.officers !== null
          ? officersRefused(ruled.granted, gates.officers)
          : gates.materials !== null
            ? materialsRefused(ruled.granted, gates.materials)
            : used.length > 0
              ? materialsRefused(ruled.granted, used)
              : null
  if (refusal !== null) return refusal
  const brought = ((input.materials ?? []) as readonly { id: string }[]).map(({ id }) => id)
  await holdMaterials({ pool }, brought)
  const kept = await keepRequest(pool, {
    id: uuidv7(atMs),
    transferId: row.id,
    home: String(row.home),
    step,
    agencyId: principal.agency.id,
    clientId: principal.clientId,
    at: event.at,
    seen: row.version,
    input,
    expected: event,
    body: said.raw,
    signature: said.signature ?? null,
    letter: (said.letter as unknown as Record<string, unknown> | undefined) ?? null,
    route: said.route,
    key,
  })
  return asked(deps, principal, row, !kept)
}

/** The copy as it stands, with what has been sent and is not yet entered. */
async function asked(deps: CasesDeps, principal: Principal, row: GatheredRow, replayed: boolean): Promise<Acted> {
  const { id: agencyId } = principal.agency
  const seen = asSeen(row, agencyId)
  const view = transferView(seen, {
    directory: await deps.directory(),
    nowMs: deps.now(),
    viewer: { part: row.part, agencyId },
  })
  const sent = await sentBy(deps.pool, row.id, agencyId)
  const answer = JSON.stringify({ ...view, sent })
  return { status: 202, transferId: row.id, version: seen.version, answer, receipt: null, replayed }
}

export async function enterOnce(deps: CasesDeps, asked: Entering): Promise<Entered | undefined> {
  const { transferId, agencyId, clientId, step, input } = asked
  const directory = await deps.directory()
  const row = await gather(deps.pool, transferId, agencyId, clientId, enteringRoute, asked.id)
  const agency = directory.byId.get(agencyId)
  if (row === undefined || agency === undefined) return { refusal: notFound(), conflict: false }
  if (row.home !== null) return { elsewhere: row.home }
  if (row.used) {
    const known = await remembered(deps.pool, clientId, agencyId, enteringRoute, asked.id)
    if (known !== undefined) return { version: known.bodies.length, replayed: true }
  }
  const principal: Principal = { clientId, generation: 0, agency }
  const events = await entriesOf(deps.pool, transferId)
  // Keys are forgotten in their time; the entry itself remembers.
  const before = events.find((event) => event.entered?.request === asked.id)
  if (before !== undefined) return { version: before.version, replayed: true }
  const upon = events.findLast((event) => event.version <= asked.seen)
  const atMs = Math.min(Math.max(Date.parse(asked.at), Date.parse(upon?.at ?? asked.at)), deps.now())
  const restored = { ...row, state: withoutExpiry(row.state, events, asked.seen, atMs) }
  let ruled = await decideStep(deps, principal, directory, restored, step, input, atMs)
  if (ruled instanceof Refusal) {
    const refusal = ruled
    const mine = new Set(asked.entered)
    const then = events.filter((event) => event.version <= asked.seen || mine.has(event.version))
    const former = asOf(row, then, { part: row.part, agencyId })
    ruled = await decideStep(deps, principal, directory, former, step, input, atMs)
    if (ruled instanceof Refusal) return { refusal, conflict: false }
    if (movedByOthers(former.state, row.state, ruled.granted.event, events)) return { refusal, conflict: true }
  }
  const said: Said = {
    raw: asked.body,
    route: enteringRoute,
    idempotencyKey: asked.id,
    entered: {
      gateway: asked.gateway,
      request: asked.id,
      seen: asked.seen,
      enteredAt: rfc3339(deps.now()),
    },
    ...(asked.signature !== null && { signature: asked.signature }),
    ...(asked.letter !== null && { letter: asked.letter as unknown as Issuing }),
  }
  const prepared = { ...(await prepareRuled(deps, principal, directory, row, ruled, said)), officers: [] }
  const paired = await pairOf(deps, principal, directory, row, prepared)
  if (paired instanceof Refusal) return { refusal: paired, conflict: false }
  if (paired !== null)
    return {
      refusal: new Refusal('condition_unmet', 'Cases are merged and split where they are at home.'),
      conflict: false,
    }
  const verdict = await commitAdvance(deps.pool, prepared, true)
  if (verdict.done) return { version: prepared.version, replayed: false }
  if (verdict.failed === null || verdict.failed === 'version') return undefined
  return { refusal: refusalOf(prepared.granted, verdict) ?? notFound(), conflict: false }
}
