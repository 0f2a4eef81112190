// Clues as the tests of their door tell them.
import type { World } from '../world.ts'
import { type CellValue, headings, sheetType, type Workbook, xlsx } from '../xlsx.ts'
import { type Asked, type Reply, send } from './refusals.ts'

/** A clue that would be taken as it stands. */
export const told = (w: World, by: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  officers: w.organ(by).officers.slice(0, 1),
  source: 'hotline',
  sourceDetail: '12345',
  receivedAt: '2026-11-20T09:30:00+08:00',
  reporter: { name: '李群众', phone: '13812345678' },
  subject: { kind: 'person', name: '张三', idNumber: '11010519491231002X' },
  facts: '反映张三（身份证11010519491231002X）销售假药。',
  domain: 'drug',
  ...more,
})

/** Takes a clue and gives it; throws with the problem where it is refused. */
export async function taken(w: World, by = 'government', more: Record<string, unknown> = {}) {
  const reply = await send(w, by, 'POST', '/v1/clues', { body: told(w, by, more) })
  if (reply.status !== 201) throw new Error(`${reply.status} ${reply.text}`)
  return reply.body as { id: string; version: number } & Record<string, unknown>
}

/** An act on a clue, by the first officer of the organ unless the body names others. */
export const onClue = (
  w: World,
  by: string,
  id: string,
  name: string,
  body: Record<string, unknown> = {},
  asked: Asked = {},
): Promise<Reply> =>
  send(w, by, 'POST', `/v1/clues/${id}/${name}`, {
    ...asked,
    body: { officers: w.organ(by).officers.slice(0, 1), ...body },
  })

export const dispatchTo = (w: World, by: string, id: string, to: string, asked: Asked = {}) =>
  onClue(w, by, id, 'dispatch', { to: w.organ(to).code }, asked)

/** Brings a spreadsheet. */
export function bring(
  w: World,
  by: string,
  file: Buffer | readonly (readonly CellValue[])[],
  { query, ...asked }: Asked & { query?: string } = {},
  made?: Workbook,
): Promise<Reply> {
  const [officer] = w.organ(by).officers
  const named = new URLSearchParams({ officerName: officer?.name ?? '', certificateNo: officer?.certificateNo ?? '' })
  return send(w, by, 'POST', `/v1/clues/intake?${query ?? named}`, {
    ...asked,
    headers: { 'content-type': sheetType, ...asked.headers },
    body: Buffer.isBuffer(file) ? file : xlsx([[...headings], ...file], made),
  })
}

/** A row under the ten headings. */
export const row = (
  number: string | null,
  facts: string,
  more: Partial<Record<string, CellValue>> = {},
): CellValue[] => {
  const values: Partial<Record<string, CellValue>> = {
    ...{ 编号: number, 来源: '热线', 接收时间: '2026-11-20 09:30', 反映内容: facts },
    ...more,
  }
  return headings.map((heading) => values[heading] ?? null)
}
