// Valid invented numbers: unified social credit codes (GB 32100) and identity numbers (GB 11643), for organs and people
// that do not exist.

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const organWeights = [3, 7, 9, 10, 5, 8, 4, 2]
const personWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** `first`: `11` an organ of the state, `91` an enterprise. */
export function inventedUscc(serial: number, region: string, first = '11'): string {
  const organ = String(serial % 100_000_000).padStart(8, '0')
  const c = 11 - ([...organ].reduce((sum, digit, i) => sum + Number(digit) * (organWeights[i] as number), 0) % 11)
  const body = `${first}${region}${organ}${c === 10 ? 'X' : c === 11 ? '0' : String(c)}`
  const sum = [...body].reduce((s, ch, i) => s + alphabet.indexOf(ch) * (3 ** i % 31), 0)
  return body + (alphabet[(31 - (sum % 31)) % 31] as string)
}

/** Somebody born between 1960 and 1989. */
export function inventedIdNumber(serial: number, region: string): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const born = `${1960 + (serial % 30)}${two(1 + (serial % 12))}${two(1 + (serial % 28))}`
  const body = `${region}${born}${String(serial % 1000).padStart(3, '0')}`
  const sum = [...body].reduce((s, digit, i) => s + Number(digit) * (personWeights[i] as number), 0)
  return body + ('10X98765432'[sum % 11] as string)
}
