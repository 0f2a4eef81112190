// With two things wrong, the answer is the one that stands first in `refusalCodes`, as the contract says. Every pair of
// faults that one request can have is tried.
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { type RefusalCode, refusalCodes, uuidv7 } from '../../src/kernel/index.ts'
import { world } from '../world.ts'
import { nothingWritten, type Reply, send } from './refusals.ts'
import { letter, step, submit } from './scene.ts'

const w = await world()

/** A request before it is sent: its faults change it in place. */
interface Draft {
  by: string
  id: string
  body: Record<string, unknown>
  /** Instead of the body, where it is no JSON. */
  raw?: string | Uint8Array
  headers: Record<string, string>
  token?: null | string
}
type Fault = (draft: Draft) => void

/** What can be wrong with any request that acts. */
const common: Partial<Record<RefusalCode, Fault>> = {
  token_missing: (d) => {
    d.token = null
  },
  token_invalid: (d) => {
    d.token = 'abc'
  },
  signature_invalid: (d) => {
    d.headers['x-jws-signature'] = 'e30..AA'
  },
  unsupported_media_type: (d) => {
    d.headers['content-type'] = 'text/plain'
  },
  body_too_large: (d) => {
    d.raw = Buffer.alloc(4 * 1024 * 1024 + 1, 32)
  },
  malformed_json: (d) => {
    d.raw ??= '{"officers": '
  },
  invalid_fields: (d) => {
    d.body.colour = 'red'
  },
  invalid_header: (d) => {
    d.headers['idempotency-key'] = 'two words'
  },
}
/** Faults of one place, which cannot be had at once. */
const together: ReadonlySet<string>[] = [
  new Set(['token_missing', 'token_invalid']),
  new Set(['invalid_header', 'idempotency_key_reused']),
  new Set(['material_unknown', 'material_used', 'material_digest_differs', 'materials_missing', 'condition_unmet']),
]

function pairs(faults: Partial<Record<RefusalCode, Fault>>): [RefusalCode, RefusalCode][] {
  const codes = refusalCodes.filter((code) => faults[code] !== undefined)
  return codes.flatMap((first, i) =>
    codes
      .slice(i + 1)
      .filter((second) => !together.some((place) => place.has(first) && place.has(second)))
      .map((second): [RefusalCode, RefusalCode] => [first, second]),
  )
}

async function answersFirst(
  faults: Partial<Record<RefusalCode, Fault>>,
  [first, second]: [RefusalCode, RefusalCode],
  draft: () => Promise<Draft>,
  sent: (draft: Draft) => Promise<Reply>,
) {
  const made = await draft()
  faults[second]?.(made)
  faults[first]?.(made)
  const reply = await nothingWritten(w, () => sent(made))
  expect(reply.body.code, reply.text.slice(0, 300)).toBe(first)
}

