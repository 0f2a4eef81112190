// The settings of mail: all or nothing, encrypted unless said otherwise, and never a word of the password.
import { expect, test } from 'vitest'
import { ConfigFault, readConfig } from '../../src/config.ts'

const fault = (env: Record<string, string>): string | undefined => {
  try {
    readConfig(env)
    return undefined
  } catch (error) {
    if (error instanceof ConfigFault) return error.message
    throw error
  }
}
const from = { XIANJIE_MAIL_FROM: 'noreply@gw.example' }

test('without a server there is no mail', () => {
  expect(readConfig({}).mail).toBeUndefined()
})

test('a server and a sender are enough: STARTTLS on 587, the digest at eight', () => {
  expect(readConfig({ XIANJIE_SMTP_URL: 'smtp://mail.example', ...from }).mail).toEqual({
    ...{ host: 'mail.example', port: 587, secure: false, requireTls: true, auth: undefined, ca: undefined, hour: 8 },
    from: { name: '', address: 'noreply@gw.example' },
  })
})

test('user and password, port, TLS from the first byte, a name and an hour of its own', () => {
  const env = {
    XIANJIE_SMTP_URL: 'smtps://warn%40gw.example:p%3Aa%2Fss@[fd00::1]:4465',
    XIANJIE_SMTP_CA: '/etc/ssl/own.pem',
    XIANJIE_MAIL_FROM: '衔接系统 <noreply@gw.example>',
    XIANJIE_MAIL_HOUR: '17',
  }
  expect(readConfig(env).mail).toEqual({
    ...{ host: 'fd00::1', port: 4465, secure: true, requireTls: true, ca: '/etc/ssl/own.pem', hour: 17 },
    auth: { user: 'warn@gw.example', pass: 'p:a/ss' },
    from: { name: '衔接系统', address: 'noreply@gw.example' },
  })
  expect(readConfig({ XIANJIE_SMTP_URL: 'smtps://mail.example', ...from }).mail?.port).toBe(465)
})

test.each([
  [{ XIANJIE_SMTP_URL: 'smtp://mail.example' }, /XIANJIE_MAIL_FROM: is needed/],
  [from, /XIANJIE_SMTP_URL: is needed where XIANJIE_MAIL_FROM is set/],
  [{ XIANJIE_MAIL_HOUR: '9' }, /XIANJIE_SMTP_URL: is needed where XIANJIE_MAIL_HOUR is set/],
  [{ XIANJIE_SMTP_URL: 'https://mail.example', ...from }, /XIANJIE_SMTP_URL: must be smtp/],
  [{ XIANJIE_SMTP_URL: 'smtp://mail.example/box?tls=no', ...from }, /XIANJIE_SMTP_URL: must hold no more/],
  [{ XIANJIE_SMTP_URL: 'smtp://mail.example', XIANJIE_MAIL_FROM: 'a@b\r\nBcc: c@d' }, /XIANJIE_MAIL_FROM: must be/],
  [{ XIANJIE_SMTP_URL: 'smtp://mail.example', XIANJIE_MAIL_FROM: 'nobody' }, /XIANJIE_MAIL_FROM: must be/],
  [{ XIANJIE_SMTP_URL: 'smtp://mail.example', XIANJIE_MAIL_HOUR: '24', ...from }, /XIANJIE_MAIL_HOUR: must be an hour/],
  [{ XIANJIE_SMTP_URL: 'smtp://mail.example', XIANJIE_SMTP_TLS: 'off', ...from }, /XIANJIE_SMTP_TLS: must be/],
  [
    { XIANJIE_SMTP_URL: 'smtp://u:sesame@mail.example', XIANJIE_SMTP_TLS: 'if_offered', ...from },
    /XIANJIE_SMTP_TLS: must be required where XIANJIE_SMTP_URL holds a password/,
  ],
])('%j is refused by the name of what is wrong', (env, said) => {
  const text = fault(env as Record<string, string>)
  expect(text).toMatch(said)
  expect(text).not.toContain('sesame')
})
