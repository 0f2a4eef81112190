// Why a penalty case came out of screening as it did: each rule with its article and instrument, the facts used and where
// they stand, what is missing, and what a person must still judge. Made from the record as it stands, beside what was kept.
import { run } from '../../../db/index.ts'
import {
  downgraded,
  type FactName,
  type Flag,
  facts as factTable,
  proposedFacts,
  type Rule,
  type Screened,
  type Triage,
  type Withheld,
} from '../../screening/index.ts'
import { regionsWatched, seen, type Viewer } from '../sight.ts'
import { earlierOf, triageOf } from './beyond.ts'
import { type Subject, subjectOf } from './draw.ts'
import { type Saying, sayingsOf } from './facts.ts'
import { type History, historyOf, membersOf } from './history.ts'
import { declaredRule, type Hit, isHit, type Judged, judge, type KeptFact, keptFact, type Law } from './judge.ts'
import { type Kept, screeningOf } from './kept.ts'
import { proposalId } from './proposal-id.ts'
import { type ConfirmedFact, confirmedOf, readBatch } from './read-batch.ts'
import type { ScreeningRoom } from './room.ts'
import { lawOf } from './rule-sets.ts'
import { windows } from './windows.ts'

export interface Words {
  readonly zh: string
  readonly en: string
}

export interface FactShown {
  readonly fact: string
  readonly zh: string
  readonly en: string
  readonly unit: string
  readonly value: KeptFact
  readonly from: 'record' | 'person' | 'history' | 'region' | 'sum'
  /** Where it stands in the record. */
  readonly place?: string
  readonly because?: Words
  readonly quotation?: string
  /** The rule of the instrument by which earlier penalties were counted. */
  readonly basis?: string
}

export interface RuleShown {
  readonly rule: string
  readonly charge: Words
  readonly article: string
  readonly policeCategory: string | null
  readonly instrument: string
  readonly from: string
  readonly to: string | null
  readonly expression: string
  readonly confidence: string
  readonly read: string
}

export interface HitShown extends RuleShown {
  readonly near: boolean
  readonly atAct: string | null
  readonly today: string | null
  readonly facts: readonly FactShown[]
  /** Other penalty cases of the subject that count here: those in sight, and how many more. */
  readonly others: { readonly ids: readonly string[]; readonly outOfSight: number }
  readonly person: readonly Words[]
}

export interface OpenShown extends RuleShown {
  readonly missing: readonly {
    readonly fact: string
    readonly zh: string
    readonly en: string
    readonly unit: string
  }[]
}

export interface Explained {
  readonly id: string
  readonly version: number
  readonly state: 'live' | 'withdrawn'
  readonly verdict: Judged['verdict']
  readonly kept: Pick<Kept, 'version' | 'ruleSet' | 'at' | 'verdict'> | null
  /** The result that was kept is not of this version or these rules: the follower is still to come. */
  readonly waiting: boolean
  readonly ruleSet: string
  readonly today: string
  readonly actDay: string | null
  readonly domain: string | null
  readonly domainFrom: 'record' | 'organ' | null
  readonly transferred: boolean
  readonly declared: boolean
  readonly hits: readonly HitShown[]
  readonly open: readonly OpenShown[]
  readonly facts: readonly FactShown[]
  readonly withheld: readonly Withheld[]
  readonly proposed: readonly Proposed[]
  readonly sayings: readonly Saying[]
  readonly flags: readonly Flag[]
  readonly triage: Triage | null
  readonly earlierPenalties: number
}

export interface Proposed {
  readonly proposal: string
  readonly fact: string
  readonly zh: string
  readonly en: string
  readonly value: KeptFact
  readonly quotation: string
  readonly place: string
  /** What a person said of it last. */
  readonly state: 'proposed' | 'confirmed' | 'rejected'
}

const sightStatement = {
  name: 'screening_sight',
  text: `select c.id from penalty_case c where c.id = any($3::uuid[]) and ${seen}`,
}

/** Which of these the viewer may see; `null` is the operator. */
export async function inSight(
  room: Pick<ScreeningRoom, 'pool'>,
  viewer: Viewer | null,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const values = [viewer?.id ?? null, regionsWatched(viewer), ids]
  return new Set((await run<{ id: string }>(room.pool, sightStatement, values)).map((r) => r.id))
}

