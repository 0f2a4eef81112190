// Answers that are meant to do harm, for clients that must not be harmed: too large, without an end, packed, leading
// elsewhere, of another type, or well-formed with values that nobody should believe.
import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { Manners } from './manners.ts'

type Attack = NonNullable<Manners['attack']>

const mebibyte = 1_048_576
const oversizedMiB = 256
let bomb: Buffer | undefined

const attacks: Readonly<Record<Attack, (response: ServerResponse) => void>> = {
  oversized: (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': oversizedMiB * mebibyte })
    pour(response, oversizedMiB)
  },
  endless: (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    pour(response, Number.POSITIVE_INFINITY)
  },
  gzip_bomb: (response) => {
    bomb ??= gzipSync(Buffer.alloc(200 * mebibyte, ' '), { level: 9 })
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'content-length': bomb.length,
    })
    response.end(bomb)
  },
  redirect: (response) => {
    response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' })
    response.end()
  },
  wrong_type: (response) => {
    response.writeHead(200, { 'content-type': 'image/png' })
    response.end(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 254]))
  },
  deep: (response) => json(response, `{"code":0,"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
  negative_counts: (response) =>
    json(
      response,
      '{"code":0,"data":[{"day":"2026-11-20","count":-5,"sum":"-100","digest":"x"},{"day":"9999-99-99","count":1e308,"sum":"1e9","digest":null}]}',
    ),
  odd_keys: (response) => {
    const rows = [
      '\u0000',
      'a\u0000b',
      'x'.repeat(10_000),
      '\ud800',
      '__proto__',
      "'; drop table source; --",
      '',
      'a\tb\n',
    ].map((key) => ({ key, record_unique_identity: key, digest: 'zz', cd_time: 'never', CF_WSH: key, CF_XDR_MC: key }))
    json(response, JSON.stringify({ code: 0, data: { rows, next: '', more: false } }))
  },
}

/** Answers with it; returns before it is over. */
export function attackWith(attack: Attack, response: ServerResponse): void {
  attacks[attack](response)
}

function json(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

/** Writes mebibytes as fast as they are taken, until nobody takes them. */
function pour(response: ServerResponse, mebibytes: number): void {
  const block = Buffer.alloc(mebibyte, '[')
  let left = mebibytes
  const more = () => {
    while (left > 0) {
      left -= 1
      if (response.destroyed) return
      if (!response.write(block)) {
        response.once('drain', more)
        return
      }
    }
    response.end()
  }
  more()
}
