// A file of JSON that an operator names; `-` reads standard input.
import { readFileSync } from 'node:fs'
import { Unregistrable } from '../agencies/index.ts'

export async function readJson(path: string, field: string): Promise<unknown> {
  try {
    return JSON.parse(readFileSync(path === '-' ? 0 : path, 'utf8'))
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is no JSON' : 'cannot be read'
    throw new Unregistrable(field, `The file ${path} ${why}.`)
  }
}
