// Every step of the table, taken through its own door at least once: what is answered is what the document says of it and
// holds nothing more. The lives are data; a step that no life takes fails by its name.
import { afterAll, describe, expect, test } from 'vitest'
import { inTransaction } from '../../db/index.ts'
import { answers } from '../../schemas/index.ts'
import { operations } from '../../src/api/index.ts'
import { importCases } from '../../src/cases/index.ts'
import { caseId, saltOf, type Told, told, twoFates } from '../takeover-cases.ts'
import type { Acted, Answer } from '../world.ts'
import { allVerify, attempt, beginWith, persons, steps, timedWorld } from './procedure-scene.ts'

const w = await timedWorld()
afterAll(() => allVerify(w))

type More = Record<string, unknown>
/** Who takes which step, saying what beside the least; or the days that pass before the next act. */
type Act = readonly [organ: string, step: string, more?: More | (() => More | Promise<More>)] | number
interface Life {
  readonly title: string
  /** The step that the case begins with; left out, a submission. */
  readonly begins?: readonly [organ: string, step: string, more?: More | (() => More | Promise<More>)]
  readonly letter?: More
  readonly acts: readonly Act[]
}

const code = (organ: string) => w.organ(organ).code
const seized = (n: number) =>
  Array.from({ length: n }, () => ({ name: '涉案货物', quantity: '40', unit: '箱', measure: 'seized' }))
const clueToReport: readonly Act[] = [
  ['market', 'task_force_formation'],
  ['market', 'transfer_report', { deliberationRequired: true }],
  ['market', 'collective_deliberation'],
]
const filed: readonly Act[] = [
  ['police', 'receipt_sign'],
  ['police', 'filing_approved'],
]
const refusedFiling: readonly Act[] = [
  ['police', 'receipt_sign'],
  ['police', 'filing_refused'],
  ['market', 'non_filing_notice_receipt'],
]
const referred: readonly Act[] = [...filed, ['police', 'prosecution_referral']]
const indicted: readonly Act[] = [...referred, ['procuratorate', 'indictment', { to: code('court') }]]
const ordered: readonly Act[] = [
  ...refusedFiling,
  ['market', 'supervision_suggestion'],
  ['procuratorate', 'require_reasons'],
  ['police', 'paper_receipt'],
  ['police', 'reasons_statement'],
  ['procuratorate', 'filing_order'],
  ['police', 'paper_receipt'],
]
const corrected: readonly Act[] = [...ordered, 30, ['procuratorate', 'correction_notice']]
const challenged: readonly Act[] = [...filed, ['procuratorate', 'wrong_filing_supervision']]
const revocationOrdered: readonly Act[] = [
  ...challenged,
  ['police', 'filing_reasons_statement'],
  ['procuratorate', 'revocation_order'],
  ['police', 'revocation_reconsideration_request'],
]
const notProsecuted: readonly Act[] = [
  ...referred,
  ['procuratorate', 'non_prosecution'],
  ['procuratorate', 'np_internal_handover'],
]
const opinion: readonly Act[] = [...notProsecuted, ['procuratorate', 'procuratorial_opinion_penalty']]
const detained: readonly Act[] = [['police', 'detention_acceptance']]
const justiceReply = () => ({ to: code('market'), replyDueDate: w.day(10) })
const reversed = { to: code('market') }

