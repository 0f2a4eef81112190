// Who an officer is at an identity provider, and which roles one person may hold.
import { beforeAll, describe, expect, test } from 'vitest'
import {
  addAgency,
  addOfficer,
  administratorRoles,
  bindIdentity,
  changeOfficerRoles,
  identitiesOf,
  identityOf,
  officerRoles,
  rolesFault,
  unbindIdentity,
} from '../../src/agencies/index.ts'
import { testDatabase } from '../database.ts'
import { inventedUscc } from '../world.ts'

const db = await testDatabase()
const pool = db.ownerPool
const issuer = 'https://login.example'
const agency = inventedUscc(901, '450502')
let officerId = ''
const enter = (roles: readonly string[], name = '张三') => addOfficer(pool, { agency, name, roles })

beforeAll(async () => {
  await addAgency(pool, { code: agency, name: '某区公安分局', kind: 'public_security', regionCode: '450502' })
  officerId = await enter(['police_chief'])
})

describe('an identity', () => {
  test('is bound to one officer at a time, and found by issuer and subject as they are written', async () => {
    const id = await bindIdentity(pool, { issuer, subject: 'Zhang', officerId })
    expect(await identityOf(pool, issuer, 'Zhang')).toMatchObject({ id, officerId, disabled: false })
    for (const [where, who] of [
      [issuer, 'zhang'],
      [`${issuer}/`, 'Zhang'],
      [issuer, 'Zhang '],
    ] as const)
      expect(await identityOf(pool, where, who)).toBeUndefined()
    const other = await enter(['police_chief'], '李四')
    await expect(bindIdentity(pool, { issuer, subject: 'Zhang', officerId: other })).rejects.toMatchObject({
      field: 'subject',
    })
    await unbindIdentity(pool, { issuer, subject: 'Zhang' })
    expect(await identityOf(pool, issuer, 'Zhang')).toBeUndefined()
    const again = await bindIdentity(pool, { issuer, subject: 'Zhang', officerId: other })
    expect(again).not.toBe(id)
    // The binding that ended still tells who it was.
    expect(await identitiesOf(pool, { officerId })).toMatchObject([
      { id, subject: 'Zhang', officer: '张三', unboundAt: expect.any(Date) },
    ])
  })

  test('is bound to one officer when two operators bind it at once', async () => {
    const bound = await Promise.allSettled(
      [1, 2, 3].map(() => bindIdentity(pool, { issuer, subject: 'race', officerId })),
    )
    expect(bound.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  })

  test('is what a provider can say, of an officer who is there', async () => {
    const wrong = (more: object) => bindIdentity(pool, { issuer, subject: 'x', officerId, ...more })
    for (const subject of ['', 'a'.repeat(256), 'a\u0000b', '\ud800'])
      await expect(wrong({ subject })).rejects.toMatchObject({ field: 'subject' })
    for (const at of ['login.example', 'https://login.example?x', 'ldap://x'])
      await expect(wrong({ issuer: at })).rejects.toMatchObject({ field: 'issuer' })
    for (const id of ['x', '0198f3a0-0000-7000-8000-000000000001'])
      await expect(wrong({ officerId: id })).rejects.toMatchObject({ field: 'officer' })
    const gone = await enter(['police_chief'], '王五')
    await pool.query('update officer set disabled_at = now() where id = $1', [gone])
    await expect(wrong({ officerId: gone })).rejects.toMatchObject({ field: 'officer' })
    await expect(unbindIdentity(pool, { issuer, subject: 'never' })).rejects.toMatchObject({ field: 'subject' })
  })

  test('of a disabled officer or organ says so', async () => {
    const gone = await enter(['police_chief'], '赵六')
    await bindIdentity(pool, { issuer, subject: 'zhao', officerId: gone })
    await pool.query('update officer set disabled_at = now() where id = $1', [gone])
    expect(await identityOf(pool, issuer, 'zhao')).toMatchObject({ disabled: true })
  })
})

describe('the three administrators', () => {
  test('are different persons who handle no cases and keep what they watch from each other', () => {
    for (const one of administratorRoles) {
      expect(rolesFault([one])).toBeUndefined()
      for (const other of officerRoles) {
        const allowed =
          other === one ||
          (one === 'system_administrator' && other === 'operator') ||
          (one === 'audit_administrator' && other === 'auditor')
        expect(rolesFault([one, other]) === undefined, `${one} and ${other}`).toBe(allowed || other === one)
      }
    }
    expect(
      rolesFault(officerRoles.filter((role) => !(administratorRoles as readonly string[]).includes(role))),
    ).toBeUndefined()
  })

  test('cannot be entered otherwise, nor become it later', async () => {
    await expect(enter(['system_administrator', 'audit_administrator'])).rejects.toMatchObject({ field: 'roles' })
    await expect(enter(['security_administrator', 'police_chief'])).rejects.toMatchObject({ field: 'roles' })
    const one = await enter(['system_administrator', 'operator'])
    await expect(
      changeOfficerRoles(pool, one, ['system_administrator', 'security_administrator']),
    ).rejects.toMatchObject({ field: 'roles' })
    await changeOfficerRoles(pool, one, ['auditor', 'operator'])
  })
})
