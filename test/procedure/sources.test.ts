// The published table against the statute it stands for: every row is there with its source and its words, every citation
// names an instrument and reads as officials write it, and what nobody could read says so.
import { describe, expect, test } from 'vitest'
import {
  articleEn,
  basisIn,
  type Citation,
  checklistRows,
  citationText,
  describeProcedure,
  instruments,
  procedureMarkdown,
  requiredMaterials,
  type Stage,
} from '../../src/procedure/index.ts'
import { Life } from './life.ts'
import { procedure, steps } from './placed.ts'

const table = describeProcedure(procedure)

/** Rows of the statutory procedure: forward, reverse, parallel penalties, and those added since. */
const forward = `clue_discovery urgent_police_alert task_force_formation transfer_report transfer_decision transfer_dispatch
  copy_to_procuratorate late_transfer_penalty_copy party_notice_of_property_transfer receipt_sign completeness_check
  supplement_submission onward_transfer_police out_of_remit_return filing_review supplementary_inquiry filing_approved
  filing_refused admin_handling_after_refusal exhibits_handover police_take_delivery custody_by_agency
  hazardous_exhibit_disposal reconsideration_request reconsideration_decision supervision_suggestion
  overdue_filing_complaint require_reasons voluntary_filing reasons_accepted filing_order correction_notice progress_urge
  wrong_filing_supervision post_filing_jurisdiction_change case_revocation terminate_for_suspect prosecution_referral
  supplementary_investigation_criminal prosecution_decision judgment_feedback platform_entry consultation_reply
  procuratorate_demands_transfer whistleblow duty_crime_clue_transfer direct_report_right periodic_summary accountability`
const reverse = `police_reverse_transfer drug_agency_check np_internal_handover reverse_review reverse_review_suspend
  reverse_review_end procuratorial_opinion_penalty cross_region_opinion agency_reply reverse_followup
  court_reverse_transfer admin_penalty_decision work_safety_non_accident_copy accident_team_transfer`
const parallel = `no_substitution keeps_running fine_hold fine_offset detention_offset penalty_pending_principle
  penalty_exception clock_exclusion no_double_fine limitation evidence_bridge`
const added = `jurisdiction_sorting supervisory_reverse_transfer justice_urge justice_opinion justice_decision
  admin_detention_transfer`
/** Answers that a row demands and that are steps of their own. */
const answers = ['suggestion_reply', 'agency_reply', 'consultation_reply', 'supplement_submission', 'justice_reply']
const words = (text: string) => text.split(/\s+/)
const rows = [forward, reverse, parallel, added].flatMap(words)

interface Entry {
  readonly id: string
  readonly row: string
  readonly zh: string
  readonly en: string
  readonly basis: readonly Citation[]
  readonly confidence?: string
  readonly contested?: boolean
}
const lists = {
  steps: table.steps,
  rules: table.rules,
  duties: table.duties,
  clocks: table.clocks,
  overrides: table.overrides,
}
const entries = Object.entries(lists).flatMap(([list, all]) =>
  (all as readonly unknown[] as readonly Entry[]).map((e) => ({ list, ...e })),
)

describe('every row of the statutory procedure is in the published table', () => {
  test.each(rows)('%s', (row) => {
    const found = entries.filter((e) => e.id === row || e.row === row)
    expect(found.length, `no step, clock, duty or rule stands for ${row}`).toBeGreaterThan(0)
    for (const { id, basis, zh } of found) {
      expect(basis?.length, `${id} has no source`).toBeGreaterThan(0)
      expect(zh, id).toMatch(/\p{Script=Han}/u)
    }
  })

  test('where a row is one step, the step has the row’s name', () => {
    // A row that is a period, a duty or a rule may have a step of another name beside it.
    const lone = rows
      .filter((row) => !entries.some((e) => e.list !== 'steps' && e.id === row))
      .map((row) => table.steps.filter((s) => s.row === row).map((s) => s.id))
      .filter((ids) => ids.length === 1)
    for (const [id = ''] of lone) expect(rows, `${id} is the only step of its row and has another name`).toContain(id)
  })

  test('answers that a row demands are steps of their own', () => {
    for (const step of answers) expect(table.steps.map((s) => s.id)).toContain(step)
  })

  test('other rows are the gateway’s own keeping, the criminal leg, the relay among agencies, and nothing else', () => {
    const others = [...new Set(entries.map((e) => e.row))].filter((row) => !rows.includes(row))
    expect(others.sort()).toEqual(['2B', 'agency_relay', 'case_keeping', 'clock_expiry', 'criminal_leg'])
  })
})

