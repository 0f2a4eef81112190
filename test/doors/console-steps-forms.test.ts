// Forms made from the contract: every step of the table has one, in both languages and without an untranslated word, and what
// a form is filled with comes back as the same JSON. No world: this is rendering alone.
import fc from 'fast-check'
import { html } from 'hono/html'
import { describe, expect, test } from 'vitest'
import { submitTransfer } from '../../schemas/index.ts'
import type { View } from '../../src/console/env.ts'
import { typedDay, typedMoment, typedMoney } from '../../src/console/html/form.ts'
import { openings } from '../../src/console/steps/begin.ts'
import { inWords } from '../../src/console/steps/preview.ts'
import { consequences, ruleOf, stepsWithForm } from '../../src/console/steps/rule.ts'
import {
  bodyOf,
  compacted,
  type Field,
  fieldsOf,
  formFields,
  nameOfPointer,
  nothingOffered,
  type Offer,
  valuesOfBody,
  valuesOfForm,
} from '../../src/console/steps/schema-form.ts'
import { signable } from '../../src/console/steps/signing.ts'
import { fieldName, translate } from '../../src/console/words/index.ts'
import { codeWords, faultWords, problemWords } from '../../src/console/words/problems.ts'
import { knowsValue } from '../../src/console/words/values.ts'
import { refusalCodes } from '../../src/kernel/index.ts'
import { formIn } from '../console-scene.ts'

const view = (lang: 'zh' | 'en'): View => ({
  ...{ lang, t: translate[lang], nowMs: Date.parse('2026-09-28T06:00:00Z'), here: '/console/', requestId: 'r' },
  ...{ session: null, notice: null },
})
const officers = ['甲', '乙', '丙'].map((name, i) => ({ name, certificateNo: `ZF-${i + 1}` }))
const uploads = [1, 2].map((n) => ({
  ...{ id: `0000000${n}-0000-4000-8000-000000000000`, filename: `笔录${n}.pdf`, size: 1000 },
  sha256: String(n).repeat(64),
}))
const organs = [
  { code: '11450502000000010X', name: '甲局' },
  { code: '11450502000000020Y', name: '乙局' },
]
const options = (list: readonly string[]) => list.map((value) => ({ value, words: value }))
const offer = (step: string, more: Partial<Offer> = {}): Offer => ({
  ...nothingOffered,
  ...{
    step,
    officers,
    me: officers[0] as (typeof officers)[0],
    decides: 'me',
    suspects: options(['s1', 's2', 's3']),
    matters: options(['1', '2', '3']),
  },
  ...{ instances: options(['service/filing_order/1', 'service/filing_order/2']), uploads, organs: () => organs },
  ...more,
})

/** Every field with its path, branches and rows too. */
function all(fields: readonly Field[], under = ''): [string, Field][] {
  return fields.flatMap((f): [string, Field][] => {
    const path = under + f.name
    const inner: readonly Field[] =
      f.kind === 'group'
        ? f.fields
        : f.kind === 'union'
          ? f.branches.flatMap((b) => b.fields)
          : f.kind === 'list'
            ? f.element.kind === 'group'
              ? f.element.fields
              : f.element.kind === 'union'
                ? f.element.branches.flatMap((b) => b.fields)
                : []
            : []
    return [[path, f], ...all(inner, `${path}.`)]
  })
}

const steps = stepsWithForm()
const inputOf = (step: string) => {
  const rule = ruleOf(step)
  if (rule === undefined) throw new Error(`no step ${step}`)
  return rule.input
}
const schemas: [string, readonly Field[]][] = [
  ...steps.map((step): [string, readonly Field[]] => [step, fieldsOf(inputOf(step))]),
  ['submission', fieldsOf(submitTransfer)],
]

describe('every step', () => {
  test('has its fields named in both languages, and every value of an enumeration', () => {
    const unnamed = schemas.flatMap(([step, fields]) =>
      all(fields).flatMap(([path, f]) => [
        ...(fieldName('zh', `${step}.${path}`) === undefined ? [`${step}: ${path}`] : []),
        ...('values' in f ? (f.values ?? []) : [])
          .filter((v) => !knowsValue(f.name, v))
          .map((v) => `${step}: ${path} = ${v}`),
        ...(f.kind === 'union' ? f.branches.map((b) => b.value).filter((v) => !knowsValue(f.by, v)) : []),
      ]),
    )
    expect(unnamed).toEqual([])
  })

  test('renders a form and its consequences in both languages, without a word of the machine in the Chinese one', () => {
    expect(steps.length).toBeGreaterThan(120)
    for (const lang of ['zh', 'en'] as const) {
      const v = view(lang)
      for (const [step, fields] of schemas) {
        const shown = String(
          formFields(v, fields, new Map(), new Map(), offer(step, { rows: new Map(all(fields).map(([p]) => [p, 1])) })),
        )
        expect(shown, step).not.toMatch(/undefined|\[object/)
        // Labels and legends say words; codes stand in values alone.
        const labels = [...shown.matchAll(/<(?:label|legend)[^>]*>([\s\S]*?)<\/(?:label|legend)>/g)].map(
          ([, text = '']) => text.replace(/<[^>]+>/g, ''),
        )
        if (lang === 'zh')
          expect(
            labels.filter((text) => /[a-z]{3,}/.test(text.replace(/\.pdf|sha256/gi, ''))),
            step,
          ).toEqual([])
        const rule = ruleOf(step)
        if (rule !== undefined) expect(consequences(v, rule).join(' '), step).not.toMatch(/undefined|_/)
      }
    }
  })

  test('gives every control a name, a label and an id of its own', () => {
    for (const [step, fields] of schemas) {
      const shown = String(formFields(view('zh'), fields, new Map(), new Map(), offer(step)))
      const ids = [...shown.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
      expect(ids.length, step).toBe(new Set(ids).size)
      const labelled = new Set([...shown.matchAll(/<label for="([^"]+)"/g)].map(([, id]) => id))
      for (const [tag] of shown.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)) {
        if (tag.includes('type="hidden"')) continue
        const id = /\sid="([^"]+)"/.exec(tag)?.[1]
        expect(labelled.has(id), `${step}: ${tag}`).toBe(true)
      }
    }
  })
})

