// A case that was taken over with tasks that were open then: public security owes its reasons twice, and the agency has nothing
// that a period of its own waits for. One entry has fields that only the older platform knows.
import { inTransaction } from '../../db/index.ts'
import { importCases } from '../../src/cases/index.ts'
import { caseId, saltOf, type Told, told, twoFates } from '../takeover-cases.ts'
import type { World } from '../world.ts'

export const idNumber = '11010519491231002X'
const raw = { MEMO: '见附件', IDS_NO: idNumber, '备注/电话~': '张三电话13812341234', LONG: '长'.repeat(500) }

const asked = (procuratorate: string): Told[] =>
  ['s1', 's2'].map((who, i) => ({
    step: 'require_reasons',
    by: { agencyId: procuratorate, part: 'supervisor', clientId: 'takeover' },
    about: [who],
    opens: [
      {
        ...{ instance: `supervision/filing/${i + 1}`, state: 'reasons_required', about: [who] },
        addressee: 'police_in_charge',
      },
    ],
    imported: { words: { step: '要求说明不立案理由', act: '发文' }, ...(i === 1 && { raw }) },
  }))

/** Tasks 10/01 and 1003 are public security's, 1004 is the agency's. */
export async function takenOver(w: World, key: string): Promise<void> {
  const [sender, police, procuratorate] = ['market', 'police', 'procuratorate'].map((name) => w.organ(name).id) as [
    ...[string, string, string],
  ]
  const id = caseId(key)
  const events = [...twoFates(key, { sender, police, procuratorate }), ...told(key, asked(procuratorate), 6)]
  await inTransaction(w.db.pool, (connection) => importCases(connection, [{ id, after: 0, events }], { saltOf }))
  await w.db.ownerPool.query(
    `insert into takeover_duty (installation_id, key, case_key, transfer_id, what, agency_id, since, run)
     select $1, key, $2, $1, what, agency, '2025-03-01', 1
     from unnest(array['10/01', '1003', '1004'], array['张三案说明理由', '补充材料', '送达'], $3::uuid[]) as x(key, what, agency)`,
    [id, key, [police, police, sender]],
  )
}

/** The choices of a select, and which of them is chosen. */
export function choices(
  text: string,
  name: string,
): { all: [value: string, words: string][]; chosen: string | undefined } {
  const [, inner = ''] = new RegExp(`<select[^>]* name="${name}"[^>]*>([\\s\\S]*?)</select>`).exec(text) ?? []
  const found = [...inner.matchAll(/<option value="([^"]*)"( selected)?[^>]*>([^<]*)<\/option>/g)]
  return {
    all: found.map(([, value = '', , words = '']) => [value, words]),
    chosen: found.find(([, , selected]) => selected !== undefined)?.[1],
  }
}
