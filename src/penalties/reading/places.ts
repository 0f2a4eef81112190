// What each place of a layout does with a value: reads it and puts it down in the draft. A value that cannot be read leaves
// its raw text, or a note with it; only what names the record is worth more than a note.
import { regionFault } from '../../../schemas/index.ts'
import { type AmountKind, readAmount } from './amounts.ts'
import { lineOf } from './characters.ts'
import { readDate } from './dates.ts'
import type { Draft } from './draft.ts'
import type { IdentifierKind } from './identifiers.ts'
import type { DateKind, DeclaredKind, FieldRule, FlagKind, Place } from './layout.ts'
import { readQuantities } from './quantities.ts'
import { fits, lengths, line, prose, scalar } from './values.ts'
import { booleanOf, saysNothing } from './words.ts'

type Put = (d: Draft, field: string, value: unknown, rule: FieldRule) => void

type LineSlot = { [K in keyof Draft]: Draft[K] extends string | null ? K : never }[keyof Draft]

/** One value a place; a second field of the same place that says something else is noted. */
function keep(d: Draft, field: string, slot: LineSlot, text: string | null): void {
  if (text === null) return
  d.said += 1
  if (d[slot] === null) (d as { [K in LineSlot]: string | null })[slot] = text
  else if (d[slot] !== text) d.note(field, 'said_twice', `Another field said otherwise, and stands: ${d[slot]}`)
}

const lineTo =
  (slot: LineSlot, max: number, named = false): Put =>
  (d, field, value, rule) =>
    keep(d, field, slot, line(d, field, value, rule, max, named))
const proseTo =
  (slot: LineSlot, max: number, named: boolean | 'as_a_whole' = false): Put =>
  (d, field, value, rule) =>
    keep(d, field, slot, prose(d, field, value, rule, max, named))

const dateTo =
  (kind: DateKind): Put =>
  (d, field, value, rule) => {
    const text = typeof value === 'number' ? value : scalar(d, field, value, rule)
    if (text === null || (typeof text === 'string' && saysNothing(text))) return
    const plain = typeof text === 'string' ? lineOf(text).text : text
    const ahead = kind === 'valid_until' || kind === 'published_until'
    const date = readDate(plain, { today: d.today, ahead, form: rule.form })
    if (date === null) return
    d.said += 1
    const before = d.dates[kind]
    if (before === undefined) d.dates[kind] = date
    else if (before.value !== date.value)
      d.note(field, 'said_twice', `Another field said otherwise, and stands: ${before.raw}`)
  }

const flagTo =
  (kind: FlagKind): Put =>
  (d, field, value, rule) => {
    const raw = scalar(d, field, value, rule)
    if (raw === null || raw.trim() === '') return
    d.said += 1
    const flag = booleanOf(raw)
    if (flag !== undefined) d.flags[kind] ??= flag
    else if (!saysNothing(raw)) d.note(field, 'unread', `Neither yes nor no: ${raw}`)
  }

/** Yes, no, or for 行政处罚次数 a count: two and more are repeated. */
const declaredTo =
  (kind: DeclaredKind): Put =>
  (d, field, value, rule) => {
    const raw = scalar(d, field, value, rule)
    if (raw === null || raw.trim() === '') return
    d.said += 1
    const times = kind === 'repeated' ? /^\s*(\d{1,4})\s*次?\s*$/.exec(raw)?.[1] : undefined
    const word = times === undefined ? booleanOf(raw) : Number(times) >= 2
    if (word !== undefined) {
      d.declared ??= {}
      d.declared[kind] ??= word
    } else if (!saysNothing(raw)) d.note(field, 'unread', `Neither yes nor no: ${raw}`)
  }