/** Undefined where the viewer has no sight of it. */
export async function explainScreening(
  room: ScreeningRoom,
  viewer: Viewer | null,
  id: string,
): Promise<Explained | undefined> {
  if (!(await inSight(room, viewer, [id])).has(id)) return undefined
  const [reads, confirmed, law, keeps, sayings] = await Promise.all([
    readBatch(room.pool, [id]),
    confirmedOf(room.pool, [id]),
    lawOf(room),
    screeningOf(room.pool, [id]),
    sayingsOf(room.pool, id),
  ])
  const [read] = reads
  if (read === undefined) return undefined
  const subject = subjectOf(read, room.marksKey, confirmed.get(id))
  const members = [...(await membersOf(room.pool, subject.identities)).values()].flat()
  const history = historyOf(subject, members)
  const judged = judge(subject, history, law, true)
  const sighted = await inSight(room, viewer, [...new Set(judged.hits.flatMap((h) => h.others ?? []))])
  const kept = keeps[0]
  const { record } = subject
  const whole = record === null || subject.domain === record.domain ? record : { ...record, domain: subject.domain }
  const factShown = (fact: string, value: KeptFact, added = false) => shownFact(fact, value, subject, history, added)
  return {
    ...{ id, version: read.version, state: read.state, verdict: judged.verdict, ruleSet: law.hash, today: law.today },
    kept:
      kept === undefined ? null : { version: kept.version, ruleSet: kept.ruleSet, at: kept.at, verdict: kept.verdict },
    waiting: kept === undefined || kept.version !== read.version || kept.verdict !== judged.verdict,
    ...{ actDay: subject.actDay, domain: subject.domain, transferred: judged.transferred },
    domainFrom: subject.domain === null ? null : record?.domain === subject.domain ? 'record' : 'organ',
    declared: judged.hits.some((h) => h.rule === declaredRule),
    hits: judged.hits
      .filter((h) => h.rule !== declaredRule)
      .flatMap((hit) => {
        const rule = ruleOf(law, hit)
        if (rule === undefined) return []
        const others = hit.others ?? []
        return [
          {
            ...ruleShown(rule),
            ...{ near: hit.near, atAct: hit.atAct, today: hit.today },
            facts: Object.entries(hit.used).map(([fact, value]) =>
              factShown(fact, value, others.length > 0 && !history.counted.has(fact)),
            ),
            others: {
              ids: others.filter((o) => sighted.has(o)),
              outOfSight: others.filter((o) => !sighted.has(o)).length,
            },
            person: forPerson(hit, rule, subject),
          },
        ]
      }),
    open: judged.screened.filter((s) => !isHit(s) && !s.near).map(openShown),
    facts: Object.entries(judged.values).map(([fact, value]) => factShown(fact, keptFact(value))),
    withheld: subject.drawn.withheld,
    proposed: whole === null ? [] : proposals(whole, sayings),
    sayings,
    flags: whole === null ? [] : downgraded(whole, judged.screened, earlierOf(subject, history)).flags,
    triage: whole === null ? null : triageOf(whole, judged.screened),
    earlierPenalties: history.earlier,
  }
}

const ruleOf = (law: Law, hit: Hit): Rule | undefined =>
  law.set.compiled.find((c) => c.rule.id === hit.rule && law.set.on(law.today).includes(c))?.rule ??
  law.set.compiled.find((c) => c.rule.id === hit.rule)?.rule

function ruleShown(rule: Rule): RuleShown {
  return {
    ...{ rule: rule.id, charge: rule.charge, article: rule.article, policeCategory: rule.policeCategory },
    ...{
      instrument: rule.instrument,
      from: rule.from,
      to: rule.to ?? null,
      confidence: rule.confidence,
      read: rule.read,
    },
    expression: rule.conduct === undefined ? rule.expression : `${rule.conduct} && (${rule.expression})`,
  }
}

const named = (fact: string) => {
  const { zh, en, unit } = factTable[fact as FactName]
  return { fact, zh, en, unit }
}

const openShown = (s: Screened): OpenShown => ({ ...ruleShown(s.rule), missing: s.missing.map(named) })

function shownFact(fact: string, value: KeptFact, subject: Subject, history: History, added: boolean): FactShown {
  const base = { ...named(fact), value }
  const said: ConfirmedFact | undefined = subject.confirmed.findLast((c) => c.fact === fact)
  if (said !== undefined) return { ...base, from: 'person' }
  if (history.counted.has(fact)) {
    const basis = windows.find((w) => w.fact === fact)?.basis
    return { ...base, from: 'history', ...(basis !== undefined && { basis }) }
  }
  if (factTable[fact as FactName].from === 'region') return { ...base, from: 'region' }
  const stated = subject.drawn.stated.find((s) => s.fact === fact)
  return {
    ...{ ...base, from: added ? 'sum' : 'record' },
    ...(stated !== undefined && { place: stated.place, because: stated.row.because }),
  }
}

function proposals(record: Parameters<typeof proposedFacts>[0], sayings: readonly Saying[]): Proposed[] {
  return proposedFacts(record).map((p) => {
    const proposal = proposalId(p)
    const last = sayings.find((s) => s.proposal === proposal)
    const value = keptFact({ least: p.least, most: p.most })
    const { zh, en } = named(p.fact)
    return {
      ...{ proposal, fact: p.fact, zh, en, value, quotation: p.quotation, place: p.place },
      state: last?.state ?? 'proposed',
    }
  })
}

const always: Words = {
  zh: '命中只表示涉嫌，需要人工判断：主观故意、行为性质、情节和证据',
  en: 'a hit means suspected and no more: intent, the kind of act, its circumstances and the evidence are for a person',
}

function forPerson(hit: Hit, rule: Rule, subject: Subject): Words[] {
  const words: Words[] = [always]
  const say = (zh: string, en: string) => words.push({ zh, en })
  if (rule.note !== undefined) say(`规则说明：${rule.note}`, rule.note)
  if (subject.actDay === null)
    say(
      '记录没有行为日期：只按今日的标准衡量，行为时的标准需要另行核对',
      'the day of the act is not stated: only today’s law was asked',
    )
  else if (hit.atAct !== hit.today)
    say(
      '行为时与今日的标准结论不同：从旧兼从轻，由人选择',
      'the law of the act’s day and today’s differ: a person chooses (Criminal Law 12)',
    )
  if (hit.assumedDay === true)
    say(
      '行为日期不明：以查获、受理或者处罚决定日期计算期间',
      'the window was counted to the day of discovery or decision',
    )
  if (hit.others !== undefined)
    say(
      '同一证件号码的其他案件：是否同种行为、是否未经处理，由人核对',
      'other cases of the same number: whether they are of the kind that counts is for a person',
    )
  if (rule.confidence !== 'high' || rule.read !== 'read')
    say(
      '规则文本未经完整核对',
      `the text of the rule was not read in full (${rule.read}, confidence ${rule.confidence})`,
    )
  return words
}
