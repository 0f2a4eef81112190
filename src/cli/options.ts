// How options that several commands have are read.
import { InvalidArgumentError } from 'commander'

/** A whole number within bounds. */
export function whole(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < min || value > max)
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
    return value
  }
}
