// By what records of one subject find each other: identifiers, names, legal representatives, addresses, goods, each as a
// keyed digest. Without the key nobody can ask the table whether a person is in it; names alone are weak and prove nothing.
import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { identifierKinds, type PenaltyParty, type PenaltyRecord, type SaidIdentifier } from '../../../schemas/index.ts'
import type { MarkKind } from '../../screening/index.ts'

export interface Mark {
  readonly kind: MarkKind
  /** 32 hexadecimal digits. */
  readonly digest: string
}

export interface MarksKey {
  readonly key: KeyObject
  /** Tells keys apart and gives none away. */
  readonly fingerprint: string
}

/** The key of the marks follows from the one that seals secrets, so that there is no other one to keep. */
export function marksKeyOf(sealingKey: Buffer): MarksKey {
  const derived = Buffer.from(hkdfSync('sha256', sealingKey, '', 'xianjie penalty marks 1', 32))
  const key = createSecretKey(derived)
  return { key, fingerprint: createHmac('sha256', key).update('fingerprint').digest('hex').slice(0, 16) }
}

/** Those of natural persons; the others are of units. */
const personal = new Set<SaidIdentifier['kind']>([
  'id_card',
  'passport',
  'hk_macao_permit',
  'taiwan_permit',
  'foreign_permanent_residence',
])
/** Of a market or an office tower everybody has it; what is shorter names no place. */
const addressLeast = 8
const goodsLeast = 4
const marksMax = 24

/** Identifiers first; each once. */
export function marksOf(record: PenaltyRecord, { key }: MarksKey): Mark[] {
  const found = new Map<string, Mark>()
  const add = (kind: MarkKind, space: string, value: string): void => {
    const said = `${space}:${value}`
    const own = `${kind} ${said}`
    if (found.size >= marksMax || found.has(own)) return
    const digest = createHmac('sha256', key).update(said).digest('hex').slice(0, 32)
    found.set(own, { kind, digest })
  }
  for (const party of record.parties) identifiersOf(party.identifiers, add)
  for (const party of record.parties) {
    namedOf(party, add, 'name')
    const head = party.legalRepresentative
    if (head !== undefined) {
      const papers = head.identifiers.filter((i) => i.check === 'ok' && i.value !== null)
      for (const { kind, value } of papers) add('legal_rep', kind, value as string)
      if (papers.length === 0) namedOf(head, add, 'legal_rep')
    }
    for (const address of [party.registeredAddress, party.businessAddress]) {
      const said = address === undefined || starred.test(address) ? '' : plain(address)
      if (said.length >= addressLeast) add('address', 'address', said)
    }
  }
  for (const { name } of record.quantities) {
    const said = plain(name.replace(/（(超过|余|以上|不足|以下|约)）$/, ''))
    if (said.length >= goodsLeast && specific.test(said)) add('goods', 'goods', said)
  }
  return [...found.values()]
}

/** Digests under which a record would have named a party so: by its number, or by its name. */
export function digestsSaid(said: string, { key }: MarksKey): string[] {
  const digest = (text: string) => createHmac('sha256', key).update(text).digest('hex').slice(0, 32)
  const name = plain(said.trim())
  const number = said.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()
  const numbered = /^[0-9A-Z]{6,32}$/.test(number) ? identifierKinds.map((paper) => digest(`${paper}:${number}`)) : []
  return name.length < 2 ? numbered : [digest(`name:${name}`), ...numbered]
}

function identifiersOf(identifiers: readonly SaidIdentifier[], add: (k: MarkKind, s: string, v: string) => void) {
  for (const { kind, value, check } of identifiers)
    if (check === 'ok' && value !== null) add(personal.has(kind) ? 'person' : 'unit', kind, value)
}

function namedOf(
  { name, masked }: Pick<PenaltyParty, 'name' | 'masked'>,
  add: (k: MarkKind, s: string, v: string) => void,
  kind: MarkKind,
): void {
  if (name === null || masked || starred.test(name)) return
  const said = plain(name)
  if (said.length >= 2) add(kind, 'name', said)
}

const starred = /[*＊×某]/
/** A model, a size or a brand in Latin letters tells goods apart; 白酒 alone is everybody's. */
const specific = /[0-9a-z]/
const noise = /[\s\p{P}\p{S}]+/gu
const needsWork = /[^\p{Script=Han}0-9a-z]/u

/** Width, case, spaces and punctuation are how it was typed, and not what it says. */
const plain = (text: string) => (needsWork.test(text) ? text.normalize('NFKC').toLowerCase().replace(noise, '') : text)

export const identifying = (kind: MarkKind): boolean => kind === 'person' || kind === 'unit'
