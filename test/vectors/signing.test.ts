// Signatures of platform requests: HMAC-SM3 and SM3 against published vectors, and the usual forms against values that were
// computed another way.
import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { httpForm } from '../../src/sync/index.ts'
import { signatureOf, signed } from '../../src/sync/sources/signing.ts'

const formOf = (signing: Record<string, unknown>) =>
  httpForm.parse({ baseUrl: 'http://platform.example', signing }).signing

describe('the algorithms', () => {
  // GM/T 0004-2012, appendix A: the digests of "abc" and of "abcd" sixteen times.
  test.each([
    ['abc', '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'],
    ['abcd'.repeat(16), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732'],
  ])('SM3 of %s', (text, digest) => {
    const form = formOf({ algorithm: 'sm3', casing: 'lower', pair: '', secret: 'append' })
    expect(signatureOf({ [text]: '' }, '', form)).toBe(digest)
  })

  // HMAC as RFC 2104 has it, made here from SM3 alone: block of 64 bytes.
  test('HMAC-SM3 is HMAC over SM3, with keys shorter and longer than a block', () => {
    const sm3 = (...parts: Buffer[]) => createHash('sm3').update(Buffer.concat(parts)).digest()
    const form = formOf({ algorithm: 'hmac-sm3', casing: 'lower' })
    for (const secret of ['platform-secret', 'k'.repeat(64), '密钥'.repeat(40)]) {
      const raw = Buffer.from(secret)
      const key = Buffer.concat([raw.length > 64 ? sm3(raw) : raw, Buffer.alloc(64)]).subarray(0, 64)
      const pad = (byte: number) => Buffer.from(key.map((b) => b ^ byte))
      const text = Buffer.from('a=1&b=二')
      const expected = sm3(pad(0x5c), sm3(pad(0x36), text)).toString('hex')
      expect(signatureOf({ b: '二', a: '1' }, secret, form)).toBe(expected)
    }
  })

  // RFC 4231, test case 2.
  test('HMAC-SHA256', () => {
    const form = formOf({ algorithm: 'hmac-sha256', casing: 'lower', pair: '' })
    expect(signatureOf({ 'what do ya want for nothing?': '' }, 'Jefe', form)).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })

  // RFC 2202, test case 2.
  test('HMAC-MD5', () => {
    const form = formOf({ algorithm: 'hmac-md5', casing: 'lower', pair: '' })
    expect(signatureOf({ 'what do ya want for nothing?': '' }, 'Jefe', form)).toBe('750c783e6ab0b503eaa86e310a5db738')
  })
})

describe('the forms in which platforms want them', () => {
  const parameters = { b: '2', a: '1', C: '', 名: '甲 乙' }
  const md5 = (text: string) => createHash('md5').update(text).digest('hex')
  test.each([
    ['sorted by the bytes of the names, the secret appended', {}, md5('C=&a=1&b=2&名=甲 乙s').toUpperCase()],
    ['lower case', { casing: 'lower' }, md5('C=&a=1&b=2&名=甲 乙s')],
    ['sorted without case', { order: 'name-ignoring-case', casing: 'lower' }, md5('a=1&b=2&C=&名=甲 乙s')],
    ['without empty values', { empty: 'leave-out', casing: 'lower' }, md5('a=1&b=2&名=甲 乙s')],
    ['as listed', { order: 'as-listed', casing: 'lower' }, md5('b=2&a=1&C=&名=甲 乙s')],
    ['run together', { pair: '', joiner: '', casing: 'lower' }, md5('Ca1b2名甲 乙s')],
    ['the secret at both ends', { secret: 'both-ends', casing: 'lower' }, md5('sC=&a=1&b=2&名=甲 乙s')],
    ['the secret before', { secret: 'prepend', casing: 'lower' }, md5('sC=&a=1&b=2&名=甲 乙')],
    ['the secret as a parameter', { secret: 'append-named', casing: 'lower' }, md5('C=&a=1&b=2&名=甲 乙&key=s')],
    [
      'values as in a URL',
      { values: 'url-encoded', casing: 'lower' },
      md5(`C=&a=1&b=2&名=${encodeURIComponent('甲 乙')}s`),
    ],
    ['base64', { encoding: 'base64' }, Buffer.from(md5('C=&a=1&b=2&名=甲 乙s'), 'hex').toString('base64')],
  ])('%s', (_, more, expected) => {
    expect(signatureOf(parameters, 's', formOf({ algorithm: 'md5', ...more }))).toBe(expected)
  })
})

test('a signed request carries who, when, once and the digest of its body, under the names of the platform', () => {
  const form = formOf({
    algorithm: 'hmac-sha256',
    key: 'app',
    in: 'headers',
    sent: { sign: 'X-Sign', key: 'X-Key' },
    timestamp: 's',
  })
  const body = '{"a":1}'
  const { headers, query } = signed({ query: { z: '1' }, body }, 'secret', form, {
    nowMs: 1_700_000_000_000,
    nonce: 'n1',
  })
  const digest = createHash('sha256').update(body).digest('hex')
  const text = `appKey=app&bodySha256=${digest}&nonce=n1&timestamp=1700000000&z=1`
  const sign = createHmac('sha256', 'secret').update(text).digest('hex').toUpperCase()
  expect(headers).toEqual({ 'X-Key': 'app', timestamp: '1700000000', nonce: 'n1', 'X-Sign': sign })
  expect(query).toEqual({})
})

test('written times are local ones', () => {
  const moment = { nowMs: Date.UTC(2026, 10, 20, 16, 30, 5), nonce: 'n' }
  const stamp = (timestamp: string) =>
    signed({ query: {} }, 's', formOf({ algorithm: 'md5', timestamp }), moment).headers.timestamp
  expect(stamp('yyyyMMddHHmmss')).toBe('20261121003005')
  expect(stamp('yyyy-MM-dd HH:mm:ss')).toBe('2026-11-21 00:30:05')
})
