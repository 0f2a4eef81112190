// A natural person's name as lists show it: the first character stays, as organs themselves publish names.

export function maskName(name: string): string {
  const [first = '', ...rest] = [...name]
  return first + '*'.repeat(Math.min(rest.length, 2))
}
