// A case as partners see it. Pure: from the row, the directory and the moment; names of natural persons and identity
// numbers are not in lists.
import type { Directory } from '../agencies/index.ts'
import type { Calendar, Stage } from '../procedure/index.ts'
import {
  available,
  basisIn,
  type CaseState,
  type ClockState,
  explainDue,
  holders,
  inOrder,
  instanceParts,
  type OptIns,
  type Procedure,
  procedureAt,
  ruleSets,
  stagesOf,
  type Title,
  type Viewer,
} from '../procedure/index.ts'
import { maskedCaseName } from './masked-name.ts'

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
  if (clock.status === 'ended' || clock.status === 'lapsed' || clock.status === 'suspended') return 'grey'
  if (clock.status === 'late') return 'orange'
  if (clock.advisory && nowMs > Date.parse(clock.breach)) return 'orange'
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
    ...(rule?.kind && { kind: rule.kind }),
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
    ...(clock.contested && { contested: true }),
    ...(clock.advisory && { advisory: true }),
    ...(clock.excludedDays !== undefined && { excludedDays: clock.excludedDays }),
    ...(clock.expiredVersion !== undefined && { expiredVersion: clock.expiredVersion }),
    ...(clock.settledAt !== undefined && { settledAt: clock.settledAt }),
    light: lightOf(clock, nowMs),
    ...(calendar !== undefined &&
      stage !== undefined &&
      rule?.dueByPaper !== 'must' && { explanation: explanationOf(clock, stage, calendar) }),
  }
}

/** Told as it was counted: days left out lengthen the period, and the other reading is named. */
function explanationOf(clock: ClockState, stage: Stage, calendar: Calendar) {
  const amount = stage.period.amount + (stage.period.unit === 'month' ? 0 : (clock.excludedDays ?? 0))
  const told = {
    ...explainDue({ ...stage.period, amount }, Date.parse(clock.anchorAt), calendar),
    ruleSet: clock.ruleSet,
    confidence: stage.confidence,
  }
  if (clock.excludedDays === undefined) return told
  return {
    ...told,
    zh: `${told.zh}；其中不计入${clock.excludedDays}日`,
    en: `${told.en}; ${clock.excludedDays} of them are days that are not counted`,
  }
}

export function ruleSetOf(version: string): Procedure {
  return ruleSets.find((set) => set.version === version) ?? (ruleSets.at(-1) as Procedure)
}

/** What the case is called by the entries that are seen of it. */
export function titleSeen(
  row: Pick<TransferRow, 'document_no' | 'case_name'>,
  title: Title | undefined,
): Pick<TransferRow, 'document_no' | 'case_name'> {
  if (title === undefined) return { document_no: row.document_no, case_name: row.case_name }
  const unnamed = title.unnamedSince ?? ''
  return {
    document_no: title.documentNo,
    case_name: title.caseName ?? ruleSets.at(-1)?.steps[unnamed]?.zh ?? unnamed,
  }
}

export interface ViewContext {
  readonly directory: Directory
  readonly nowMs: number
  /** Who looks; null once its part has ended. */
  readonly viewer: Viewer | null
  readonly calendarFor?: (regionCode: string) => Calendar
  readonly optInsFor?: (regionCode: string, domain: string) => OptIns
}

export function agencyView(directory: Directory, id: string) {
  const agency = directory.byId.get(id)
  return { id, code: agency?.code ?? null, name: agency?.name ?? null }
}

/** The head of a case, as in a list. */
export function transferHead(row: TransferRow, { directory, nowMs }: Pick<ViewContext, 'directory' | 'nowMs'>) {
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
    caseNameMasked: maskedCaseName(row.case_name, state.suspects),
    domain: row.domain,
    regionCode: row.region_code,
    status: row.status,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    parts: holders(state).map(({ part, agencyId }) => ({ part, agency: agencyView(directory, agencyId) })),
    counts: {
      materials: state.counts.materials,
      items: state.counts.items,
      receipts: state.counts.receipts,
      suspects: state.suspects.length,
    },
    ...(nearest && {
      nextDue: {
        rule: nearest.rule,
        anchorAt: nearest.anchorAt,
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
  const { directory } = context
  const procedure = procedureAt(context.nowMs)
  return {
    ...transferHead(row, context),
    ...(state.imported && { imported: state.imported }),
    suspects: state.suspects.map(({ id, kind, name }) => ({
      id,
      kind,
      name,
      ...(state.persons[id] && { charges: state.persons[id].charges }),
      ...(state.persons[id]?.sentence && { sentence: state.persons[id].sentence }),
    })),
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
          ...(instance.about && { about: instance.about }),
          ...(instance.addressee !== undefined && { addressee: organOf(directory, instance.addressee) }),
          ...(instance.replyBy !== undefined && { replyBy: instance.replyBy }),
        }
      }),
    clocks: Object.entries(state.clocks)
      .sort(([a, x], [b, y]) => (`${x.anchorAt} ${a}` < `${y.anchorAt} ${b}` ? -1 : 1))
      .map(([key, clock]) =>
        clockView(key, clock, context.nowMs, context.calendarFor?.(state.regionCode), state.domain),
      ),
    duties: dutiesOf(state, procedure, directory),
    available:
      context.viewer === null
        ? []
        : available(
            procedure,
            state,
            context.viewer,
            ruleSets,
            context.optInsFor?.(state.regionCode, state.domain),
          ).map((s) => ({
            ...s,
            inputSchema: `/openapi.json#/components/schemas/${schemaName(s.step)}`,
          })),
  }
}

/** Duties that followed acts, the open ones first: who owes what to whom, under which article. */
function dutiesOf(state: CaseState, procedure: Procedure, directory: Directory) {
  return Object.entries(state.instances)
    .filter(([key]) => key.startsWith('duty/'))
    .sort(([a, x], [b, y]) => (x.state === y.state ? inOrder(a, b) : x.state === 'owed' ? -1 : 1))
    .map(([key, instance]) => {
      const id = instanceParts(key).subject
      const rule = procedure.duties[id]
      return {
        key,
        duty: id,
        zh: rule?.zh ?? id,
        en: rule?.en ?? id,
        basis: rule === undefined ? [] : basisIn(rule.basis, state.domain),
        state: instance.state,
        since: instance.since,
        owner: organOf(directory, instance.addressee ?? ''),
        ...(rule && { to: rule.to }),
      }
    })
}

/** A part by its name, an invited organ by what it is called. */
function organOf(directory: Directory, id: string): string {
  return directory.byId.get(id)?.name ?? id
}

/** Name of a step's input schema in the OpenAPI document. */
export function schemaName(step: string): string {
  return ruleSets.at(-1)?.steps[step]?.input.meta()?.id ?? step
}
