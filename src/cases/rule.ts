// What the law says to an act, and the rows it would make: the case with the caller's part and what the act speaks of, held
// against the table. Decides; changes nothing.
import type { Directory, Principal } from '../agencies/index.ts'
import { Refusal, refused, uuidv7 } from '../kernel/index.ts'
import { lettersBrought } from '../letters/index.ts'
import {
  basisIn,
  decide,
  type Facts,
  type Granted,
  isLetter,
  isPrimary,
  needsEntries,
  type Part,
  type Procedure,
  procedureAt,
  procedureFor,
  sealedFrom,
  seenBy,
} from '../procedure/index.ts'
import type { CasesDeps } from './deps.ts'
import { evidenceSaid, speaksOfEvidence } from './evidence.ts'
import { entriesOf, entryAt, type GatheredRow, hasPart } from './gather.ts'
import { beforeOf, subjectOf } from './gathered.ts'
import { movesItems, standing } from './items.ts'
import { type Prepared, prepare, type Said } from './prepare.ts'
import { inviteeOf, openingParts, stepParts } from './roads.ts'
import { unknownCase } from './verdict.ts'

/** What the law says to an act, before its rows are made. */
export interface Ruled {
  readonly granted: Granted
  readonly procedure: Procedure
  readonly notes?: readonly object[]
}

type Parts = Partial<Record<Part, string>>

export async function decideStep(
  deps: CasesDeps,
  principal: Principal,
  directory: Directory,
  row: GatheredRow,
  step: string,
  input: Readonly<Record<string, unknown>>,
  atMs: number,
  ifMatch?: number,
): Promise<Ruled | Refusal> {
  const procedure = procedureFor(atMs, row.created_at.getTime(), step)
  const rule = procedure.steps[step]
  const part = row.to_version === null ? row.part : null
  const ended = row.to_version !== null ? row.state_at_end?.state : undefined
  const shown = ended ?? seenBy(row.views, row.state, { part: row.part, agencyId: principal.agency.id })
  // Whose step it is comes before whom it names: a stranger learns nothing of the registry.
  const mine = rule !== undefined && part !== null
  const parts = mine ? stepParts(directory, principal, rule, row.state, input) : undefined
  const spoken = mine ? await entriesSpokenOf(deps, principal, row, step, input) : {}
  const invitee = mine ? inviteeOf(directory, rule, row.state, input) : undefined
  const items = mine && movesItems(rule, row.state) ? await standing(deps.pool, row.id, row.version) : undefined
  const granted = decide(
    procedure,
    row.state,
    {
      transferId: row.id,
      step,
      input,
      atMs,
      part,
      agencyId: principal.agency.id,
      clientId: principal.clientId,
      ...(ifMatch !== undefined && { seenVersion: ifMatch }),
    },
    {
      calendar: deps.calendarFor(row.state.regionCode),
      optIns: deps.optInsFor(row.state.regionCode, row.state.domain),
      kind: principal.agency.kind as Facts['kind'] & string,
      shown,
      ...(items && { items }),
      ...(!refused(spoken) && spoken),
      ...(parts !== undefined && !refused(parts) && { parts }),
      ...(invitee !== undefined && !refused(invitee) && { invitee }),
    },
  )
  if (granted instanceof Refusal) return granted
  if (spoken instanceof Refusal) return spoken
  if (parts instanceof Refusal) return parts
  if (invitee instanceof Refusal) return invitee
  if (input.other !== undefined && !(await hasPart(deps.pool, String(input.other), principal.agency.id)))
    return unknownCase('/other')
  return { granted, procedure, ...(spoken.notes && { notes: spoken.notes }) }
}

export async function prepareRuled(
  deps: CasesDeps,
  principal: Principal,
  directory: Directory,
  row: GatheredRow,
  { granted, procedure, notes }: Ruled,
  said: Said,
): Promise<Prepared> {
  const { step, input } = granted.event
  // Whoever joins, or is shown what was sealed, must be given what it may see of the entries so far.
  const events = needsEntries(row.state, granted.event) ? await entriesOf(deps.pool, row.id) : undefined
  const subject = isLetter(step)
    ? { ...subjectOf(row), documentNo: String(input.documentNo), caseName: String(input.caseName) }
    : subjectOf(row)
  const before = { ...beforeOf(row), events }
  const prepared = await prepare(deps, directory, principal, granted, procedure, before, subject, said)
  return notes === undefined ? prepared : { ...prepared, notes }
}

export async function prepareStep(
  deps: CasesDeps,
  principal: Principal,
  directory: Directory,
  row: GatheredRow,
  step: string,
  input: Readonly<Record<string, unknown>>,
  said: Said,
  ifMatch?: number,
): Promise<Prepared | Refusal> {
  const ruled = await decideStep(deps, principal, directory, row, step, input, deps.now(), ifMatch)
  return ruled instanceof Refusal ? ruled : prepareRuled(deps, principal, directory, row, ruled, said)
}