describe('a submission', () => {
  let used: Record<string, unknown>
  beforeAll(async () => {
    used = await letter(w, { documentNo: '海市监移〔2026〕1号' })
    expect((await submit(w, used)).status).toBe(201)
    expect((await submit(w, await letter(w), { headers: { 'idempotency-key': 'used' } })).status).toBe(201)
  })
  const { officers } = w.organ('market')
  const approval = (d: Draft) => d.body.approval as Record<string, unknown>
  const faults: Partial<Record<RefusalCode, Fault>> = {
    ...common,
    agency_kind_not_permitted: (d) => {
      d.by = 'court'
    },
    duplicate_document: (d) => {
      d.body.documentNo = '海市监移〔2026〕1号'
    },
    state_secret: (d) => {
      d.body.involvesStateSecrets = true
    },
    idempotency_key_reused: (d) => {
      d.headers['idempotency-key'] = 'used'
    },
    receiver_not_competent: (d) => {
      d.body.receiver = w.organ('foreignPolice').code
    },
    two_officers_required: (d) => {
      d.body.officers = (d.body.officers as unknown[]).slice(0, 1)
    },
    officer_not_certified: (d) => {
      d.body.officers = (d.body.officers as object[]).map((o, i) => (i === 0 ? { ...o, name: '冒名' } : o))
    },
    officer_lacks_role: (d) => {
      d.body.approval = { ...approval(d), approvedBy: officers[1] }
    },
    approval_times_impossible: (d) => {
      d.body.approval = { ...approval(d), approvedAt: new Date(Date.now() + 3_600_000).toISOString() }
    },
    materials_missing: (d) => {
      d.body.materials = []
    },
    material_unknown: (d) => {
      d.body.materials = (d.body.materials as object[]).map((m, i) => (i === 0 ? { ...m, id: randomUUID() } : m))
    },
    material_used: (d) => {
      d.body.materials = used.materials
    },
    material_digest_differs: (d) => {
      d.body.materials = (d.body.materials as object[]).map((m) => ({ ...m, sha256: '0'.repeat(64) }))
    },
  }
  // With a key a letter may bear a number that was used before.
  together.push(new Set(['duplicate_document', 'idempotency_key_reused']))
  // The key was used by the sender's client.
  together.push(new Set(['agency_kind_not_permitted', 'idempotency_key_reused']))

  test.each(pairs(faults))('%s goes before %s', async (first, second) => {
    await answersFirst(
      faults,
      [first, second],
      async () => ({ by: 'market', id: '', body: await letter(w), headers: {} }),
      ({ by, raw, body, ...asked }) => submit(w, raw ?? body, { by, ...asked }),
    )
  })
})

describe('a step', () => {
  let id: string
  let open: string
  beforeAll(async () => {
    const decided = { decidedBy: w.organ('police').chief }
    id = (await w.submit()).transfer.id
    await step(w, 'police', id, 'receipt_sign', decided)
    const missing = [{ description: '检验报告' }]
    const first = await step(
      w,
      'police',
      id,
      'completeness_check',
      { missing },
      { headers: { 'idempotency-key': 'used' } },
    )
    expect(first.status).toBe(200)
    await step(w, 'police', id, 'completeness_check', { missing })
    const key = { headers: { 'idempotency-key': 'used' } }
    const answered = await step(w, 'market', id, 'supplement_submission', { round: 1, explanation: 'x' }, key)
    expect(answered.status).toBe(200)
    open = (await w.submit()).transfer.id
  })
  const faults: Partial<Record<RefusalCode, Fault>> = {
    ...common,
    not_found: (d) => {
      d.id = uuidv7()
    },
    not_your_step: (d) => {
      d.by = 'procuratorate'
    },
    wrong_state: (d) => {
      d.id = open
    },
    stale_version: (d) => {
      d.headers['if-match'] = '"1000"'
    },
    idempotency_key_reused: (d) => {
      d.headers['idempotency-key'] = 'used'
    },
    officer_not_certified: (d) => {
      d.body.officers = [{ name: '无名', certificateNo: 'ZF-none' }]
    },
    material_unknown: (d) => {
      const material = { id: randomUUID(), kind: 'M4', title: '材料', sha256: '0'.repeat(64) }
      d.body.materials = [material]
    },
    subject_unknown: (d) => {
      d.body.round = 9
    },
    condition_unmet: (d) => {
      d.body.explanation = undefined
      d.body.materials = undefined
    },
  }
  together.push(new Set(['not_found', 'wrong_state']))
  // The key was used on this case by the sender.
  together.push(new Set(['idempotency_key_reused', 'not_found']))
  together.push(new Set(['idempotency_key_reused', 'not_your_step']))
  together.push(new Set(['idempotency_key_reused', 'wrong_state']))

  test.each(pairs(faults))('%s goes before %s', async (first, second) => {
    await answersFirst(
      faults,
      [first, second],
      async () => ({
        by: 'market',
        id,
        body: { officers: w.organ('market').officers, round: 2, explanation: '无法取得' },
        headers: {},
      }),
      ({ by, id: of, raw, body, ...asked }) =>
        send(w, by, 'POST', `/v1/transfers/${of}/steps/supplement_submission`, { ...asked, body: raw ?? body }),
    )
  })
})