const amountTo =
  (kind: AmountKind): Put =>
  (d, field, value, rule) => {
    const raw = typeof value === 'number' ? value : scalar(d, field, value, rule)
    if (raw === null || (typeof raw === 'string' && saysNothing(raw))) return
    const amount = readAmount(kind, typeof raw === 'string' ? lineOf(raw).text : raw, rule.unit)
    if (amount === null) return
    d.said += 1
    if (d.amounts.length >= lengths.amounts)
      return d.fault(field, 'too_many', 'There are more amounts than a record holds.')
    d.amounts.push(amount)
    if (amount.fault !== undefined) d.note(field, 'amount_unread', `${amount.fault} ${amount.raw}`)
  }

const identifierTo =
  (kind: IdentifierKind): Put =>
  (d, field, value, rule) => {
    const raw = line(d, field, value, rule, lengths.identifier * 10)
    if (raw === null) return
    d.said += 1
    d.identifiers.push({ field, kind, raw })
  }

const numberTo =
  (slot: 'partyNumber' | 'representativeNumber'): Put =>
  (d, field, value, rule) => {
    const raw = line(d, field, value, rule, lengths.identifier * 10)
    if (raw === null) return
    d.said += 1
    if (d[slot] === null) d[slot] = { field, raw }
    else if (d[slot].raw !== raw)
      d.note(field, 'said_twice', `Another field said otherwise, and stands: ${d[slot].raw}`)
  }

const booleanTo =
  (slot: 'crimeSuspected' | 'transferred'): Put =>
  (d, field, value, rule) => {
    const raw = scalar(d, field, value, rule)
    if (raw === null || raw.trim() === '') return
    d.said += 1
    const word = booleanOf(raw)
    if (word !== undefined) d[slot] ??= word
    else if (!saysNothing(raw)) d.note(field, 'unread', `Neither yes nor no: ${raw}`)
  }

const region: Put = (d, field, value, rule) => {
  const text = line(d, field, value, rule, lengths.code)
  if (text === null) return
  d.said += 1
  // A code of towns and villages begins with its county's.
  const code = /^\d{6}(\d{3}|\d{6})?$/.test(text) ? text.slice(0, 6) : text
  const fault = regionFault(code)
  if (fault === null) d.regionCode ??= code
  else d.note(field, 'region_unread', `${fault} ${text}`)
}

const legalBasis: Put = (d, field, value, rule) => {
  const texts = Array.isArray(value) ? value : [value]
  for (const one of texts) {
    const text = prose(d, field, one, rule, lengths.basis * lengths.bases)
    if (text === null) continue
    d.said += 1
    for (const part of text.length > lengths.basis ? text.split(/[;；\n]/) : [text]) {
      const basis = fits(d, field, part.trim(), lengths.basis)
      if (basis === null) continue
      if (d.legalBasis.length >= lengths.bases)
        return d.fault(field, 'too_many', `More than ${lengths.bases} legal bases.`)
      d.legalBasis.push(basis)
    }
  }
}

const kinds: Put = (d, field, value, rule) => {
  const joined = Array.isArray(value) ? value.filter((v) => typeof v === 'string').join(';') : value
  const raw = prose(d, field, joined, rule, lengths.kinds)
  if (raw === null) return
  d.said += 1
  const both = d.kindsRaw === null || d.kindsRaw === raw ? raw : `${d.kindsRaw};${raw}`
  d.kindsRaw = fits(d, field, both, lengths.kinds)
}

/** Words of the compiler: each its own note. */
const noteTo =
  (code: string): Put =>
  (d, field, value) => {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === null || one === undefined || one === '' || typeof one === 'object') continue
      d.note(field, code, String(one))
    }
  }

const inferredFields: Put = (d, _, value) => {
  for (const one of Array.isArray(value) ? value : [value])
    if (typeof one === 'string' && one !== '')
      d.note(one, 'inferred_by_source', 'The source worked this value out itself.')
}

const quantities: Put = (d, field, value) => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    if (value !== null && value !== undefined)
      d.note(field, 'not_a_value', 'An object of names and figures is expected.')
    return
  }
  readQuantities(d, field, value as Record<string, unknown>)
}

