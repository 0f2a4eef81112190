// Secrets kept sealed: what opens them, what does not, and where the key comes from.
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openSealer, SealFault, sealingKey } from '../../src/kernel/index.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'xianjie-sealing-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))
const key = Buffer.alloc(32, 7)

test('what was sealed is opened, and the same text is never sealed alike', () => {
  const sealer = openSealer(key)
  for (const text of ['', 'whsec_abc', '密钥'.repeat(1_000)]) expect(sealer.unseal(sealer.seal(text))).toBe(text)
  expect(sealer.seal('a')).not.toBe(sealer.seal('a'))
  expect(sealer.seal('whsec_abc')).not.toContain('whsec')
})

test('another key is named as such, and a changed text is not opened', () => {
  const sealed = openSealer(key).seal('a secret')
  expect(() => openSealer(Buffer.alloc(32, 8)).unseal(sealed)).toThrow('another key')
  for (let i = 12; i < sealed.length; i++) {
    const flipped = `${sealed.slice(0, i)}${sealed[i] === 'A' ? 'B' : 'A'}${sealed.slice(i + 1)}`
    if (Buffer.from(flipped.slice(12), 'base64url').equals(Buffer.from(sealed.slice(12), 'base64url'))) continue
    expect(() => openSealer(key).unseal(flipped), String(i)).toThrow(SealFault)
  }
  expect(() => openSealer(key).unseal('a secret')).toThrow('no sealed secret')
})

test('the key is made once, for its owner alone, and only where that is allowed', () => {
  expect(() => sealingKey({ dataDir })).toThrow('xianjie init')
  const made = sealingKey({ dataDir, generateIfNone: true })
  expect(made).toHaveLength(32)
  expect(sealingKey({ dataDir })).toEqual(made)
  expect(sealingKey({ dataDir, generateIfNone: true })).toEqual(made)
  expect(statSync(join(dataDir, 'secrets.key')).mode & 0o777).toBe(0o600)
  expect(readdirSync(dataDir)).toEqual(['secrets.key'])
})

test('a key that others can read is refused, and so is one that is too short', () => {
  chmodSync(join(dataDir, 'secrets.key'), 0o644)
  expect(() => sealingKey({ dataDir })).toThrow('chmod 600')
  expect(sealingKey({ dataDir, handedIn: key.toString('base64url') })).toEqual(key)
  expect(() => sealingKey({ dataDir, handedIn: 'short' })).toThrow('XIANJIE_SECRETS_KEY: must be 32 bytes')
})
