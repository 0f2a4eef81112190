// The file that is published: announcement, seal, seed and result, from the sealed bytes themselves; and the population beside
// it, line for line. With the two anybody computes the draw again.
import { type Pool, run } from '../../../db/index.ts'
import { sealOfMatter } from '../../journal/index.ts'
import { matterOf } from './announce.ts'
import { type Announcement, type DrawFile, type DrawResult, drawForm, type Sealed } from './form.ts'
import { keptPopulation, sealedOf } from './make.ts'
import { cancelledShown } from './read.ts'
import type { Draws, Viewer } from './room.ts'
import { sightOf } from './sight.ts'

const bodiesStatement = {
  name: 'draws_file',
  text: `select act, body from draw_act where draw_id = $1 and act <> 'review' order by version`,
}

async function maySee(pool: Pool, viewer: Viewer | null, id: string): Promise<boolean> {
  return (await sightOf(pool, viewer, id)) !== null
}

/** Undefined where there is nothing for the viewer. */
export async function fileOf(
  { pool }: Pick<Draws, 'pool'>,
  viewer: Viewer | null,
  id: string,
): Promise<DrawFile | undefined> {
  if (!(await maySee(pool, viewer, id))) return undefined
  const rows = await run<{ act: string; body: string }>(pool, bodiesStatement, [id])
  const bodyOf = (act: string) => rows.find((r) => r.act === act)?.body
  const [announced, drawn] = [bodyOf('announce'), bodyOf('draw')]
  if (announced === undefined) return undefined
  const made = drawn === undefined ? null : (JSON.parse(drawn) as { seal: Sealed; result: DrawResult })
  const cancelled = cancelledShown(bodyOf('cancel') ?? null)
  return {
    form: drawForm,
    announcement: JSON.parse(announced) as Announcement,
    seal: made?.seal ?? (await sealNow(pool, id)),
    result: made?.result ?? null,
    ...(cancelled !== null && { cancelled }),
  }
}

async function sealNow(pool: Pool, id: string): Promise<Sealed | null> {
  const placed = await sealOfMatter(pool, matterOf(id), 1)
  return placed === null ? null : sealedOf(id, placed)
}

/** The frozen lines as text, a piece at a time; undefined where there is nothing for the viewer. */
export async function populationOf(
  { pool }: Pick<Draws, 'pool'>,
  viewer: Viewer | null,
  id: string,
): Promise<AsyncIterable<string> | undefined> {
  if (!(await maySee(pool, viewer, id))) return undefined
  return text(pool, id)
}

async function* text(pool: Pool, id: string): AsyncGenerator<string> {
  for await (const lines of keptPopulation(pool, id)) yield `${lines.join('\n')}\n`
}