const lives: readonly Life[] = [
  {
    title: 'a clue that is not confirmed, passed on between agencies, reported, refused by the head and sent after all',
    begins: ['market', 'clue_discovery', { parties: persons('张三') }],
    acts: [
      ['market', 'urgent_police_alert'],
      ['police', 'alert_response'],
      ['market', 'agency_assignment', { to: code('foreignMarket') }],
      ['foreignMarket', 'agency_jurisdiction_transfer', { to: code('market') }],
      ['market', 'task_force_formation'],
      ['market', 'clue_not_confirmed'],
      ['market', 'clue_discovery'],
      ...clueToReport,
      ['market', 'transfer_disapproved'],
      ['market', 'clue_discovery'],
      ...clueToReport,
      ['market', 'transfer_approved'],
      ['market', 'transfer_dispatch', () => w.submission('market')],
      ['market', 'transfer_withdrawal'],
    ],
  },
  {
    title: 'an environmental case whose material is made good and whose review is prolonged',
    letter: { domain: 'environment' },
    acts: [
      ['police', 'receipt_sign'],
      ['police', 'jurisdiction_sorting'],
      ['police', 'completeness_check', { missing: [{ kind: 'M4', description: '检验报告' }] }],
      ['market', 'supplement_notice_receipt'],
      ['market', 'supplement_submission', async () => ({ materials: await w.materials('market', ['M4']) })],
      ['police', 'supplementary_inquiry'],
      ['market', 'supplementary_inquiry_report'],
      ['police', 'filing_review_extension'],
      40,
      ['market', 'overdue_filing_complaint'],
      ['procuratorate', 'supervision_declined'],
      ['procuratorate', 'require_delay_reasons'],
      ['police', 'filing_approved', { suspects: ['s1'] }],
      ['market', 'filing_notice_receipt'],
      ['police', 'custody_by_agency'],
      ['market', 'exhibits_handover'],
      ['police', 'terminate_for_suspect', { suspects: ['s1'] }],
      ['police', 'filing_refused', { suspects: ['s2'] }],
      ['market', 'non_filing_notice_receipt'],
      ['police', 'refiling', { suspects: ['s2'] }],
      ['police', 'case_split', { suspects: ['s2'] }],
    ],
  },
  {
    title: 'goods under a measure that go with the case, a duty done, a licence withdrawn, a case returned',
    letter: { seizedItems: seized(1) },
    acts: [
      ['market', 'items_added'],
      ['market', 'exhibits_handover_with_case'],
      [
        'police',
        'exhibits_receipt',
        { counted: [{ item: 1, counted: '0.5', difference: { reason: '清点不足', accepted: false } }] },
      ],
      ['police', 'exhibits_difference_settlement'],
      ['market', 'duty_performed', { instance: 'duty/party_notice_of_property_transfer/1' }],
      ['police', 'receipt_sign'],
      ['market', 'licence_penalty'],
      ['police', 'out_of_remit_return'],
    ],
  },
  {
    title: 'dangerous goods, and a case that is relayed before and after it is filed',
    acts: [
      ['market', 'hazardous_exhibit_disposal'],
      ['police', 'receipt_sign'],
      ['police', 'onward_transfer_police', { to: code('foreignPolice') }],
      ['foreignPolice', 'receipt_sign'],
      ['foreignPolice', 'filing_approved'],
      ['foreignPolice', 'post_filing_jurisdiction_change', { to: code('police') }],
      ['police', 'relayed_case_receipt'],
    ],
  },
  {
    title: 'an accident team’s case, merged into another',
    begins: ['market', 'accident_team_transfer', () => accident()],
    acts: [
      ['police', 'receipt_sign'],
      ['police', 'case_merged', async () => ({ into: await another() })],
    ],
  },
  {
    title: 'the stages of a prosecution, suspect by suspect, to a conviction',
    acts: [
      ...filed,
      ['police', 'arrest_request'],
      ['procuratorate', 'arrest_refused'],
      ['police', 'arrest_request'],
      ['procuratorate', 'arrest_approved'],
      ['police', 'prosecution_referral'],
      ['procuratorate', 'supplementary_investigation_criminal'],
      ['police', 'supplementary_investigation_done'],
      ['procuratorate', 'indictment', { to: code('court') }],
      ['court', 'judgment_first_instance', { suspects: ['s1'] }],
      ['court', 'judgment_convicted', { suspects: ['s1'] }],
      ['court', 'judgment_exempted', { suspects: ['s2'] }],
      ['court', 'court_reverse_transfer', { ...reversed, suspects: ['s2'] }],
    ],
  },
  { title: 'an acquittal', acts: [...indicted, ['court', 'judgment_acquitted']] },
  {
    title: 'a case that is revoked and handled as one of public order, prolonged and penalised',
    letter: { domain: 'public_order' },
    acts: [
      ...filed,
      ['police', 'case_revocation'],
      ['police', 'police_reverse_transfer', { to: code('police') }],
      ['police', 'admin_case_filed'],
      ['police', 'appraisal_or_hearing_begun'],
      ['police', 'appraisal_or_hearing_ended'],
      ['police', 'admin_penalty_extension'],
      ['police', 'admin_penalised'],
    ],
  },
  {
    title: 'a way back that is not taken up, and one that ends without a penalty',
    acts: [
      ...refusedFiling,
      ['police', 'police_reverse_transfer', reversed],
      ['market', 'admin_case_not_filed'],
      ['market', 'admin_handling_after_refusal'],
      ['market', 'admin_not_penalised'],
    ],
  },
  {
    title: 'a refusal reconsidered and upheld, reasons accepted',
    acts: [
      ...refusedFiling,
      ['market', 'reconsideration_request'],
      ['police', 'reconsideration_upheld'],
      ['procuratorate', 'require_reasons'],
      ['police', 'reasons_statement'],
      ['procuratorate', 'reasons_accepted'],
    ],
  },
  {
    title: 'a refusal reversed on reconsideration',
    acts: [...refusedFiling, ['market', 'reconsideration_request'], ['police', 'reconsideration_reversed']],
  },
  {
    title: 'a voluntary filing',
    acts: [...refusedFiling, ['procuratorate', 'require_reasons'], ['police', 'voluntary_filing']],
  },
  {
    title: 'an order to file that is obeyed, and a case that then stands still',
    acts: [...ordered, ['police', 'filing_after_order'], 100, ['procuratorate', 'progress_urge']],
  },
  {
    title: 'a correction objected to, upheld and taken above',
    acts: [
      ...corrected,
      ['police', 'correction_objection'],
      ['procuratorate', 'correction_upheld'],
      ['procuratorate', 'supervision_escalated'],
      ['procuratorate', 'escalation_concluded'],
    ],
  },
  {
    title: 'a correction withdrawn',
    acts: [...corrected, ['police', 'correction_objection'], ['procuratorate', 'correction_withdrawn']],
  },
  {
    title: 'a filing that is found lawful',
    acts: [...challenged, ['police', 'filing_reasons_statement'], ['procuratorate', 'filing_reasons_accepted']],
  },
  {
    title: 'an order to revoke that is withdrawn',
    acts: [...revocationOrdered, ['procuratorate', 'revocation_order_withdrawn']],
  },
  {
    title: 'an order to revoke that is upheld twice',
    acts: [
      ...revocationOrdered,
      ['procuratorate', 'revocation_upheld'],
      ['police', 'revocation_review_request'],
      ['procuratorate', 'revocation_review_upheld'],
    ],
  },
  {
    title: 'an order to revoke that falls above',
    acts: [
      ...revocationOrdered,
      ['procuratorate', 'revocation_upheld'],
      ['police', 'revocation_review_request'],
      ['procuratorate', 'revocation_review_reversed'],
    ],
  },
  {
    title: 'a non-prosecution reviewed, suspended, prolonged, consulted on and ended',
    acts: [
      ...notProsecuted,
      ['procuratorate', 'cross_region_opinion'],
      ['procuratorate', 'cross_region_reply'],
      ['procuratorate', 'reverse_review_suspend'],
      ['procuratorate', 'reverse_review_resume'],
      ['procuratorate', 'reverse_review_extension'],
      ['procuratorate', 'reverse_review_end'],
    ],
  },
  {
    title: 'an opinion on penalty, followed up and answered',
    acts: [...opinion, ['procuratorate', 'reverse_followup'], ['market', 'agency_reply']],
  },
  {
    title: 'a report to public security itself',
    begins: ['police', 'direct_report_right', { parties: persons('张三') }],
    acts: [['police', 'filing_approved']],
  },
  {
    title: 'a report that an agency transfers nothing, found wanting',
    begins: ['procuratorate', 'whistleblow'],
    acts: [['procuratorate', 'no_transfer_due']],
  },
  {
    title: 'a demand that is not followed, a suggestion that is, and accountability',
    begins: ['procuratorate', 'procuratorate_demands_transfer'],
    acts: [
      ['market', 'demand_declined'],
      ['procuratorate', 'police_told_of_refusal'],
      ['procuratorate', 'procuratorial_suggestion', reversed],
      ['procuratorate', 'suggestion_escalated'],
      ['market', 'suggestion_reply'],
      ['procuratorate', 'accountability_proposal', { to: code('government') }],
      ['government', 'accountability'],
    ],
  },
  {
    title: 'a demand whose reply holds',
    begins: ['procuratorate', 'procuratorate_demands_transfer'],
    acts: [
      ['market', 'demand_declined'],
      ['procuratorate', 'demand_reply_accepted'],
    ],
  },
  {
    title: 'an urging letter of the justice bureau, objected to, answered and followed',
    begins: ['justice', 'justice_urge', justiceReply],
    acts: [
      ['market', 'justice_objection'],
      ['justice', 'justice_objection_rejected'],
      ['market', 'justice_reply'],
      ['justice', 'justice_urge', justiceReply],
      ['justice', 'justice_opinion', justiceReply],
      ['market', 'justice_objection', { no: 3 }],
      ['justice', 'justice_objection_upheld'],
    ],
  },
  { title: 'an opinion of the justice bureau', begins: ['justice', 'justice_opinion', justiceReply], acts: [] },
  {
    title: 'a decision of the government, and another',
    begins: ['government', 'justice_decision', justiceReply],
    acts: [['government', 'justice_decision', justiceReply]],
  },
  {
    title: 'a transfer for administrative detention, made good and decided',
    begins: ['market', 'admin_detention_transfer', { domain: 'public_order', parties: persons('张三') }],
    acts: [
      ...detained,
      ['police', 'detention_supplement_request'],
      ['market', 'detention_supplement_submission'],
      ['police', 'detention_decided'],
      ['market', 'admin_detention_transfer'],
    ],
  },
  {
    title: 'one that is declined',
    begins: ['market', 'admin_detention_transfer', { parties: persons('张三') }],
    acts: [...detained, ['police', 'detention_declined']],
  },
  {
    title: 'one that goes back',
    begins: ['market', 'admin_detention_transfer', { parties: persons('张三') }],
    acts: [...detained, ['police', 'detention_returned']],
  },
  {
    title: 'a way back from the police with which a case begins',
    begins: ['police', 'police_reverse_transfer', reversed],
    acts: [],
  },
  {
    title: 'one from a court',
    begins: ['court', 'court_reverse_transfer', reversed],
    acts: [],
  },
  {
    title: 'one from the supervisory commission, and another',
    begins: ['commission', 'supervisory_reverse_transfer', reversed],
    acts: [['commission', 'supervisory_reverse_transfer', reversed]],
  },
  {
    title: 'an opinion on penalty with which a case begins',
    begins: ['procuratorate', 'procuratorial_opinion_penalty', reversed],
    acts: [],
  },
  {
    title: 'a death that was no work accident, and another',
    begins: ['market', 'work_safety_non_accident_copy'],
    acts: [['market', 'work_safety_non_accident_copy']],
  },
  {
    title: 'the keeping of a case',
    acts: [
      ['police', 'receipt_sign'],
      ['police', 'consultation_request'],
      ['foreignMarket', 'paper_receipt'],
      ['foreignMarket', 'consultation_reply'],
      ['police', 'periodic_summary'],
      ['police', 'duty_crime_clue_transfer'],
      ['market', 'record_correction'],
      ['market', 'letter_issued'],
      ['police', 'entry_disclosure', { discloseVersions: [3] }],
      ['market', 'evidence_entry', async () => ({ materials: await entered() })],
      ['market', 'evidence_custody_change', () => handed()],
      ['market', 'evidence_catalogue_change', () => ({ changes: [{ material: kept, folder: '甲卷' }] })],
      ['police', 'cases_linked', async () => ({ other: await another() })],
    ],
  },
  {
    title: 'a demand on a case that stands, and a report on it',
    begins: ['procuratorate', 'whistleblow'],
    acts: [
      ['procuratorate', 'procuratorate_demands_transfer'],
      ['procuratorate', 'whistleblow'],
    ],
  },
  {
    title: 'a case that is withdrawn and closed',
    acts: [
      ['market', 'transfer_withdrawal'],
      ['market', 'case_closed'],
    ],
  },
]

