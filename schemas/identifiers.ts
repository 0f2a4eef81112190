// Checks and normal forms of the identifiers that Chinese law runs on: credit codes, organisation codes, identity
// numbers, document numbers. Pure: it knows the arithmetic of each standard and no register of what was issued.

const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const usccWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const orgWeights = [3, 7, 9, 10, 5, 8, 4, 2]
const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const idChecks = '10X98765432'

/** First two digits of GB/T 2260 codes. */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82'.split(' '),
)
/** Prefectures without counties: their towns have no other code than the prefecture's (Dongguan, Zhongshan, Danzhou, Jiayuguan). */
const withoutCounties = new Set(['441900', '442000', '460400', '620200'])

function weighted(s: string, alphabet: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + alphabet.indexOf(s.charAt(i)) * weight, 0)
}

/** Fault of a unified social credit code (统一社会信用代码, GB 32100-2015), or null. Upper case is expected. */
export function usccFault(s: string): string | null {
  if (s.length !== 18) return 'A unified social credit code has 18 characters.'
  for (const c of s)
    if (!usccAlphabet.includes(c))
      return 'A unified social credit code uses digits and upper-case letters without I, O, S, V, Z.'
  if (!/^\d{6}$/.test(s.slice(2, 8)))
    return 'Characters 3 to 8 of a unified social credit code are a six-digit region code.'
  const check = usccAlphabet.charAt((31 - (weighted(s, usccAlphabet, usccWeights) % 31)) % 31)
  if (s.charAt(17) !== check)
    return 'The check character of the unified social credit code does not match (GB 32100-2015).'
  if (orgCodeFault(s.slice(8, 17)))
    return 'Characters 9 to 17 of the unified social credit code are no organisation code (GB 11714).'
  return null
}

/** Fault of an organisation code (组织机构代码, GB 11714), with or without the hyphen before its check character, or null. */
export function orgCodeFault(s: string): string | null {
  const code = s.length === 10 && s.charAt(8) === '-' ? s.slice(0, 8) + s.slice(9) : s
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(code))
    return 'An organisation code has eight digits or upper-case letters and a check character.'
  const c = 11 - (weighted(code, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', orgWeights) % 11)
  const check = c === 10 ? 'X' : c === 11 ? '0' : String(c)
  return code.charAt(8) === check ? null : 'The check character of the organisation code does not match (GB 11714).'
}

/**
 * Fault of an 18-digit identity number (公民身份号码, GB 11643-1999; also residence permits of Hong Kong, Macao and
 * Taiwan residents, 81 to 83, and permanent residence cards of foreigners, which begin with 9), or null. A lower-case x
 * is accepted; store upper case. `today` is the local day, `yyyy-mm-dd`. Counties come and go, so of the region only the
 * province is checked.
 */
export function idNumberFault(s: string, today: string): string | null {
  if (!/^\d{17}[\dXx]$/.test(s)) return 'An identity number has 17 digits and a check character, a digit or X.'
  const province = s.startsWith('9') ? s.slice(1, 3) : s.slice(0, 2)
  if (!provinces.has(province) && province !== '83') return 'The identity number begins with no known region.'
  const birth = `${s.slice(6, 10)}-${s.slice(10, 12)}-${s.slice(12, 14)}`
  if (!isDate(birth) || birth < '1800') return 'The identity number contains no real date of birth.'
  if (birth > today) return 'The date of birth in the identity number lies in the future.'
  const check = idChecks.charAt(weighted(s, '0123456789', idWeights) % 11)
  return s.charAt(17).toUpperCase() === check
    ? null
    : 'The check character of the identity number does not match (GB 11643-1999).'
}

/** True for a day that exists, written `yyyy-mm-dd`. */
export function isDate(s: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(s)) return false
  const ms = Date.parse(`${s}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === s
}

/** Fault of a region code (GB/T 2260, six digits), or null; `000000` and `100000` stand for the whole country. */
export function regionFault(s: string): string | null {
  if (!/^\d{6}$/.test(s)) return 'A region code has six digits (GB/T 2260).'
  if (s === '000000' || s === '100000') return null
  if (!provinces.has(s.slice(0, 2))) return 'The region code begins with no known province (GB/T 2260).'
  if (s.slice(2, 4) === '00' && s.slice(4) !== '00')
    return 'A county code needs a prefecture part other than 00 (GB/T 2260).'
  return null
}

/** The level of the organs whose place a valid region code names. */
export function levelOfRegion(code: string): 'national' | 'provincial' | 'prefecture' | 'county' {
  if (code === '000000' || code === '100000') return 'national'
  if (code.endsWith('0000')) return 'provincial'
  return code.endsWith('00') ? 'prefecture' : 'county'
}

/** Fault of a level for a valid region code, or null. A township has no code of its own and uses its county's. */
export function levelFault(code: string, level: string): string | null {
  const own = levelOfRegion(code)
  if (level === own) return null
  if (level === 'township' && (own === 'county' || withoutCounties.has(code))) return null
  return `The region code ${code} names a place of level ${own}, not ${level}.`
}

/**
 * The form in which document numbers (文号, GB/T 9704) are compared: `沪市监移〔2026〕12号` for every way of writing its
 * brackets, zeros, 第 and spaces. What is no document number comes back without white space and otherwise as it was.
 */
export function documentKey(s: string): string {
  const plain = s
    .normalize('NFKC')
    .replace(/[\s\p{Cf}]/gu, '')
    .replace(/[‐‑‒–—−]/g, '-')
  const match = /^(.+?)[〔[(【](\d{4})[〕\])】]第?(\d+)(?:-(\d+))?号?$/.exec(plain)
  if (!match) return plain
  const [, prefix, year, serial = '', part] = match
  return `${prefix}〔${year}〕${withoutZeros(serial)}${part === undefined ? '' : `-${withoutZeros(part)}`}号`
}

const withoutZeros = (digits: string) => digits.replace(/^0+(?=\d)/, '')

/** `110*************2X`: region's first digits and the end; neither birthday nor sequence can be read from it. */
export function maskIdNumber(s: string): string {
  return s.length <= 5 ? '*'.repeat(s.length) : s.slice(0, 3) + '*'.repeat(s.length - 5) + s.slice(-2)
}

/** `138****5678`; a shorter number keeps only its last two digits. */
export function maskPhone(s: string): string {
  if (s.length < 8) return '*'.repeat(Math.max(0, s.length - 2)) + s.slice(-2)
  return `${s.slice(0, s.length - 8)}****${s.slice(-4)}`
}

/** `张*`, `欧**`: the first character; a name of one character shows nothing. */
export function maskName(s: string): string {
  const characters = [...s]
  return characters.length < 2 ? '*' : characters[0] + '*'.repeat(characters.length - 1)
}
