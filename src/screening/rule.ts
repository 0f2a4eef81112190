// What a filing threshold is made of.
import type { FactName } from './facts.ts'

export interface Rule {
  /** Stays the same over versions; versions differ by their days. */
  readonly id: string
  readonly charge: { readonly zh: string; readonly en: string }
  /** Of the Criminal Law, for example `153(2)`, `142-1` for 第一百四十二条之一. */
  readonly article: string
  /** Eight digits of the police’s list of case categories, where one is known. */
  readonly policeCategory: string | null
  /** The act must be of this kind; for rules whose figures are met by any income. */
  readonly conduct?: FactName
  /** CEL over the facts of the dictionary: the figures. */
  readonly expression: string
  readonly instrument: string
  /** In force from this day; acts before it are not screened by it. */
  readonly from: string
  /** No longer in force on this day. */
  readonly to?: string
  readonly confidence: 'high' | 'medium' | 'low'
  /** How far the instrument’s text was read when the rule was coded. */
  readonly read: 'read' | 'partly' | 'memory' | 'unread'
  /** Fields of enforcement in which missing facts are asked for; a hit counts in every field. */
  readonly domains: readonly string[]
  /** The instrument adds the figures of several unpunished acts of one subject (多次未经处理的累计计算): where it says so. */
  readonly adds?: string
  /** The instrument’s own measure of “near its figures” (接近上述数额标准): the share, where it says so, whether that was read. */
  readonly near?: { readonly share: number; readonly basis: string; readonly read: 'read' | 'memory' }
  /** What a person must know when it hits. */
  readonly note?: string
}

/** Off unless an operator switches it on: what was coded from memory with low confidence, and what nobody has read. */
export const offByDefault = (rule: Rule): boolean => rule.confidence === 'low' || rule.read === 'unread'

/** Conduct and figures as one expression. */
export const expressionOf = ({ conduct, expression }: Rule): string =>
  conduct === undefined ? expression : `${conduct} && (${expression})`
