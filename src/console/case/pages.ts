// The pages of a case. Each asks the API in the officer's name; a case in which the organ has no part is no page.
import { Hono } from 'hono'
import { asset } from '../assets.ts'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { items } from './items.ts'
import { entryPage, journal } from './journal.ts'
import { issueLetter, letterFile, letterPage, letterReason, letters } from './letters.ts'
import { markCss } from './mark.ts'
import { materialContent, materialPage, materialReason } from './material.ts'
import { materials } from './materials.ts'
import { overview } from './overview.ts'
import { bundle, receiptFile, receipts } from './receipts.ts'
import { people, reveal, revealForm } from './reveal.ts'

const hex = '[0-9a-f-]+'

export function casePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  asset('fresh.js')
  const door = new Hono<ConsoleEnv>()
  const one = `/cases/:id{${hex}}`
  const page = materialPage(deps)
  door.get('/mark.css', markCss)
  door.get(one, overview)
  door.get(`${one}/materials`, materials)
  door.get(`${one}/materials/:material{${hex}}`, (c) => page(c))
  door.post(`${one}/materials/:material{${hex}}`, materialReason(deps))
  door.get(`${one}/materials/:material{${hex}}/content`, materialContent(deps))
  door.get(`${one}/items`, items)
  door.get(`${one}/letters`, letters)
  door.get(`${one}/letters/:letter`, (c) => letterPage(deps, c))
  door.post(`${one}/letters/:letter`, letterReason(deps))
  door.get(`${one}/letters/:letter/preview`, letterFile(deps, 'html'))
  door.get(`${one}/letters/:letter/docx`, letterFile(deps, 'docx'))
  door.post(`${one}/letters/:letter/issue`, issueLetter(deps))
  door.get(`${one}/receipts`, (c) => receipts(c))
  door.get(`${one}/receipts/:no{[0-9]+}`, receiptFile)
  door.get(`${one}/proof`, (c) => c.redirect(`/console/cases/${c.req.param('id')}/receipts?size=1#bundle`, 303))
  door.post(`${one}/bundle`, bundle)
  door.get(`${one}/people`, people)
  door.get(`${one}/journal`, journal)
  door.get(`${one}/journal/:version{[0-9]+}`, entryPage)
  door.get(`${one}/reveal`, revealForm)
  door.post(`${one}/reveal`, reveal)
  door.get(`${one}/version`, async (c) => {
    // Nothing of the case is shown but that it moved on, so nothing is written down.
    const answer = await c.get('pass')(`/v1/transfers/${c.req.param('id')}`, {
      method: 'HEAD',
      query: { timeline: 'none' },
    })
    if (!answer.ok) return c.body(null, 404)
    return c.json({ version: Number(/\d+/.exec(answer.headers.get('etag') ?? '')?.[0] ?? 0) })
  })
  return door
}