/** A correction is of the organ's own entry and has its readers; what is opened must be seen by who opens it. */
async function entriesSpokenOf(
  deps: CasesDeps,
  principal: Principal,
  row: GatheredRow,
  step: string,
  input: Readonly<Record<string, unknown>>,
): Promise<(Pick<Facts, 'entryReaders'> & { notes?: readonly object[] }) | Refusal> {
  if (speaksOfEvidence(step)) {
    const sealed = sealedFrom(row.views, { part: row.part, agencyId: principal.agency.id })
    const about = { transferId: row.id, agencyId: principal.agency.id, version: row.version, sealed }
    const said = await evidenceSaid(deps.pool, about, input)
    if (said instanceof Refusal) return said
    return { notes: said.notes, ...(said.readers && { entryReaders: said.readers }) }
  }
  const own = input.corrects ?? input.ofVersion
  const one = own ?? input.follows
  const named = (input.discloseVersions ?? (one === undefined ? [] : [one])) as readonly number[]
  if (named.length === 0) return {}
  const [pointer, basis] =
    input.corrects !== undefined
      ? ['/corrects', 'XJ 7']
      : input.ofVersion !== undefined
        ? ['/ofVersion', 'XJ 15']
        : input.follows !== undefined
          ? ['/follows', 'XJ 16']
          : ['/discloseVersions', 'XJ 4']
  const unknown = (version: number) =>
    new Refusal('subject_unknown', `You see no entry ${version} in this case.`, {
      basis: [basis],
      errors: [{ pointer, detail: `entry ${version} is unknown` }],
    })
  const sealed = sealedFrom(row.views, { part: row.part, agencyId: principal.agency.id })
  const hidden = named.find((version) => sealed.includes(version) || version > row.version)
  if (hidden !== undefined) return unknown(hidden)
  if (one === undefined) return {}
  const entry = await entryAt(deps.pool, row.id, Number(one))
  if (entry === undefined) return unknown(Number(one))
  if (input.follows !== undefined && entry.imported === undefined)
    return new Refusal(
      'condition_unmet',
      'What was open before the take-over follows from an entry that was taken over.',
      {
        basis: [basis],
        errors: [{ pointer, detail: `entry ${entry.version} was made here` }],
      },
    )
  if (own === undefined) return entry.visibleTo === undefined ? {} : { entryReaders: entry.visibleTo }
  if (entry.by.agencyId !== principal.agency.id)
    return new Refusal('condition_unmet', 'An organ corrects its own entries and issues its own letters only.', {
      basis: [basis],
      errors: [{ pointer, detail: `entry ${entry.version} is another organ’s` }],
    })
  if (input.letter !== undefined && !lettersBrought(entry.letters).includes(String(input.letter)))
    return new Refusal('condition_unmet', `Entry ${entry.version} brought no such letter.`, {
      basis: [basis],
      errors: [
        {
          pointer: '/letter',
          detail: `entry ${entry.version} brought ${lettersBrought(entry.letters).join(', ') || 'none'}`,
        },
      ],
    })
  return entry.visibleTo === undefined ? {} : { entryReaders: entry.visibleTo }
}

export async function decideOpening(
  deps: CasesDeps,
  principal: Principal,
  step: string,
  input: Readonly<Record<string, unknown>>,
): Promise<{ granted: Granted; procedure: Procedure; directory: Directory } | Refusal> {
  const directory = await deps.directory()
  const atMs = deps.now()
  const procedure = procedureAt(atMs)
  const rule = procedure.steps[step]
  if (rule?.opening === undefined)
    return new Refusal(
      'not_your_step',
      'No case begins with this step.',
      rule && { basis: basisIn(rule.basis, String(input.domain)) },
    )
  const { opening } = rule
  if (!(opening.kinds as readonly string[]).includes(principal.agency.kind)) {
    return new Refusal(
      'agency_kind_not_permitted',
      `A case begins this way only with an organ of the kind ${opening.kinds.join(' or ').replaceAll('_', ' ')}.`,
      { basis: basisIn(rule.basis, String(input.domain)) },
    )
  }
  const parts = openingParts(directory, principal, rule, input)
  const invitee = inviteeOf(directory, rule, null, input)
  const own: Parts = refused(parts) ? {} : parts
  const joining = refused(invitee) ? undefined : invitee
  const granted = decide(
    procedure,
    null,
    {
      transferId: uuidv7(atMs),
      step,
      input,
      atMs,
      part: opening.as,
      agencyId: principal.agency.id,
      clientId: principal.clientId,
    },
    {
      calendar: deps.calendarFor(principal.agency.regionCode),
      optIns: deps.optInsFor(principal.agency.regionCode, String(input.domain)),
      regionCode: principal.agency.regionCode,
      kind: principal.agency.kind as Facts['kind'] & string,
      parts: own,
      ...(!isPrimary(opening.as) && { self: { part: opening.as, agencyId: principal.agency.id } }),
      ...(joining && { invitee: joining }),
    },
  )
  if (granted instanceof Refusal) return granted
  if (parts instanceof Refusal) return parts
  if (invitee instanceof Refusal) return invitee
  return { granted, procedure, directory }
}

export function prepareOpening(
  deps: CasesDeps,
  principal: Principal,
  directory: Directory,
  granted: Granted,
  procedure: Procedure,
  input: Readonly<Record<string, unknown>>,
  said: Said,
): Promise<Prepared> {
  const subject = {
    documentNo: String(input.documentNo ?? ''),
    caseName: String(input.caseName ?? ''),
    createdAt: new Date(granted.event.at),
  }
  return prepare(deps, directory, principal, granted, procedure, null, subject, said)
}
