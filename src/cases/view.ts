// A case as partners see it. Pure: from the row, the directory and the moment; names of natural persons and identity
// numbers are not in lists.
import type { Directory } from '../agencies/index.ts'
import type { Calendar } from '../procedure/index.ts'
import {
  available,
  type CaseState,
  type ClockState,
  explainDue,
  inOrder,
  instanceParts,
  type Part,
  type Procedure,
  procedureAt,
  ruleSets,
  stagesOf,
} from '../procedure/index.ts'

export interface TransferRow {
  readonly id: string
  readonly version: number
  readonly document_no: string
  readonly case_name: string
  readonly domain: string
  readonly region_code: string
  readonly status: string
  readonly created_at: Date
  readonly updated_at: Date
  readonly state: CaseState
}

const nearMs = 24 * 3_600_000

/** `green` time enough, `yellow` less than a day, `orange` past the earlier reading, `red` broken, `blue` done in time, `grey` fell away. */
export type Light = 'green' | 'yellow' | 'orange' | 'red' | 'blue' | 'grey'

export function lightOf(clock: ClockState, nowMs: number): Light {
  if (clock.status === 'met') return 'blue'
  if (clock.status === 'ended') return 'grey'
  if (clock.status === 'breached' || nowMs > Date.parse(clock.breach)) return 'red'
  if (nowMs > Date.parse(clock.target)) return 'orange'
  return Date.parse(clock.target) - nowMs < nearMs ? 'yellow' : 'green'
}

/** A clock on the wire; `explained` adds the counting in words. */
export function clockView(key: string, clock: ClockState, nowMs: number, calendar?: Calendar, domain = '') {
  const procedure = ruleSetOf(clock.ruleSet)
  const rule = procedure.clocks[clock.rule]
  const stage = rule === undefined ? undefined : stagesOf(rule, domain)[clock.stage]
  return {
    key,
    rule: clock.rule,
    zh: rule?.zh ?? clock.rule,
    en: rule?.en ?? clock.rule,
    owner: rule?.owner ?? 'sender',
    on: clock.on,
    stage: clock.stage + 1,
    basis: clock.basis,
    anchorAt: clock.anchorAt,
    anchorVersion: clock.anchorVersion,
    dueAt: clock.target,
    breachAt: clock.breach,
    localDate: clock.localDate,
    provisional: clock.provisional,
    calendar: clock.calendar,
    status: clock.status,
    ...(clock.settledAt !== undefined && { settledAt: clock.settledAt }),
    light: lightOf(clock, nowMs),
    ...(calendar !== undefined &&
      stage !== undefined && { explanation: explainDue(stage.period, Date.parse(clock.anchorAt), calendar) }),
  }
}

export function ruleSetOf(version: string): Procedure {
  return ruleSets.find((set) => set.version === version) ?? (ruleSets.at(-1) as Procedure)
}

export interface ViewContext {
  readonly directory: Directory
  readonly nowMs: number
  /** The viewer's part; null once it has ended. */
  readonly part: Part | null
  readonly calendar?: Calendar
}

export function agencyView(directory: Directory, id: string) {
  const agency = directory.byId.get(id)
  return { id, code: agency?.code ?? null, name: agency?.name ?? null }
}

const partOrder: readonly Part[] = ['sender', 'police_in_charge', 'supervisor']

/** Who has which part, always in the same order: a kept state has its members in another. */
export function partsOf(state: CaseState): [Part, string][] {
  return partOrder.flatMap((part): [Part, string][] => {
    const id = state.parts[part]
    return id === undefined ? [] : [[part, id]]
  })
}

/** The head of a case, as in a list. */
export function transferHead(row: TransferRow, { directory, nowMs }: ViewContext) {
  const { state } = row
  const running = Object.values(state.clocks).filter((c) => c.status === 'running')
  const nearest = running.reduce<ClockState | undefined>(
    (a, b) => (a === undefined || b.breach < a.breach ? b : a),
    undefined,
  )
  return {
    id: row.id,
    version: state.version,
    documentNo: row.document_no,
    caseName: row.case_name,
    domain: row.domain,
    regionCode: row.region_code,
    status: row.status,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    parts: partsOf(state).map(([part, id]) => ({
      part,
      agency: agencyView(directory, id),
    })),
    counts: {
      materials: state.counts.materials,
      items: state.counts.items,
      receipts: state.counts.receipts,
      suspects: state.suspects.length,
    },
    ...(nearest && {
      nextDue: {
        rule: nearest.rule,
        dueAt: nearest.target,
        breachAt: nearest.breach,
        localDate: nearest.localDate,
        light: lightOf(nearest, nowMs),
      },
    }),
  }
}

/** The whole case: tracks, clocks, what the viewer may do next. */
export function transferView(row: TransferRow, context: ViewContext) {
  const { state } = row
  const procedure = procedureAt(context.nowMs)
  return {
    ...transferHead(row, context),
    suspects: state.suspects.map(({ id, kind, name }) => ({ id, kind, name })),
    gaps: state.gaps.map(({ kind, reason }) => ({ kind, reason })),
    tracks: Object.entries(state.instances)
      .sort(([a], [b]) => inOrder(a, b))
      .map(([key, instance]) => {
        const { track, subject, no } = instanceParts(key)
        const words = procedure.tracks[track]?.states[instance.state]
        return {
          key,
          track,
          subject,
          no,
          state: instance.state,
          zh: words?.zh ?? instance.state,
          en: words?.en ?? instance.state,
          since: instance.since,
          final: words?.final ?? false,
        }
      }),
    clocks: Object.entries(state.clocks)
      .sort(([a, x], [b, y]) => (`${x.anchorAt} ${a}` < `${y.anchorAt} ${b}` ? -1 : 1))
      .map(([key, clock]) => clockView(key, clock, context.nowMs, context.calendar, state.domain)),
    available:
      context.part === null
        ? []
        : available(procedure, state, context.part).map((s) => ({
            ...s,
            inputSchema: `/openapi.json#/components/schemas/${schemaName(s.step)}`,
          })),
  }
}

/** Name of a step's input schema in the OpenAPI document. */
export function schemaName(step: string): string {
  return ruleSets.at(-1)?.steps[step]?.input.meta()?.id ?? step
}