/** Bodies as the tree has them; whether the contract takes them is not asked here. */
function bodies(fields: readonly Field[], step: string): fc.Arbitrary<Record<string, unknown>> {
  const entries = fields.map((f): [string, fc.Arbitrary<unknown>] => {
    const value = valuesFor(f, step)
    return [f.name, f.optional ? fc.option(value, { nil: undefined, freq: 2 }) : value]
  })
  return fc
    .record(Object.fromEntries(entries))
    .map((o) => Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined)))
}

const word = fc.stringMatching(/^[\u4e00-\u4eff<>&"'a-z]{1,12}$/)
const prose = fc.tuple(word, fc.constantFrom('', '\n', '\n\n'), word).map(([a, b, c]) => a + b + c)
const money = fc
  .tuple(fc.nat(9_999_999), fc.option(fc.integer({ min: 1, max: 99 })))
  .map(([a, b]) => (b === null ? `${a}` : `${a}.${String(b).padStart(2, '0')}`))
const day = fc
  .integer({ min: 0, max: 5_000 })
  .map((n) => new Date(Date.UTC(2015, 0, 1) + n * 86_400_000).toISOString().slice(0, 10))
const moment = fc
  .tuple(day, fc.nat(23), fc.nat(59))
  .map(([d, h, m]) => `${d}T${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}:00+08:00`)

function valuesFor(f: Field, step: string): fc.Arbitrary<unknown> {
  const some = <T>(list: readonly T[], min = 1) => fc.subarray([...list], { minLength: min })
  switch (f.kind) {
    case 'group': {
      const inner = bodies(f.fields, step)
      return inner.filter((b) => Object.keys(b).length > 0)
    }
    case 'union':
      return fc.oneof(...f.branches.map((b) => bodies(b.fields, step).map((inner) => ({ [f.by]: b.value, ...inner }))))
    case 'list':
      return fc.array(valuesFor({ ...f.element, optional: false }, step), { minLength: 1, maxLength: 3 })
    case 'officers':
      return some(officers).map((list) => list.slice(0, 2))
    case 'decider':
      return fc.constant(officers[0])
    case 'materials':
      return some(uploads).map((list) =>
        list.map(({ id, sha256, filename }) => ({ id, kind: 'M5', title: filename, sha256 })),
      )
    case 'prose':
      return prose
    case 'day':
      return day
    case 'moment':
      return moment
    case 'dayOrMoment':
      return fc.oneof(day, moment)
    case 'recordingTime':
      return fc.nat(5_000)
    case 'money':
    case 'quantity':
      return money
    case 'whole':
    case 'number':
      return fc.nat(9_999)
    case 'matter':
      return fc.constantFrom(1, 2, 3)
    case 'instance':
      return fc.constantFrom('service/filing_order/1', 'service/filing_order/2')
    case 'yesno':
      return fc.boolean()
    case 'flag':
      return fc.constant(true)
    case 'choice':
      return fc.constantFrom(...(f.values ?? []))
    case 'choices':
      return some(f.values ?? [])
    case 'lines':
      return fc.array(word, { minLength: 1, maxLength: 3 })
    case 'numbers':
      return fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 4 })
    case 'ids':
      return some(uploads.map((u) => u.id))
    case 'suspects':
      return some(['s1', 's2', 's3'])
    case 'organ':
      return fc.constantFrom(...organs.map((o) => o.code))
    default:
      return word
  }
}

/** `parties.0.kind` chosen, common fields of its branch only. */
const same = (body: unknown) => JSON.parse(JSON.stringify(body)) as unknown