const places: Readonly<Record<string, Put>> = {
  source_key: lineTo('sourceKey', lengths.key),
  'organ.name': lineTo('organName', lengths.name, true),
  'organ.code': lineTo('organCodeRaw', lengths.identifier),
  'reporter.name': lineTo('reporterName', lengths.name),
  'reporter.code': lineTo('reporterCodeRaw', lengths.identifier),
  'entrusted.name': lineTo('entrustedName', lengths.name),
  'entrusted.code': lineTo('entrustedCodeRaw', lengths.identifier),
  region_code: region,
  domain: lineTo('domain', lengths.code),
  decision_no: lineTo('decisionNo', lengths.number, true),
  'decision_no.page': lineTo('decisionNoPage', lengths.number),
  title: lineTo('title', lengths.title),
  supervise_item_code: lineTo('superviseItemCode', lengths.code),
  inspection_code: lineTo('inspectionCode', lengths.key),
  'party.name': (d, field, value, rule) => {
    d.partyNameField = field
    // Line breaks separate names, so they are read as prose; each name is a line.
    keep(d, field, 'partyName', prose(d, field, value, rule, lengths.name * 20, true))
  },
  'party.kind': lineTo('partyKind', lengths.code),
  'party.number': numberTo('partyNumber'),
  'party.number_kind': lineTo('partyNumberKind', lengths.code),
  'party.registered_address': lineTo('registeredAddress', lengths.address),
  'party.business_address': lineTo('businessAddress', lengths.address),
  'representative.name': lineTo('representativeName', lengths.key),
  'representative.number': numberTo('representativeNumber'),
  'representative.number_kind': lineTo('representativeNumberKind', lengths.code),
  violation_type: proseTo('violationType', lengths.type, 'as_a_whole'),
  facts: proseTo('facts', lengths.facts, 'as_a_whole'),
  legal_basis: legalBasis,
  kinds,
  content: proseTo('content', lengths.content, 'as_a_whole'),
  licence: lineTo('licence', lengths.licence),
  quantities,
  procedure: lineTo('procedureRaw', lengths.procedure),
  'crime.suspected': booleanTo('crimeSuspected'),
  'crime.transferred': booleanTo('transferred'),
  'crime.other_handling': lineTo('otherHandling', lengths.words),
  review_opinion: proseTo('reviewOpinion', lengths.opinion),
  discussion_conclusion: proseTo('discussionConclusion', lengths.conclusion),
  'execution.manner': lineTo('executionManner', lengths.manner),
  'execution.result': lineTo('executionResult', lengths.words),
  status: (d, field, value, rule) => {
    keep(d, field, 'statusRaw', line(d, field, value, rule, lengths.procedure))
    if (rule.unconfirmed === true && d.statusRaw !== null && d.statusRaw !== '正常')
      d.note(field, 'code_list_unconfirmed', `${String(value)} is read as ${d.statusRaw}.`)
  },
  remarks: proseTo('remarks', lengths.remarks),
  note: noteTo('said_by_source'),
  'note.inferred': noteTo('inferred_by_source'),
  inferred_fields: inferredFields,
  'control.operation': lineTo('operation', lengths.code),
  'control.time': lineTo('controlTime', lengths.code),
  'control.batch': lineTo('batch', lengths.key),
  aside: () => {},
}

const made = new Map<Place, Put>()

/** What a place does with a value. */
export function putAt(place: Place): Put {
  const known = made.get(place)
  if (known !== undefined) return known
  const put = places[place] ?? byPrefix(place)
  made.set(place, put)
  return put
}

function byPrefix(place: Place): Put {
  const rest = place.slice(place.lastIndexOf('.') + 1)
  if (place.startsWith('date.')) return dateTo(rest as DateKind)
  if (place.startsWith('flag.')) return flagTo(rest as FlagKind)
  if (place.startsWith('declared.')) return declaredTo(rest as DeclaredKind)
  if (place.startsWith('amount.')) return amountTo(rest as AmountKind)
  if (place.startsWith('party.identifier.')) return identifierTo(rest as IdentifierKind)
  throw new TypeError(`no such place: ${place}`)
}
