// Clues from a spreadsheet: one file in a plain form, handed on to the API as it comes in, and a result for each row.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import type { clueIntakeAnswer } from '../../../schemas/index.ts'
import type { Problem } from '../ask.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { errorSummary } from '../html/form.ts'
import { count } from '../html/format.ts'
import { card, foreign, type Html, table } from '../html/pieces.ts'
import { refusalWords } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { boundaryOf, MultipartFault, partsOf } from '../submit/multipart.ts'
import { current, named } from './shown.ts'

type C = Context<ConsoleEnv>
type Answer = z.output<typeof clueIntakeAnswer>

const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
/** As much as the API takes, and a byte over: the refusal is the API's. */
const fileBytesMax = 10 * 1024 * 1024 + 1

export function intakePage(c: C, problem?: Problem): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const action = `${current}/intake?_csrf=${encodeURIComponent(c.get('session').csrf)}`
  return page(
    c,
    {
      ...{ title: t('clues.intake'), current, wrong: problem !== undefined },
      ...(problem !== undefined && { status: 400 as const }),
    },
    html`<p class="crumb"><a href="${current}">${t('menu.clues')}</a></p>${
      problem === undefined ? '' : errorSummary(v, [], refusalWords(v, problem))
    }<h1>${t('clues.intake')}</h1><p class="lead">${t('clues.intakeLead')}</p><form class="form" method="post" enctype="multipart/form-data" action="${action}"><div class="fg"><label for="f-file">${t('clues.file')}</label><input type="file" id="f-file" name="file" accept=".xlsx,${sheetType}"></div><p class="buttons"><button class="btn">${t('clues.intakeSend')}</button></p></form>`,
  )
}

export async function takeSheet(c: C): Promise<Response> {
  const v = c.get('view')
  const { name, certificateNo } = c.get('session').me
  const file = await fileOf(c)
  if (file === undefined)
    return intakePage(c, { status: 400, code: 'invalid_fields', detail: v.t('clues.noFile'), errors: [] })
  const asked = new URLSearchParams({ officerName: name, certificateNo: certificateNo ?? '' })
  const response = await c.get('forward')('POST', `/v1/clues/intake?${asked}`, {
    headers: { 'content-type': sheetType, 'content-length': String(file.length) },
    body: new Uint8Array(file),
  })
  const body: unknown = await response.json()
  if (!response.ok) return intakePage(c, body as Problem)
  const answer = body as Answer
  const { created, unchanged, refused } = answer
  return page(
    c,
    { title: v.t('clues.intakeDone'), current },
    html`<p class="crumb"><a href="${current}">${v.t('menu.clues')}</a></p><h1>${v.t('clues.intakeDone')}</h1><p class="lead" role="status">${v.t('clues.intakeCounts', { created, unchanged, refused })}</p>${card(foreign(answer.sheet, 80), rowsOf(v, answer))}`,
  )
}

/** The file of the form; undefined where none was chosen or the form is none. */
async function fileOf(c: C): Promise<Buffer | undefined> {
  const boundary = boundaryOf(c.req.header('content-type'))
  const { body } = c.req.raw
  if (boundary === undefined || body === null) return undefined
  try {
    for await (const part of partsOf(body, boundary)) {
      if (part.name !== 'file' || part.filename === undefined || part.filename === '') continue
      const chunks: Buffer[] = []
      let size = 0
      for await (const chunk of part.body) {
        size += chunk.length
        if (size <= fileBytesMax) chunks.push(chunk)
      }
      return Buffer.concat(chunks)
    }
  } catch (error) {
    if (!(error instanceof MultipartFault)) throw error
  }
  return undefined
}

/** What was refused stands first: that is what has to be mended. */
function rowsOf(v: View, { rows }: Answer): Html {
  const order = { refused: 0, created: 1, unchanged: 2 }
  return table(
    v.t('clues.intakeDone'),
    [{ words: v.t('clues.state') }, { words: v.t('clues.one') }, { words: v.t('penalties.faults') }],
    [
      {
        rows: [...rows]
          .sort((a, b) => order[a.outcome] - order[b.outcome] || a.row - b.row)
          .slice(0, rowsShown)
          .map((one) => [
            named(v, 'outcome', one.outcome),
            one.id === undefined
              ? html`${v.t('clues.row')} ${count(one.row)}`
              : html`<a href="${current}/${one.id}">${v.t('clues.row')} ${count(one.row)}</a>`,
            one.faults === undefined
              ? ''
              : html`<ul>${one.faults.map((f) => html`<li>${foreign(`${f.cell} ${f.column}`, 80)}${v.t('form.colon')}${foreign(f.detail, 300)}</li>`)}</ul>`,
          ]),
      },
    ],
  )
}

const rowsShown = 500
