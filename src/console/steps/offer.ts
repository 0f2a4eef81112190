// What a form lets choose from, and the names of its fields.
import type { View } from '../env.ts'
import type { Option } from '../html/form.ts'
import { fieldName } from '../words/index.ts'
import type { ItemsOffered } from './items-offered.ts'

export interface OfficerOffered {
  readonly name: string
  readonly certificateNo: string
}
export interface UploadOffered {
  readonly id: string
  readonly filename: string
  readonly size: number | null
  readonly sha256: string
}
export interface OrganOffered {
  readonly code: string
  readonly name: string
}

/** What the form lets choose from, and how this page uses the contract. */
export interface Offer {
  /** The step, for names that differ with it; also the part of a submission. */
  readonly step: string
  /** Officers of the own organ with a valid certificate. */
  readonly officers: readonly OfficerOffered[]
  /** Who signed in, where it holds a certificate. */
  readonly me: OfficerOffered | null
  /** `me`: whoever signed in decides; `head`: it goes to the head, and the field is not asked for. */
  readonly decides: 'me' | 'head' | null
  readonly suspects: readonly Option[]
  /** Open matters by number, and by key. */
  readonly matters: readonly Option[]
  readonly instances: readonly Option[]
  readonly uploads: readonly UploadOffered[]
  /** Organs found for a field that names one. */
  readonly organs: (name: string) => readonly OrganOffered[]
  /** Fields whose value is one of what the case has, by name. */
  readonly among?: ReadonlyMap<string, readonly Option[]> | undefined
  /** Not asked for here. */
  readonly omit: ReadonlySet<string>
  /** Needed here although the contract leaves it open. */
  readonly required: ReadonlySet<string>
  /** Empty rows that were asked for, by the name of the list. */
  readonly rows: ReadonlyMap<string, number>
  /** What was just asked of this form: the list that got or lost a row, the field that looked for an organ. It takes the focus. */
  readonly back?: string | undefined
  /** Crimes that the letter names: suggested where one is typed. */
  readonly charges?: readonly string[] | undefined
  /** Items that the lines of one list may name. */
  readonly items?: ItemsOffered | undefined
}

export const nothingOffered: Offer = {
  ...{ step: '', officers: [], me: null, decides: null, suspects: [], matters: [], instances: [], uploads: [] },
  ...{ organs: () => [], omit: new Set(), required: new Set(), rows: new Map() },
}

export type Errors = ReadonlyMap<string, string>

/** The name of a field in words, as on the form. */
export function labelOf({ lang }: Pick<View, 'lang'>, { step }: Pick<Offer, 'step'>, path: string): string {
  const words = path.split('.').filter((w) => !/^\d+$/.test(w))
  return (words.length === 1 ? fieldName(lang, `${step}.${path}`) : fieldName(lang, path)) ?? words.at(-1) ?? path
}