/** Evidence that a life has entered, to be spoken of later in it. */
let kept = ''
async function entered() {
  const made = await w.materials('market', ['other'])
  kept = made[0]?.id ?? ''
  return made
}
const handed = (): More => ({
  movements: [
    {
      material: kept,
      at: '2020-01-05T09:00:00+08:00',
      from: { name: '甲' },
      to: { name: '乙' },
      purpose: '送检',
      seal: 'none',
    },
  ],
})

const another = async () => {
  const { id } = (await w.submit('market')).transfer
  await attempt(w, 'police', id, 'receipt_sign')
  return id
}
async function accident(): Promise<More> {
  const { approval: _, ...letter } = await w.submission('market')
  return { ...letter, team: '事故调查组' }
}

/** Operation → all its answers in these lives. */
const met = new Map<string, Answer<Acted>[]>()
function meeting(id: string, answer: Answer<unknown>): Acted['transfer'] {
  const reply = answer as Answer<Acted>
  if (reply.status >= 300) throw new Error(`${id}: ${reply.status} ${JSON.stringify(reply.body)}`)
  met.set(id, [...(met.get(id) ?? []), reply])
  return reply.body.transfer
}

async function live({ begins, letter, acts }: Life): Promise<void> {
  const begun = begins && (await beginWith(w, begins[0], begins[1], await said(begins[2])))
  const { id } = begun ? meeting(`open_${begins[1]}`, begun) : (await w.submit('market', letter)).transfer
  for (const act of acts) {
    if (typeof act === 'number') w.pass({ days: act })
    else {
      const [organ, step, more] = act
      // The letter is whole as it is; other steps are told what they need at least.
      const letter = step === 'transfer_dispatch' && (await said(more))
      meeting(
        step,
        letter
          ? await w.ask(organ, 'POST', `/v1/transfers/${id}/steps/${step}`, letter)
          : await attempt(w, organ, id, step, await said(more)),
      )
    }
  }
}
const said = async (more: More | (() => More | Promise<More>) = {}) => (typeof more === 'function' ? more() : more)

