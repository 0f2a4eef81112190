// What the gateway knows of a party: the cases and penalty records that name it, and what the screening found. Numbers of
// persons come masked and are left out: whoever transfers a person types the number from the paper.
import type { Context } from 'hono'
import type { ConsoleEnv } from '../env.ts'

type C = Context<ConsoleEnv>
type Json = Readonly<Record<string, unknown>>

export interface Party {
  readonly from: 'case' | 'penalty'
  readonly href: string
  /** Of the case. */
  readonly title: string
  readonly name: string
  readonly code?: string
  /** A row of the contract's `suspects`, as far as it is known. */
  readonly fills: Json
}

export interface Screened {
  readonly id: string
  readonly earlierPenalties: number
  readonly hits: readonly {
    readonly charge: { readonly zh: string; readonly en: string }
    readonly article: string
    readonly instrument: string
    readonly near: boolean
  }[]
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The screening of the record that the case grew from; undefined where there is none in sight. */
export async function screenedOf(c: C, source: unknown): Promise<Screened | undefined> {
  if (typeof source !== 'string' || !uuid.test(source)) return undefined
  const answer = await c.get('ask')<Omit<Screened, 'id'>>('GET', `/v1/penalty-cases/${source}/screening`)
  return answer.ok ? { ...answer.body, id: source } : undefined
}

interface Found {
  readonly transfers?: { readonly items: readonly { readonly id: string; readonly caseName: string }[] }
  readonly penalties?: {
    readonly items: readonly {
      readonly id: string
      readonly decisionNo: string | null
      readonly parties: readonly string[]
    }[]
  }
}

export interface Earlier {
  readonly href: string
  readonly title: string
}

/** Cases and penalty records that the words stand in; nothing of them is opened. */
export async function earlierOf(c: C, wanted: string, except: unknown): Promise<Earlier[]> {
  const answer = await c.get('ask')<Found>('GET', '/v1/search', { query: { q: wanted.slice(0, 100), limit: 10 } })
  if (!answer.ok) return []
  const { transfers, penalties } = answer.body
  return [
    ...(transfers?.items ?? []).map(({ id, caseName }) => ({ href: `/console/cases/${id}`, title: caseName })),
    ...(penalties?.items ?? [])
      .filter(({ id }) => id !== except)
      .map(({ id, decisionNo, parties }) => ({
        href: `/console/penalties/${id}`,
        title: decisionNo ?? parties.join('、'),
      })),
  ]
}

/** So many cases are opened for one search. */
const openedMax = 3

/** Parties of the organ's earlier cases and penalty records by name or credit code. */
export async function partiesFound(c: C, wanted: string): Promise<Party[]> {
  const ask = c.get('ask')
  const answer = await ask<Found>('GET', '/v1/search', { query: { q: wanted.slice(0, 100), limit: 10 } })
  if (!answer.ok) return []
  const opened = (found: { readonly items: readonly { readonly id: string }[] } | undefined) =>
    (found?.items ?? []).slice(0, openedMax)
  const [cases, penalties] = await Promise.all([
    Promise.all(
      opened(answer.body.transfers).map(({ id }) =>
        ask<Json>('GET', `/v1/transfers/${id}`, { query: { timeline: 'none' } }),
      ),
    ),
    Promise.all(opened(answer.body.penalties).map(({ id }) => ask<Json>('GET', `/v1/penalty-cases/${id}`))),
  ])
  const matches = (party: Json) => said(party.name)?.includes(wanted) === true || said(party.uscc) === wanted
  const found: Party[] = []
  for (const one of cases) {
    if (!one.ok) continue
    const { id, caseName, suspects } = one.body as { id: string; caseName?: string; suspects?: readonly Json[] }
    for (const suspect of (suspects ?? []).filter(matches))
      found.push(partyOf('case', `/console/cases/${id}`, caseName ?? '', suspect))
  }
  for (const one of penalties) {
    if (!one.ok) continue
    const { id, record, decisionNo } = one.body as {
      id: string
      decisionNo?: string | null
      record?: { title?: string | null; parties?: readonly Json[] } | null
    }
    for (const party of (record?.parties ?? []).map(suspectOf).filter(matches))
      found.push(partyOf('penalty', `/console/penalties/${id}`, record?.title ?? decisionNo ?? '', party))
  }
  return found
}

const said = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && !value.includes('*') ? value : undefined

function partyOf(from: Party['from'], href: string, title: string, party: Json): Party {
  const unit = party.kind === 'unit'
  const name = String(party.name ?? '')
  const fields = unit
    ? ['name', 'uscc', 'legalRepresentative', 'address', 'phone']
    : ['name', 'idType', 'gender', 'birthDate', 'nationality', 'address', 'occupation']
  const known = Object.fromEntries(fields.flatMap((f) => (said(party[f]) === undefined ? [] : [[f, party[f]]])))
  const fills = { kind: unit ? 'unit' : 'person', ...(!unit && { idType: 'unknown' }), ...known }
  const code = said(party.uscc)
  return { from, href, title, name, fills, ...(code !== undefined && { code }) }
}

/** A party of a penalty record in the contract's words. */
function suspectOf(party: Json): Json {
  const identifiers = (party.identifiers ?? []) as readonly { kind: string; value: string | null }[]
  const head = party.legalRepresentative as { name?: string } | null | undefined
  return {
    kind: party.kind === 'unit' ? 'unit' : 'person',
    ...{ name: party.name, address: party.registeredAddress ?? party.businessAddress },
    ...{ uscc: identifiers.find((i) => i.kind === 'uscc')?.value, legalRepresentative: head?.name },
  }
}
