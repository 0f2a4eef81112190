// How options that several commands have are read.
import { InvalidArgumentError } from 'commander'

/** A whole number within bounds. */
export function whole(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text)
    if (!/^\d{1,15}$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
    return value
  }
}

export function regionCode(text: string): string {
  if (!/^\d{6}$/.test(text)) throw new InvalidArgumentError('A region code has six digits.')
  return text
}
