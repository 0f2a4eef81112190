// Lives of cases that the gateway itself grants, each dispatched on a day of its own: what the console bench repeats until
// its store is full. Most are over, a few per cent run, some of those past their time.
import { randomUUID } from 'node:crypto'
import type { Pool } from '../../db/index.ts'
import { Keyring, Registry } from '../../src/agencies/index.ts'
import { Acts, type CasesDeps, followDesks } from '../../src/cases/index.ts'
import { Refusal } from '../../src/kernel/index.ts'
import { calendarsFrom, procedureAt } from '../../src/procedure/index.ts'
import { type PostName, posts, type Staff } from '../console-staff.ts'
import { inputOf } from '../procedure/said.ts'
import { letter, timesNow } from './letters.ts'
import type { Sender } from './registry.ts'

const hourMs = 3_600_000
/** Two characters twice. */
const brandLength = 4
/** Neither a day nor a part of one: so the ends of periods do not fall together. */
const apartHours = 1.7
/** In turns; the second is searched for. */
const crimes = [
  ['生产、销售不符合安全标准的食品罪', '第一百四十三条'],
  ['虚假广告罪', '第二百二十二条'],
  ['假冒注册商标罪', '第二百一十三条'],
  ['生产、销售伪劣产品罪', '第一百四十条'],
] as const
/** Stands for the charges of the letter. */
const charges = 'of the letter' as const

type Side = 'agency' | 'police' | 'procuratorate'
/** Whose act, which step, hours after the dispatch, what is said beside the usual. */
type Act = readonly [Side, string, number, Record<string, unknown>?]

const signed: Act = ['police', 'receipt_sign', 4]
const complete: Act = ['police', 'completeness_check', 8, { missing: [] }]
const filed: Act = ['police', 'filing_approved', 50, { charges }]
const told: Act = ['agency', 'filing_notice_receipt', 54]
const referred: Act = ['police', 'prosecution_referral', 480, { charges }]
const refused: Act = ['police', 'filing_refused', 50]
const toldNot: Act = ['agency', 'non_filing_notice_receipt', 72]

const performed = (side: Side, hours: number, duty: string): Act => [
  side,
  'duty_performed',
  hours,
  { instance: `duty/${duty}/1` },
]
const partyTold = performed('agency', 12, 'party_notice_of_property_transfer')
const handed: Act = ['agency', 'exhibits_handover', 60]
const indicted: Act = ['procuratorate', 'indictment', 600, { charges }]
const filesBack = performed('police', 80, 'file_return')

/** What is over, to its end. */
const overPlots: readonly (readonly Act[])[] = [
  [signed, complete, partyTold, filed, told, handed, referred, indicted, ['procuratorate', 'judgment_convicted', 700]],
  [signed, complete, partyTold, filed, told, handed, referred],
  [signed, complete, partyTold, refused, toldNot, filesBack],
  [signed, partyTold, ['police', 'out_of_remit_return', 20]],
]
/** The same of who left something undone: it stands there overdue. */
const neglectedPlots = overPlots.map((plot) =>
  plot.filter((act) => ![partyTold, handed, filesBack].includes(act) && act[1] !== 'judgment_convicted'),
)
/** One month in so many is neglected. */
const neglectEvery = 6

/** Hours ago, and what happened since. */
const runningPlots: readonly (readonly [number, readonly Act[]])[] = [
  [2, []],
  [20, []],
  [40, []],
  [10, [signed]],
  [30, [signed]],
  [30, [signed, complete]],
  [70, [signed, complete]],
  [120, [signed, complete]],
  [60, [signed, complete, filed]],
  [60, [signed, complete, refused]],
]

export interface Life {
  readonly id: string
  readonly running: boolean
  /** What stands in its document number, and the firm's own name: what copies have of their own. */
  readonly number: string
  readonly brand: string
}

export interface Organs {
  readonly agency: string
  readonly police: string
  readonly procuratorate: string
}

/**
 * Writes the lives and gives their cases; `ages` are the months since dispatch of those that are over, `again` how many times
 * each that runs is told, from another hour on.
 */
