// A transfer with a video of 200 MB whose connection is cut midway, in a real browser: the upload goes on by itself where it was
// cut, the reviewer and the head approve, and the police finds the case.
import { createHash } from 'node:crypto'
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noBrowser, signInAs, windowOf } from '../console-scene.ts'
import { engage, type PostName } from '../console-staff.ts'
import { world } from '../world.ts'

if (noBrowser !== undefined) console.log(`not run: ${noBrowser}`)

const videoBytes = 200 * 1024 * 1024
const cutAfterBytes = 70 * 1024 * 1024

const w = await world()
const place = mkdtempSync(join(tmpdir(), 'xianjie-video-'))
const video = join(place, '现场录像.mp4')
let digest = ''
afterAll(() => rmSync(place, { recursive: true, force: true }))
beforeAll(() => {
  // Sparse: it takes no room until it is sent.
  const file = openSync(video, 'w')
  ftruncateSync(file, videoBytes)
  closeSync(file)
  const hash = createHash('sha256')
  const piece = Buffer.alloc(1024 * 1024)
  for (let at = 0; at < videoBytes; at += piece.length) hash.update(piece)
  digest = hash.digest('hex')
})

/** A line that breaks once, when so many bytes have gone up. */
function breakingLine(port: number): { server: Server; sent: () => number; cuts: () => number } {
  let sent = 0
  let cuts = 0
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const gateway = connect(port, '127.0.0.1')
    for (const socket of [client, gateway]) {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      socket.on('error', () => {})
    }
    client.on('data', (chunk) => {
      sent += chunk.length
      if (cuts > 0 || sent < cutAfterBytes) return
      cuts++
      for (const socket of open) socket.destroy()
    })
    client.pipe(gateway)
    gateway.pipe(client)
  })
  return { server, sent: () => sent, cuts: () => cuts }
}

test.skipIf(noBrowser !== undefined)(
  'a submission with a video survives a cut line, is approved and arrives',
  { timeout: 120_000 },
  async () => {
    const { market, police, procuratorate, justice } = w.organs
    const at = {
      agency: market?.code ?? '',
      police: police?.code ?? '',
      procuratorate: procuratorate?.code ?? '',
      office: justice?.code ?? '',
    }
    const staff = await engage(w.db.ownerPool, at, '450502')
    const line = breakingLine(Number(new URL(w.gateway.url).port))
    await new Promise<void>((done) => line.server.listen(0, '127.0.0.1', done))
    afterAll(() => line.server.close())
    const lineUrl = `http://127.0.0.1:${(line.server.address() as AddressInfo).port}`
    const window = async (post: PostName, url = w.gateway.url): Promise<Page> => {
      const context = await windowOf(await signInAs(url, staff.ids[post]), { baseURL: url })
      afterAll(() => context.close())
      return context.newPage()
    }

    const letter = await w.submission('market', {
      officers: [staff.officer('handler'), staff.officer('partner')],
      caseName: '带录像的移送案',
    })
    letter.approval = { approvedBy: staff.officer('head') }
    const draft = (await w.ask<{ id: string }>('market', 'POST', '/v1/drafts', letter)).body.id

    const handler = await window('handler', lineUrl)
    const asked: string[] = []
    handler.on('request', (request) => asked.push(request.method()))
    await handler.goto(`/console/drafts/${draft}/materials`)
    await handler.selectOption('select[name=kind]', 'audio_video')
    await handler.setInputFiles('input[type=file]', video)
    await handler.locator('li.up[data-done]').waitFor({ timeout: 90_000 })
    expect(await handler.locator('li.up .ok').textContent()).toBe('已上传，摘要一致')
    expect(line.cuts()).toBe(1)
    expect(asked.filter((method) => method === 'HEAD').length, 'it asked how far the gateway had come').toBeGreaterThan(
      0,
    )
    expect(line.sent(), 'and did not begin anew').toBeLessThan(videoBytes + cutAfterBytes / 2)
    const kept = (
      await w.ask<{ draft: { materials: { kind: string; sha256: string }[] } }>('market', 'GET', `/v1/drafts/${draft}`)
    ).body.draft
    expect(kept.materials.at(-1)).toMatchObject({ kind: 'audio_video', sha256: digest })

    await handler.getByRole('button', { name: '保存并继续' }).click()
    await handler.getByRole('link', { name: '检查并预览' }).click()
    await handler.getByText('检查通过').waitFor()
    await handler.getByRole('button', { name: '送审' }).click()
    await handler.getByText('待法制审核').first().waitFor()

    const decide = async (post: PostName, button: string, reasons: string) => {
      const page = await window(post)
      await page.goto('/console/approvals')
      await page.locator('main a.do').first().click()
      await page.getByLabel(/^意见/).fill(reasons)
      await page.getByRole('button', { name: button, exact: true }).click()
      await page.getByRole('alert').filter({ visible: true }).first().waitFor()
      return page
    }
    await decide('reviewer', '审核通过', '同意移送。')
    const head = await decide('head', '批准', '同意。')
    expect(head.url()).toMatch(/\/console\/cases\/[\da-f-]{36}$/)

    const acceptor = await window('acceptor')
    await acceptor.goto(new URL(head.url()).pathname)
    expect(await acceptor.locator('h1').first().textContent()).toContain('带录像的移送案')
  },
)