describe('the lives', () => {
  test.each(lives.map((life) => [life.title, life] as const))('%s', async (_, life) => {
    await live(life)
  })

  test('a case that was taken over: what was open there is started, or dismissed', async () => {
    const organs = {
      sender: w.organ('market').id,
      police: w.organ('police').id,
      procuratorate: w.organ('procuratorate').id,
    }
    const required: Told = {
      step: 'require_reasons',
      by: { agencyId: organs.procuratorate, part: 'supervisor', clientId: 'takeover' },
      about: ['s2'],
      opens: [
        { instance: 'supervision/filing/1', state: 'reasons_required', about: ['s2'], addressee: 'police_in_charge' },
      ],
    }
    const events = [...twoFates('contract', organs), ...told('contract', [required], 6)]
    await inTransaction(w.db.pool, (connection) =>
      importCases(connection, [{ id: caseId('contract'), after: 0, events }], { saltOf }),
    )
    const take = async (step: string, more: More) =>
      meeting(
        step,
        await attempt(w, 'police', caseId('contract'), step, { follows: 7, reason: '接管时未办结。', ...more }),
      )
    await take('imported_duty_started', { clock: 'police_reasons', startsOn: w.day(-1) })
    await take('imported_duty_dismissed', {})
  })
})

describe('every step', () => {
  // What only foresees a step is held to its contract in contract.test.ts.
  const ofSteps = operations().filter((op) => op.tag === 'Steps' && !op.path.includes('{step}'))
  /** A case may begin with these, and none that stands goes on with them. */
  const onlyBegin = (id: string) => steps[id]?.track === 'criminal' && steps[id]?.from === 'new'

  test.each(ofSteps.filter((op) => onlyBegin(op.id)).map((op) => [op.id, op] as const))(
    '%s is refused on a case that has begun',
    async (id, op) => {
      const by = steps[id]?.by[0] === 'sender' ? 'market' : 'police'
      const more = id === 'accident_team_transfer' ? await accident() : {}
      const { status, body } = await attempt(w, by, await another(), id, more)
      expect([status, body.code], JSON.stringify(body)).toEqual([409, 'wrong_state'])
      expect(op.refusals).toContain(status)
    },
  )

  test.each(ofSteps.filter((op) => !onlyBegin(op.id)).map((op) => [op.id, op] as const))(
    '%s answers as documented',
    (id, op) => {
      const replies = met.get(id)
      if (replies === undefined) throw new Error(`no life takes ${id}; add one`)
      const step = op.path.split('/').at(-1) as string
      for (const { status, headers, body } of replies) {
        expect(status).toBe(op.ok.status)
        expect(headers.get('content-type')).toMatch(/^application\/json/)
        // What the schema does not know stays behind when it parses; so the whole must come through unchanged.
        expect(answers.actedAnswer.parse(body)).toEqual(body)
        const { transfer, receipt } = body
        expect(headers.get('etag')).toBe(`"${transfer.version}"`)
        expect(headers.get('location')).toBe(`/v1/transfers/${transfer.id}`)
        if (steps[step]?.receipt) expect(receipt).toMatchObject({ step, version: transfer.version })
        else expect(receipt).toBeNull()
      }
    },
  )
})