describe('what a form is filled with', () => {
  test('comes back as the same JSON, by its values and by what a browser would send', () => {
    const v = view('zh')
    fc.assert(
      fc.property(
        fc
          .constantFrom(...schemas)
          .chain(([step, fields]) => fc.tuple(fc.constant({ step, fields }), bodies(fields, step))),
        ([{ step, fields }, body]) => {
          const values = valuesOfBody(fields, body)
          expect(bodyOf(fields, compacted(fields, values))).toEqual(same(body))
          const shown = String(html`<form action="/x">${formFields(v, fields, values, new Map(), offer(step))}</form>`)
          const sent = new URLSearchParams(formIn(shown, '/x'))
          for (const name of [...sent.keys()]) if (name.startsWith('_q.')) sent.delete(name)
          expect(bodyOf(fields, compacted(fields, valuesOfForm(sent)))).toEqual(same(body))
          expect(String(inWords(v, fields, body, offer(step)))).not.toMatch(/undefined|\[object/)
        },
      ),
      { numRuns: 100 },
    )
  })

  test('closes up over rows that nobody filled, and a pointer finds its row', () => {
    const fields = fieldsOf(inputOf('filing_approved'))
    const typed = valuesOfForm(
      new URLSearchParams([
        ['charges.0.name', ' '],
        ['charges.2.name', '虚假广告罪'],
        ['charges.5.article', '第二百二十二条'],
      ]),
    )
    const values = compacted(fields, typed)
    expect(bodyOf(fields, values)).toMatchObject({ charges: [{ name: '虚假广告罪' }, { article: '第二百二十二条' }] })
    expect(nameOfPointer(fields, '/charges/1/name', values)).toBe('charges.1.name')
    expect(nameOfPointer(fields, '/officers', values)).toBe('officers.0')
    expect(nameOfPointer(fields, '/officers', new Map([['officers.0', ['ZF-1\t甲']]]))).toBe('officers.1')
    expect(nameOfPointer(fields, '/nowhere', values)).toBeUndefined()
  })

  test('is taken as officials write it: dates, Beijing times, amounts in yuan or ten thousand', () => {
    expect(['2026年9月8日', '2026/9/8', '20260908', '2026-09-08'].map(typedDay)).toEqual(Array(4).fill('2026-09-08'))
    expect(typedMoment('2026-09-28 14:20')).toBe('2026-09-28T14:20:00+08:00')
    expect(typedMoment('2026年9月28日14：20')).toBe('2026-09-28T14:20:00+08:00')
    expect(['28.64万元', '286,400', '２８６４００元'].map(typedMoney)).toEqual(Array(3).fill('286400'))
    expect(typedMoney('约三万')).toBe('约三万')
  })

  test('cannot leave its place: names, markup and directions stay text', () => {
    const hostile = '<script>alert(1)</script>"\u202e\ud800'
    const fields = fieldsOf(inputOf('filing_refused'))
    const shown = String(
      formFields(
        view('zh'),
        fields,
        new Map([
          ['reasons', [hostile]],
          ['documentNo', [hostile]],
        ]),
        new Map([['reasons', hostile]]),
        offer('filing_refused'),
      ),
    )
    expect(shown).not.toContain('<script')
    expect(shown).toContain('&lt;script&gt;')
    expect(shown).not.toContain('\ud800')
  })
})

describe('refusals', () => {
  test('every code has its sentence in both languages', () => {
    expect(refusalCodes.filter((code) => !Object.hasOwn(codeWords, code))).toEqual([])
  })

  test('are said in words, with the article in full and no word of the machine', () => {
    const problem = {
      ...{
        status: 409,
        code: 'wrong_state',
        detail: '签收回执: criminal must be in transferred or relayed.',
        basis: ['R310 7'],
      },
    }
    expect(problemWords(view('zh'), problem)).toMatchObject({
      sentence: '案件目前的状态不能办理此步骤，刑事程序须处于已移送待签收、已转送有管辖权机关。',
      basis: ['《行政执法机关移送涉嫌犯罪案件的规定》第7条'],
    })
    const during = { ...problem, detail: 'This is not the time: it needs criminal in received/under_filing_review.' }
    expect(problemWords(view('zh'), during).sentence).toBe(
      '案件目前的状态不能办理此步骤，须刑事程序处于公安已接受、立案审查中。',
    )
    expect(faultWords('zh', 'Too small: expected string to have >=1 characters')).toBe('须填写')
    expect(faultWords('en', 'Invalid input: expected array, received undefined')).toBe('must be filled in')
  })
})

test('what is signed for one after the other asks for nothing but who signs', () => {
  expect([...signable].sort()).toEqual([
    ...['filing_notice_receipt', 'non_filing_notice_receipt', 'paper_receipt', 'receipt_sign', 'relayed_case_receipt'],
    'supplement_notice_receipt',
  ])
})

test('each kind of organ is offered the cases that it may begin', () => {
  const of = (kind: string) => openings({ agency: { kind } as never }).map(([step]) => step)
  expect(of('administrative')).toContain('clue_discovery')
  expect(of('administrative')).not.toContain('transfer_dispatch')
  expect(of('service_platform')).toEqual([])
})
