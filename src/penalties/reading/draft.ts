// A record on its way: what the fields of one raw object put down, before it is put together. Mutable, one shape, since a
// million of them are made.
import type { PenaltyRecord, SaidAmount, SaidDate, SaidIdentifier } from '../../../schemas/index.ts'
import type { DateKind, DeclaredKind, FlagKind } from './layout.ts'

export interface Fault {
  readonly field: string
  readonly code: string
  readonly detail: string
}

type Note = PenaltyRecord['notes'][number]
type Quantity = PenaltyRecord['quantities'][number]

export interface SaidNumber {
  readonly field: string
  readonly raw: string
}

export class Draft {
  readonly today: string
  readonly notes: Note[] = []
  /** Why the record is not fit to keep. */
  readonly faults: Fault[] = []
  readonly unknownKeys: string[] = []
  /** How many fields said anything. */
  said = 0
  sourceKey: string | null = null
  operation: string | null = null
  controlTime: string | null = null
  batch: string | null = null
  organName: string | null = null
  organCodeRaw: string | null = null
  reporterName: string | null = null
  reporterCodeRaw: string | null = null
  entrustedName: string | null = null
  entrustedCodeRaw: string | null = null
  regionCode: string | null = null
  domain: string | null = null
  decisionNo: string | null = null
  decisionNoPage: string | null = null
  title: string | null = null
  superviseItemCode: string | null = null
  inspectionCode: string | null = null
  partyName: string | null = null
  partyNameField = ''
  partyKind: string | null = null
  partyNumber: SaidNumber | null = null
  partyNumberKind: string | null = null
  registeredAddress: string | null = null
  businessAddress: string | null = null
  representativeName: string | null = null
  representativeNumber: SaidNumber | null = null
  representativeNumberKind: string | null = null
  violationType: string | null = null
  facts: string | null = null
  readonly legalBasis: string[] = []
  kindsRaw: string | null = null
  content: string | null = null
  licence: string | null = null
  procedureRaw: string | null = null
  crimeSuspected: boolean | null = null
  transferred: boolean | null = null
  otherHandling: string | null = null
  reviewOpinion: string | null = null
  discussionConclusion: string | null = null
  executionManner: string | null = null
  executionResult: string | null = null
  statusRaw: string | null = null
  remarks: string | null = null
  readonly dates: { [kind in DateKind]?: SaidDate } = {}
  readonly flags: { [kind in FlagKind]?: boolean } = {}
  /** Few sources declare anything; null where none did. */
  declared: { [kind in DeclaredKind]?: boolean } | null = null
  /** By kind, with the field that said each. */
  readonly identifiers: { readonly field: string; readonly kind: SaidIdentifier['kind']; readonly raw: string }[] = []
  readonly amounts: SaidAmount[] = []
  readonly quantities: Quantity[] = []

  constructor(today: string) {
    this.today = today
  }

  /** What a reader of the record must know. */
  note(field: string, code: string, detail: string): void {
    if (this.notes.length < notesMax) this.notes.push({ field: said(field, 200), code, detail: said(detail, 500) })
  }

  /** Why the record cannot be kept as it is. */
  fault(field: string, code: string, detail: string): void {
    if (this.faults.length < faultsMax) this.faults.push({ field: said(field, 200), code, detail: said(detail, 500) })
  }
}

const notesMax = 200
const faultsMax = 50

/** A text that a line can hold, whatever it was made of. */
export function said(text: string, max: number): string {
  const plain = text
    .toString()
    .replace(/[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}]+/gu, ' ')
    .trim()
  if (plain === '') return '?'
  // No surrogate pair is cut in two.
  return plain.length <= max ? plain : plain.slice(0, max).replace(/[\ud800-\udbff]$/, '')
}