describe('every entry of the published table', () => {
  test('has an id of its own in its list, a row, a source, and a name in Chinese and English that are not mixed up', () => {
    for (const [list, all] of Object.entries(lists)) {
      const ids = (all as readonly { id: string }[]).map((e) => e.id)
      expect(
        ids.filter((id, i) => ids.indexOf(id) !== i),
        list,
      ).toEqual([])
    }
    for (const { id, row, zh, en, basis } of entries) {
      expect(row, id).toMatch(/^[a-z0-9_B]+$/)
      expect(basis.length, id).toBeGreaterThan(0)
      expect(zh, id).toMatch(/\p{Script=Han}/u)
      expect(en, id).toMatch(/^\P{Script=Han}+$/u)
    }
    for (const { id, zh, en } of [...table.states, ...table.tracks, ...table.conditions, ...table.letters]) {
      expect(zh, id).toMatch(/\p{Script=Han}/u)
      expect(en, id).toMatch(/^\P{Script=Han}+$/u)
    }
  })

  test('what a rule, a field or a domain says is enforced names steps, clocks, duties or conditions that there are', () => {
    const known = new Set([...table.steps, ...table.clocks, ...table.duties, ...table.conditions].map((e) => e.id))
    const claims = [...Object.values(procedure.rules), ...Object.values(procedure.domains)].flatMap((r) => r.enforcedBy)
    expect(claims.filter((id) => !known.has(id))).toEqual([])
    expect(claims.length).toBeGreaterThan(10)
  })
})

const stagesIn = () =>
  Object.entries(procedure.clocks).flatMap(([id, { stages, overrides = {} }]) =>
    [['general', stages] as const, ...Object.entries(overrides)].flatMap(([domain, list]) =>
      (list as readonly Stage[]).map((stage, i) => ({
        id: `${id} of ${domain}, stage ${i + 1}`,
        clock: id,
        domain,
        i,
        ...stage,
      })),
    ),
  )
const cited: readonly (readonly [string, readonly Citation[]])[] = [
  ...entries.map((e) => [`${e.list} ${e.id}`, e.basis] as const),
  ...table.conditions.map((c) => [`condition ${c.id}`, c.basis] as const),
  ...stagesIn().map((s) => [s.id, s.basis] as const),
  ...steps.flatMap(([id, r]) => (r.invites ? [[`${id} invites`, r.invites.basis] as const] : [])),
  ...Object.values(procedure.rules).flatMap((r) =>
    (r.overrides ?? []).map((o) => [`rule ${r.row} in ${o.domain}`, o.basis] as const),
  ),
  ...requiredMaterials.map((m) => [`material ${m.kind}`, m.basis.split('; ') as Citation[]] as const),
]

/** `R310 5(2)|…` → what each reads as, a paragraph. */
const paragraphs = (list: string): Record<string, string> =>
  Object.fromEntries(
    list.split('|').map((one) => {
      const [, article, bracket] = /(\d+)\((\d+)\)/.exec(one) ?? []
      return [one.trim(), `第${article}条第${bracket}款`]
    }),
  )

