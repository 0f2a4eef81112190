// Puts a draft together into the canonical record: fields that speak of the same thing are held against each other here, and
// what is at odds is noted.
import type { PenaltyRecord, SaidDocumentNo } from '../../../schemas/index.ts'
import { readDocumentNo } from './document-numbers.ts'
import type { Draft } from './draft.ts'
import { readIdentifier } from './identifiers.ts'
import { noteIdentifier } from './notes.ts'
import { partiesOf } from './party.ts'
import { type Handling, handlingOf, kindsOf, procedureOf, statusOf } from './words.ts'

export function assemble(d: Draft): PenaltyRecord {
  const decisionNo = decisionNoOf(d)
  const kinds = kindsOfDraft(d)
  const record: PenaltyRecord = {
    sourceKey: d.sourceKey,
    organ: organOf(d, 'organ', d.organName, d.organCodeRaw),
    regionCode: d.regionCode,
    domain: d.domain,
    decisionNo,
    dates: d.dates as PenaltyRecord['dates'],
    parties: partiesOf(d),
    violationType: d.violationType,
    facts: d.facts,
    legalBasis: d.legalBasis,
    kinds,
    amounts: d.amounts,
    quantities: d.quantities,
    procedure: d.procedureRaw === null ? null : { ...procedureOf(d.procedureRaw), raw: d.procedureRaw },
    crime: crimeOf(d),
    flags: d.flags as PenaltyRecord['flags'],
    status: { kind: d.statusRaw === null ? 'unknown' : statusOf(d.statusRaw), raw: d.statusRaw },
    unknownKeys: d.unknownKeys,
    notes: d.notes,
  }
  if (record.procedure !== null && record.procedure.kind === null)
    d.note('procedure', 'unread', `No known procedure: ${record.procedure.raw}`)
  if (d.statusRaw !== null && record.status.kind === 'unknown')
    d.note('status', 'unread', `No known status: ${d.statusRaw}`)
  optional(d, record)
  return record
}

function optional(d: Draft, record: PenaltyRecord): void {
  if (d.reporterName !== null || d.reporterCodeRaw !== null)
    record.reporter = organOf(d, 'reporter', d.reporterName, d.reporterCodeRaw)
  if (d.entrustedName !== null || d.entrustedCodeRaw !== null)
    record.entrusted = organOf(d, 'entrusted', d.entrustedName, d.entrustedCodeRaw)
  if (d.title !== null) record.title = d.title
  if (d.superviseItemCode !== null) record.superviseItemCode = d.superviseItemCode
  if (d.inspectionCode !== null) record.inspectionCode = d.inspectionCode
  if (d.content !== null) record.content = d.content
  if (d.licence !== null) record.licence = d.licence
  if (d.declared !== null) record.declared = d.declared as NonNullable<PenaltyRecord['declared']>
  if (d.reviewOpinion !== null) record.reviewOpinion = d.reviewOpinion
  if (d.discussionConclusion !== null) record.discussionConclusion = d.discussionConclusion
  if (d.remarks !== null) record.remarks = d.remarks
  if (d.executionManner !== null || d.executionResult !== null)
    record.execution = {
      ...(d.executionManner === null ? {} : { manner: d.executionManner }),
      ...(d.executionResult === null ? {} : { result: d.executionResult }),
    }
}

function organOf(d: Draft, which: string, name: string | null, code: string | null): PenaltyRecord['organ'] {
  if (code === null) return { name }
  const read = readIdentifier('uscc', code, d.today)
  if (read === null) return { name }
  noteIdentifier(d, `${which}.code`, read)
  return { name, code: read.said }
}

function decisionNoOf(d: Draft): SaidDocumentNo | null {
  const tidied = d.decisionNo === null ? null : readDocumentNo(d.decisionNo)
  if (d.decisionNoPage === null) return tidied
  const page = readDocumentNo(d.decisionNoPage)
  if (page === null || tidied === null) return tidied ?? page
  if (page.key === null) {
    // The page's own form cannot be compared; the source's tidied one can, and stands beside it.
    if (tidied.key !== null)
      d.note('decisionNo', 'inferred_by_source', `${page.fault ?? ''} The source gives ${tidied.raw}.`)
    return {
      raw: page.raw,
      key: tidied.key,
      ...(tidied.key === null && page.fault !== undefined ? { fault: page.fault } : {}),
    }
  }
  if (tidied.key !== null && tidied.key !== page.key)
    d.note('decisionNo', 'at_odds', `The page says ${page.raw}, the source ${tidied.raw}.`)
  return page
}

function kindsOfDraft(d: Draft): PenaltyRecord['kinds'] {
  if (d.kindsRaw === null) return { values: [], raw: null }
  const { values, unknown } = kindsOf(d.kindsRaw)
  for (const word of unknown)
    if (word === '行政处罚') d.note('kinds', 'says_nothing', 'The kind of penalty says only that there is one.')
    else d.note('kinds', 'unread', `No known kind of penalty: ${word}`)
  const others = unknown.filter((word) => word !== '行政处罚')
  return {
    values: others.length > 0 && !values.includes('other') ? [...values, 'other'] : [...values],
    raw: d.kindsRaw,
  }
}

/** Four things that are easily taken for one: a transfer for a crime, one for detention, one to the anti-smuggling police, news. */
const handlingNotes: { readonly [one in Handling]?: string } = {
  detention: 'A transfer for administrative detention is no transfer of a crime.',
  anti_smuggling:
    'The anti-smuggling bureau is police and administrative organ at once; which of the two got it is not said.',
  informed: 'To inform the police is not to transfer the case.',
}
/** Words of the public compilation. */
const flows = new Map<string, Handling>([
  ['to_police_admin_detention', 'detention'],
  ['to_anti_smuggling', 'anti_smuggling'],
  ['to_police', 'transferred'],
  ['to_police_then_back_from_procuratorate', 'transferred'],
])

function crimeOf(d: Draft): PenaltyRecord['crime'] {
  let transferred = d.transferred
  const handling = d.otherHandling === null ? 'unknown' : (flows.get(d.otherHandling) ?? handlingOf(d.otherHandling))
  const why = handlingNotes[handling]
  if (why !== undefined) {
    d.note('crime', handling, why)
    transferred = null
  } else if (handling === 'transferred') transferred ??= true
  else if (handling === 'none') transferred ??= false
  if (d.dates.transferred?.value !== undefined && d.dates.transferred.value !== null) {
    if (transferred === false)
      d.note('crime', 'at_odds', 'There is a day of transfer, and it is said that there was none.')
    else if (why === undefined) transferred = true
  }
  return {
    suspected: d.crimeSuspected,
    transferred,
    ...(d.otherHandling === null ? {} : { otherHandling: d.otherHandling }),
  }
}
