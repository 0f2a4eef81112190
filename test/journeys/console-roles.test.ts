// One case through the hands of everybody at a browser, from sign-in to result: the acceptor signs, the chief refuses, the
// handler asks for reconsideration by way of the reviewer and the head, the procurator by way of the chief procurator asks for
// reasons; beside it who supervises, operates, audits and administers. In Chinese, and once in English.
import { describe, expect, test } from 'vitest'
import { noBrowser } from '../console-scene.ts'
import { posts } from '../console-staff.ts'
import { type Town, town } from '../console-town.ts'
import { atDesk, fillIn, seated, taken, told } from '../console-window.ts'
import { world } from '../world.ts'

if (noBrowser !== undefined) console.log(`officers do not sit at a browser: ${noBrowser}`)
const slow = { timeout: 120_000 }

describe.skipIf(noBrowser !== undefined)('at a browser', async () => {
  const w = await world()
  const { url } = w.gateway
  const t: Town = noBrowser === undefined ? await town(w) : ({} as Town)
  const { transfer, waiting } = t.subjects ?? {}
  const caseOf = async (id: string) =>
    (await w.ask<{ status: string; version: number }>('market', 'GET', `/v1/transfers/${id}`)).body

  test('受案民警 finds the case that waits, and signs for it', slow, async () => {
    await atDesk(url, 'acceptor', async (page) => {
      await page.locator(`main a[href*="${waiting}"]`).first().click()
      await page.goto(`/console/cases/${waiting}/steps/receipt_sign`)
      await fillIn(page)
      expect(await taken(page)).toMatch(/签收|回执/)
      expect(page.url()).toContain(`/console/cases/${waiting}`)
    })
    expect((await caseOf(waiting)).version).toBe(2)
  })

  test('公安机关负责人 refuses to file, with the reasons that stand in the notice', slow, async () => {
    await atDesk(url, 'chief', async (page) => {
      await page.goto(`/console/cases/${transfer}`)
      await page.goto(`/console/cases/${transfer}/steps/filing_refused`)
      await fillIn(page, { reasons: '情节显著轻微，依法不予立案。' })
      await taken(page)
    })
    expect((await caseOf(transfer)).status).toBe('not_filed')
  })

  test(
    '承办人 prepares the request for reconsideration, 法制审核 agrees with reasons, 正职负责人 approves, and it is sent',
    slow,
    async () => {
      let approval = ''
      await w.step('market', transfer, 'non_filing_notice_receipt')
      await atDesk(url, 'handler', async (page) => {
        await page.goto(`/console/cases/${transfer}/steps/reconsideration_request`)
        await fillIn(page, { grounds: '违法所得已达追诉标准，不予立案的理由不成立。' })
        await taken(page, 'ask')
        approval = new URL(page.url()).pathname
        expect(approval).toMatch(/^\/console\/approvals\//)
      })
      await atDesk(url, 'reviewer', async (page) => {
        await page.goto('/console/approvals')
        await page.locator(`main a[href="${approval}"]`).first().click()
        await page.locator('main button[name=wish][value=review]').click()
        expect(await told(page)).toContain('更正')
        await page.locator('main textarea[name=reasons]').fill('事实清楚，依据充分，同意。')
        await page.locator('main button[name=wish][value=review]').click()
        expect(await told(page)).toContain('法制审核通过')
      })
      await atDesk(url, 'head', async (page) => {
        await page.goto(approval)
        await page.locator('main button[name=wish][value=approve]').click()
        expect(await told(page)).toContain('已批准并办理')
      })
      const { body } = await w.ask<{ items: { step: string; input?: unknown }[] }>(
        'market',
        'GET',
        `/v1/transfers/${transfer}/timeline`,
      )
      expect(body.items.map((e) => e.step)).toContain('reconsideration_request')
    },
  )

  test('检察官 requires reasons, then asks for an order to file, and 检察长 gives it', slow, async () => {
    let approval = ''
    await atDesk(url, 'procurator', async (page) => {
      await page.goto(`/console/cases/${transfer}/steps/require_reasons`)
      await fillIn(page)
      await taken(page)
      const said = { reasons: '违法所得未达追诉标准。' }
      expect(await w.step('police', transfer, 'reasons_statement', said)).toMatchObject({ status: 200 })
      await page.goto(`/console/cases/${transfer}/steps/filing_order`)
      await fillIn(page)
      await taken(page, 'ask')
      approval = new URL(page.url()).pathname
    })
    await atDesk(url, 'chiefProcurator', async (page) => {
      await page.goto(approval)
      await page.locator('main button[name=wish][value=approve]').click()
      expect(await told(page)).toContain('已批准并办理')
    })
  })

  test('检察官 looks over the district, opens a finding and urges', slow, async () => {
    await atDesk(url, 'procurator', async (page) => {
      await page.goto('/console/supervision')
      expect(await page.locator('figure svg').count()).toBeGreaterThan(0)
      await page.goto('/console/findings')
      await page.locator(`main a[href*="${t.subjects.finding}"]`).first().click()
      await page.locator('main a[href$="/urge"]').first().click()
      await fillIn(page)
      await page.locator('main form p.buttons button.btn').first().click()
      expect(await told(page)).not.toBe('')
      expect(await page.locator('main').innerText()).toContain('催办')
    })
  })

  test('运维人员 sees that everything is in step, and no case', slow, async () => {
    await atDesk(url, 'operator', async (page) => {
      await page.goto('/console/sync')
      expect(await page.locator('main h1').innerText()).toContain('同步')
      expect((await page.goto(`/console/cases/${transfer}`))?.status()).toBe(404)
    })
  })

  test(
    '系统管理员 asks for an organ to be disabled, and only a second one makes it so; 安全审计员 reads both',
    slow,
    async () => {
      const organ = w.organ('foreignMarket')
      let request = ''
      await atDesk(url, 'systemAdministrator', async (page) => {
        await page.goto(`/console/administration/acts/disable_agency?agency=${organ.code}`)
        await fillIn(page, { reason: '机构合并，不再使用。' })
        await page.locator('main form p.buttons button.btn').first().click()
        await told(page)
        await page.goto('/console/administration')
        request = (await page.locator('main a[href*="/administration/requests/"]').first().getAttribute('href')) ?? ''
        await page.goto(request)
        expect(await page.locator('main a[href$="/approve"]').count()).toBe(0)
      })
      expect(
        (await w.db.ownerPool.query('select disabled_at from agency where id = $1', [organ.id])).rows[0].disabled_at,
      ).toBeNull()
      await atDesk(url, 'otherSystemAdministrator', async (page) => {
        await page.goto(request)
        await page.locator('main a[href$="/approve"]').click()
        await fillIn(page)
        await page.locator('main form p.buttons button.btn').first().click()
        await told(page)
      })
      expect(
        (await w.db.ownerPool.query('select disabled_at from agency where id = $1', [organ.id])).rows[0].disabled_at,
      ).not.toBeNull()
      await atDesk(url, 'auditAdministrator', async (page) => {
        await page.goto('/console/administration/log')
        expect(await page.locator('main').innerText()).toContain(posts.systemAdministrator.name)
      })
    },
  )

  test('安全保密管理员 sees the officers and no clients’ keys to change', slow, async () => {
    await atDesk(url, 'securityAdministrator', async (page) => {
      const answer = await page.goto('/console/administration/officers')
      expect(answer?.status()).toBe(200)
      expect((await page.goto('/console/administration/routing'))?.status()).toBe(403)
    })
  })

  test('审计员 reads who has read', slow, async () => {
    await atDesk(url, 'auditor', async (page) => {
      expect((await page.goto('/console/access'))?.status()).toBe(200)
      expect(await page.locator('main h1').innerText()).toContain('查阅')
    })
  })

  test('the same in English, at the same place', slow, async () => {
    const { context, page } = await seated(url, 'handler')
    await page.goto(`/console/cases/${transfer}`)
    const before = page.url()
    await page.locator('header.bar .me button', { hasText: 'English' }).click()
    await page.waitForLoadState('load')
    expect(page.url()).toBe(before)
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    await page.locator('main a[href$="/materials"]').first().click()
    expect(await page.title()).toMatch(/[A-Za-z]/)
    const words = await page.locator('nav.side').innerText()
    expect(words).toContain('My work')
    await context.close()
  })
})