describe('citations', () => {
  test('each names a known instrument, and an article, or says that the article was not seen', () => {
    for (const [what, basis] of cited) {
      expect(basis.length, what).toBeGreaterThan(0)
      for (const citation of basis) {
        const [, code = ''] = /^([A-Z]+\d*) (?:\d+(?:\(\d+\))*\d*|\?)$/.exec(citation) ?? []
        expect(Object.keys(instruments), `${what} cites ${citation}`).toContain(code)
      }
    }
  })

  test('each reads as its instrument is numbered: paragraphs, items, or points of an outline', () => {
    expect(citationText('PSP 180(2)')).toBe('《公安机关办理刑事案件程序规定》第180条第2款')
    expect(citationText('R310 8')).toBe('《行政执法机关移送涉嫌犯罪案件的规定》第8条')
    expect(citationText('MPS24 8(2)')).toBe('《公安机关接报案与立案工作规定》第8条第（二）项')
    expect(citationText('MPS15 2(1)2')).toMatch(/第二部分（一）第2项$/)
    expect(citationText('CO11 2(2)')).toMatch(/第二部分（二）$/)
    expect(citationText('DRUG ?')).toMatch(/（条文未核）$/)
    for (const [what, basis] of cited)
      for (const citation of basis) expect(citationText(citation), what).not.toMatch(/undefined|第(条|款|项|部分)|\?/)
  })

  test('what stands in brackets is read as the text has it: a paragraph, an item, or a part of an outline', () => {
    const read = {
      ...paragraphs(
        `APL 8(2)|APL 27(1)|APL 27(2)|APL 35(1)|APL 35(2)|APL 42(1)|APL 57(1)|APL 57(2)|CPL 19(2)|CPL 54(2)|CPL 177(3)|ECC 1058(2)|ENV 8(2)
         |PPR 373(2)|PPR 557(1)|PPR 557(3)|PPR 559(2)|PPR 561(1)|PPR 561(2)|PPR 564(2)|PPR 564(3)|PSP 175(1)|PSP 178(1)|PSP 178(3)
         |PSP 180(1)|PSP 180(2)|PSP 180(3)|PSP 182(1)|PSP 182(2)|PSP 185(2)|PSP 186(2)|PSP 189(2)|PSP 293(2)|PSP 298(2)|R310 3(2)
         |R310 5(1)|R310 5(2)|R310 9(1)|R310 9(2)|R310 11(1)|R310 11(2)|R310 11(3)|R310 14(2)`,
      ),
      ...{ 'R310 6(1)': '第6条第（一）项', 'R310 6(2)': '第6条第（二）项', 'R310 6(3)': '第6条第（三）项' },
      ...{ 'R310 6(4)': '第6条第（四）项', 'R310 6(5)': '第6条第（五）项', 'AES 12(5)': '第12条第（五）项' },
      ...{ 'MPS24 8(2)': '第8条第（二）项', 'MPS24 8(3)': '第8条第（三）项', 'MPS24 8(4)': '第8条第（四）项' },
      ...{ 'PPR 248(2)': '第248条第1款第（二）项' },
      ...{ 'CO11 1(2)': '第一部分（二）', 'MPS15 2(1)2': '第二部分（一）第2项' },
    }
    const occurring = new Set([...cited.flatMap(([, basis]) => basis), ...checklistRows.flatMap(({ basis }) => basis)])
    const bracketed = [...occurring].filter((citation) => citation.includes('('))
    for (const citation of bracketed) expect(Object.keys(read), 'a code nobody has read yet').toContain(citation)
    for (const [citation, words] of Object.entries(read))
      expect(citationText(citation as Citation).replace(/^《.*》/, ''), citation).toBe(words)
    expect(articleEn('PPR 248(2)')).toBe('248(1) item (2)')
    expect(articleEn('R310 6(4)')).toBe('6 item (4)')
    expect(articleEn('R310 5(2)')).toBe('5(2)')
  })

  test('a sector’s instrument is cited in its own domain and nowhere else', () => {
    const basis = ['R310 6', 'ENV 6', 'ECO 16'] as const
    expect(basisIn(basis, 'market')).toEqual(['R310 6'])
    expect(basisIn(basis, 'environment')).toEqual(['R310 6', 'ENV 6'])
    expect(basisIn(basis, 'tax')).toEqual(['R310 6', 'ECO 16'])
  })

  test('a row that rests on a sector’s instrument alone is cited with it everywhere, as the analogy it is', () => {
    expect(basisIn(['ENV 8(2)'], 'market')).toEqual(['ENV 8(2)'])
  })

  test('the printed table names every step, clock, duty, rule, condition, state and instrument', () => {
    const text = procedureMarkdown(procedure)
    const ids = [...entries.filter((e) => e.list !== 'overrides'), ...table.conditions, ...table.states].map(
      (e) => e.id,
    )
    expect([...ids, ...Object.keys(instruments)].filter((id) => !text.includes(id))).toEqual([])
  })
})

