// What the table says of a step, for its page: whether the officer may decide it, which kinds of organs it names, why it is
// not open now, and what follows from it.
import { type Procedure, ruleSets, type StepRule } from '../../procedure/index.ts'
import type { Transfer } from '../case/shape.ts'
import type { Me, View } from '../env.ts'
import { said } from '../html/pieces.ts'
import { stateName, trackName, valueName } from '../words/values.ts'

export const procedure = ruleSets.at(-1) as Procedure

/** Taken by the gateway itself or by an operation with a page of its own. */
const elsewhere = new Set(['letter_issued', 'case_merged_in', 'case_split_off'])

export const ruleOf = (step: string): StepRule | undefined =>
  Object.hasOwn(procedure.steps, step) ? (procedure.steps as Readonly<Record<string, StepRule>>)[step] : undefined

/** Whether an officer takes it by a form. */
export const hasForm = (step: string): boolean => {
  const rule = ruleOf(step)
  return rule !== undefined && !rule.by.includes('gateway') && !elsewhere.has(step)
}

/** All steps that have a form, in the table's order. */
export const stepsWithForm = (): string[] => Object.keys(procedure.steps).filter(hasForm)

/** The head of an organ by its kind. */
const heads: Readonly<Record<string, string>> = {
  administrative: 'agency_head',
  public_security: 'police_chief',
  procuratorate: 'chief_procurator',
  court: 'court',
  government: 'gov_supervisor',
  justice_bureau: 'justice_bureau',
  supervisory_commission: 'supervisory_commission',
}

/** Roles of which one decides; none where nobody has to. */
export function decidersOf({ decidedBy }: StepRule, kind: string): readonly string[] {
  const head = heads[kind]
  if (decidedBy === undefined) return []
  if (decidedBy === 'own_head') return head === undefined ? [] : [head]
  if (decidedBy !== 'by_stage') return [decidedBy]
  if (kind === 'public_security') return ['police_unit_head', 'police_chief', 'police_chief_superior']
  return head === undefined ? [] : [head]
}

export function decides(rule: StepRule, me: Me): 'me' | 'head' | null {
  if (rule.decidedBy === undefined) return null
  const deciders = decidersOf(rule, me.agency.kind)
  return me.roles.some((role) => deciders.includes(role)) ? 'me' : 'head'
}

/** Kinds of organs that the field `to` may name. */
export function organKinds({ invites, parts }: StepRule): readonly string[] {
  if (invites !== undefined) return invites.kinds
  if (parts === 'relays') return ['public_security']
  return parts === 'passes' ? ['administrative'] : []
}

/** Why it is not open now, as far as the case can be seen. */
export function whyNot(v: View, rule: StepRule, transfer: Transfer): string {
  const { t, lang } = v
  const join = t('step.or')
  const addressed = rule.by.includes('addressee')
  if (!(rule.by as readonly string[]).includes(transfer.part) && !addressed)
    return t('step.not.yours', { who: rule.by.map((part) => valueName(lang, 'part', part)).join(join) })
  const stands = (track: string) =>
    [
      ...new Set(
        transfer.tracks.filter((one) => one.track === track && one.state !== 'divided').map((one) => said(v, one)),
      ),
    ].join(join)
  const needs = (track: string, states: readonly string[]) => {
    const now = stands(track)
    const wanted = states.map((s) => stateName(lang, track, s)).join(join)
    return now === ''
      ? t('step.not.none', { track: trackName(lang, track), wanted })
      : t('step.not.state', { track: trackName(lang, track), wanted, now })
  }
  if (Array.isArray(rule.from)) return needs(rule.track, rule.from as readonly string[])
  if (rule.during !== undefined) return rule.during.map((d) => needs(d.track, d.states)).join(t('step.orElse'))
  return t(rule.startsNamed === true ? 'step.not.period' : 'step.not.now')
}

/** What follows from the act, in words: periods (where nobody has counted them yet), papers, who sees it, the receipt. */
export function consequences(v: View, rule: StepRule, periods = true): string[] {
  const { t, lang } = v
  const named = (
    ids: readonly string[] | undefined,
    of: Readonly<Record<string, { readonly zh: string; readonly en: string }>>,
  ) =>
    (ids ?? [])
      .flatMap((id) => (Object.hasOwn(of, id) ? [said(v, of[id] as { zh: string; en: string })] : []))
      .join(t('step.and'))
  const { clocks } = procedure
  const stops = [...(rule.clocks.stops ?? []), ...(rule.clocks.stopsIfAsked ?? [])]
  const told =
    rule.visibleTo === 'parties'
      ? t('step.seen.parties')
      : rule.visibleTo === 'as_the_paper' || rule.visibleTo === 'as_the_entry'
        ? t('step.seen.asBefore')
        : t('step.seen.some', {
            who: rule.visibleTo
              .map((reader) =>
                reader === 'actor'
                  ? t('step.ownOrgan')
                  : reader === 'invitee'
                    ? t('step.invitee')
                    : valueName(lang, 'part', reader),
              )
              .join(t('step.and')),
          })
  const lines: [string, string][] = [
    ['step.clocks.stop', named(stops, clocks)],
    ['step.clocks.start', named(rule.clocks.starts, clocks)],
    ['step.clocks.end', named(rule.clocks.ends, clocks)],
    ['step.clocks.suspend', named(rule.clocks.suspends, clocks)],
    ['step.clocks.resume', named(rule.clocks.resumes, clocks)],
    ['step.clocks.advance', named(rule.clocks.advances, clocks)],
    ['step.duties', named(rule.duties, procedure.duties)],
    ['step.letters', named(rule.letters, procedure.letters)],
  ]
  return [
    ...lines.flatMap(([key, what]) =>
      what === '' || (!periods && /clocks\.(stop|start|end)$/.test(key)) ? [] : [t(key as 'step.letters', { what })],
    ),
    told,
    ...(rule.receipt ? [t('step.receipt')] : []),
  ]
}