export async function liveOut(
  pool: Pool,
  owner: Pool,
  {
    dataDir,
    sender,
    organs,
    staff,
    ages,
    again = 1,
  }: { dataDir: string; sender: Sender; organs: Organs; staff: Staff; ages: number; again?: number },
): Promise<Life[]> {
  const registry = new Registry({ pool })
  const issuer = 'http://127.0.0.1'
  const keyring = await Keyring.open({ registry, pool, issuer, dataDir, generateIfNone: true })
  const { directory } = await registry.current()
  let nowMs = Date.now()
  const deps: CasesDeps = {
    pool,
    directory: () => directory,
    sign: (payload, header) => keyring.sign(JSON.stringify(payload), { typ: 'JWT', ...header }),
    calendarFor: calendarsFrom([]),
    optInsFor: () => new Set(),
    now: () => nowMs,
    issuer,
  }
  const acts = new Acts(deps)
  const clients: Record<Side, string> = { agency: sender.clientId, police: randomUUID(), procuratorate: randomUUID() }
  for (const side of ['police', 'procuratorate'] as const)
    await owner.query('insert into client (id, agency_id, name) values ($1, $2, $3)', [
      clients[side],
      organs[side],
      side,
    ])
  const officers: Record<Side, readonly PostName[]> = {
    agency: ['handler', 'partner'],
    police: ['investigator', 'acceptor'],
    procuratorate: ['procurator', 'chiefProcurator'],
  }
  const decider = (side: Side, role: string) =>
    staff.officer(
      (Object.keys(posts) as PostName[]).find(
        (name) => posts[name].at === side && (posts[name].roles as readonly string[]).includes(role),
      ) ?? 'chief',
    )
  const principal = (side: Side) => {
    const agency = directory.byId.get(organs[side])
    if (agency === undefined) throw new Error(`no organ for ${side}`)
    return { clientId: clients[side], generation: 1, agency }
  }
  const said = () => ({ raw: Buffer.from('{}'), route: 'bench' })
  const granted = <T>(answer: T | Refusal, what: string): T => {
    if (answer instanceof Refusal) throw new Error(`${what}: ${answer.code} ${answer.detail}`)
    return answer
  }
  let no = 0

  async function live(begunMs: number, plot: readonly Act[]): Promise<Omit<Life, 'running'>> {
    nowMs = begunMs
    const number = 900_000 + ++no
    const base = letter(number, sender, timesNow(begunMs), '移')
    const [crime, article] = crimes[no % crimes.length] ?? crimes[0]
    const brand = base.suspects[1]?.name.slice(sender.place.length, sender.place.length + brandLength) ?? ''
    const materials = base.materials.map((m) => ({ ...m, id: randomUUID() }))
    await owner.query(
      `insert into material (id, agency_id, client_id, state, filename, declared_type, media_type, size, sha256, sm3, created_at, completed_at, expires_at)
       select id, $2, $3, 'ready', title || '.pdf', 'application/pdf', 'application/pdf', 210000, sha256, sha256, now(), now(), now() + interval '7 days'
       from json_to_recordset($1) as x(id uuid, title text, sha256 text)`,
      [JSON.stringify(materials), organs.agency, clients.agency],
    )
    const two = [staff.officer('handler'), staff.officer('partner')]
    const input = {
      ...{
        ...base,
        materials,
        charges: [{ name: crime, article }],
        officers: two,
        contact: { name: two[0]?.name ?? '', phone: '0779-3030123' },
      },
      caseName: base.caseName.replace(/涉嫌.*案$/, `涉嫌${crime.slice(0, -1)}案`),
      approval: { ...base.approval, approvedBy: staff.officer('head') },
    }
    const opened = granted(await acts.open(principal('agency'), 'transfer_dispatch', input, said()), 'dispatch')
    for (const [side, step, hours, more = {}] of plot) {
      nowMs = begunMs + hours * hourMs
      const procedure = procedureAt(nowMs)
      const when = new Date(nowMs + 8 * hourMs).toISOString().slice(0, 16).replace('T', ' ')
      const rule = procedure.steps[step]
      const over = {
        officers: officers[side].map(staff.officer),
        ...(rule?.decidedBy !== undefined && { decidedBy: decider(side, String(rule.decidedBy)) }),
        ...more,
        ...(more.charges === charges && { charges: [{ name: crime }] }),
        ...(step === 'exhibits_handover' && { receivedBy: staff.officer('acceptor') }),
      }
      const body = inputOf(procedure, step, over, { when, held: [] })
      granted(await acts.act(principal(side), opened.transferId, step, body, said()), step)
    }
    nowMs = Date.now()
    while (await acts.ofItself(opened.transferId, 'expiry'));
    return { id: opened.transferId, number: String(number), brand }
  }

  const now = Date.now()
  const lives: Life[] = []
  for (let age = 1; age <= ages; age++)
    for (const plot of age % neglectEvery === 1 ? neglectedPlots : overPlots)
      lives.push({ ...(await live(now - (age * 30 + lives.length) * 24 * hourMs, plot)), running: false })
  for (let turn = 0; turn < again; turn++)
    for (const [hoursAgo, plot] of runningPlots)
      lives.push({ ...(await live(now - (hoursAgo + turn * apartHours) * hourMs, plot)), running: true })
  // What desks read is made behind the acts, and copied with them.
  await followDesks(deps)
  return lives
}