describe('what nobody could read says so', () => {
  const wasRead = (citation: Citation) => {
    const { read } = instruments[citation.split(' ')[0] as keyof typeof instruments]
    return read === 'read' || read === 'partly'
  }

  test('what is called read rests on an article that was read, or carries the mark of a contested value', () => {
    const marked = [...entries, ...stagesIn()].filter((e) => 'confidence' in e && e.confidence === 'read')
    expect(marked.length).toBeGreaterThan(100)
    for (const { id, basis, contested } of marked as readonly Entry[])
      expect(contested === true || basis.some(wasRead), `${id} (${basis.join(', ')}) is called read`).toBe(true)
  })

  test('every stage, step, duty, rule and domain tells how sure its source is', () => {
    const sure = ['read', 'read_second_hand', 'read_quoted', 'memory', 'contract']
    for (const e of [
      ...entries.filter((x) => x.list === 'steps' || x.list === 'rules' || x.list === 'duties'),
      ...stagesIn(),
    ])
      expect(sure, e.id).toContain(e.confidence)
  })

  test('what stands on memory alone is not in force as a period, or is marked and bends no duty', () => {
    for (const { id, confidence, enabled, contested, advisory } of stagesIn()) {
      if (confidence !== 'memory') continue
      expect(enabled === false || advisory === true, `${id} is in force on memory`).toBe(true)
      expect(contested, id).toBe(true)
    }
  })

  test.each([
    ['police_take_delivery', 'market', [0]],
    ['filing_review', 'market', [1, 2]],
    ['filing_review', 'work_safety', [1, 2]],
    ['filing_review', 'drug', [1, 2, 3]],
    ['drug_agency_check', 'drug', [0]],
    ['penalty_opinion', 'market', [0]],
    ['admin_penalty', 'environment', [1, 2]],
  ] as const)('%s in the domain %s: the values nobody may rely on are disabled', (clock, domain, disabled) => {
    const off = stagesIn().filter((s) => s.clock === clock && s.enabled === false)
    const here = off.filter((s) => s.domain === domain)
    const list = (here.length > 0 ? here : off.filter((s) => s.domain === 'general')).map((s) => s.i)
    expect(list).toEqual(disabled)
  })

  test('rows that stand on memory in the statute carry the mark in the table', () => {
    for (const row of ['police_take_delivery', 'custody_by_agency', 'direct_report_right', 'drug_agency_check']) {
      const found = [
        ...entries.filter((e) => e.row === row && e.list !== 'clocks'),
        ...stagesIn().filter((s) => procedure.clocks[s.clock]?.row === row),
      ]
      expect(found.length, row).toBeGreaterThan(0)
      const marked = (found as readonly { confidence?: string; contested?: boolean }[]).some(
        (e) => e.confidence !== 'read' || e.contested,
      )
      expect(marked, row).toBe(true)
    }
  })

  test('a disabled stage binds nobody until a region opts in', () => {
    const reviewed = (optIns?: ReadonlySet<string>) => {
      const life = new Life({ optIns })
      life.take('transfer_dispatch', '2026-03-02 10:20')
      life.take('receipt_sign', '2026-03-02 11:20')
      life.take('completeness_check', '2026-03-02 15:00')
      return life
    }
    reviewed().refused('no_further_stage', 'filing_review_extension', '2026-03-04 10:00')
    expect(
      reviewed()
        .offered('police_in_charge', '2026-03-04 10:00')
        .map((o) => o.step),
    ).not.toContain('filing_review_extension')
    const opted = reviewed(new Set(['filing_review:1']))
    opted.take('filing_review_extension', '2026-03-04 10:00')
    expect(opted.clock('filing_review')).toMatchObject({ stage: 1, localDate: '2026-03-09', basis: ['MPS15 2(1)2'] })
    opted.refused('no_further_stage', 'filing_review_extension', '2026-03-05 10:00', {
      ground: 'major_difficult_or_complex',
    })
  })
})
