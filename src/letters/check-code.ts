// The code by which anybody who holds an issued letter checks it: derived from what letter it is and from the receipt or
// entry that it rests on, so that it is the same at every attempt; 100 bits, so that guessing finds nothing.
import { hash } from 'node:crypto'
import type { LetterFacts } from './facts.ts'

/** Crockford's alphabet: no letter that is read as a digit. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const characters = 20

export function codeOf({ transferId, entry, letter, receipt, entrySha256 }: LetterFacts): string {
  const rests = receipt?.sha256 ?? entrySha256
  const digest = hash('sha256', `xianjie/letter/1\n${transferId}\n${entry.version}\n${letter}\n${rests}`, 'buffer')
  let bits = 0n
  for (const byte of digest.subarray(0, 13)) bits = (bits << 8n) | BigInt(byte)
  bits >>= 4n
  let code = ''
  for (let i = 0; i < characters; i++) {
    code = alphabet[Number(bits & 31n)] + code
    bits >>= 5n
  }
  return code
}

/** In groups of five, as it stands on paper. */
export const codeText = (code: string): string => code.match(/.{1,5}/g)?.join('-') ?? code

/** What somebody typed, as a code; undefined where it cannot be one. */
export function codeTyped(typed: string): string | undefined {
  const code = typed.replace(/[-\s]/g, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1')
  return code.length === characters && [...code].every((c) => alphabet.includes(c)) ? code : undefined
}

/** Where the code is checked, under the gateway's own address. */
export const checkUrl = (issuer: string, code: string): string => `${issuer}/letters/check/${code}`
