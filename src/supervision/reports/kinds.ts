// The kinds of reports, who makes which, and what one is asked with.
import type { Agency } from '../../agencies/index.ts'
import type { Every, Period } from './period.ts'

export const reportKinds = ['self_examination', 'work', 'bulletin', 'zero'] as const
export type ReportKind = (typeof reportKinds)[number]

export const kindNames: Readonly<Record<ReportKind, string>> = {
  self_examination: '行刑衔接工作自查报告',
  work: '行刑衔接工作情况报告',
  bulletin: '案管动态',
  zero: '行刑衔接工作零报告',
}

/** Whether an organ makes reports of a kind: procuratorates of their region, the organs they watch of themselves. */
export function makes(agency: Agency, kind: ReportKind): boolean {
  if (kind === 'work') return agency.kind === 'procuratorate'
  if (kind === 'bulletin') return agency.kind !== 'service_platform'
  return agency.kind === 'administrative' || agency.kind === 'public_security'
}

export interface Theme {
  /** How it is called in the title: 固体废物污染环境案件. */
  readonly name: string
  readonly domain?: string | undefined
  /** Any of them stands in the title or the kind of violation. */
  readonly words: readonly string[]
}

export interface ReportAsked extends Period {
  readonly kind: ReportKind
  readonly theme?: Theme
  /** Only what bears the label. */
  readonly label?: string
  /** Number of a bulletin. */
  readonly issue?: number
  /** To whom it goes. */
  readonly addressee?: string
}

export interface Schedule {
  readonly id: string
  readonly agencyId: string
  readonly kind: ReportKind
  readonly every: Every
  /** Periods that end before are not owed. */
  readonly since: string
  /** So many days after the end of a period it is made: what is entered late should be in it. */
  readonly delayDays: number
  readonly asked: Pick<ReportAsked, 'theme' | 'label' | 'addressee'>
}

/** The beginning of the codes of what lies in a region. */
export const regionPrefix = (code: string): string => (/^[01]0000/.test(code) ? '' : code.replace(/(00)+$/, ''))
