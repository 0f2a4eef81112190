// The digest of each kind of letter, made of the same facts in a process and a time zone of its own.
import { hash } from 'node:crypto'
import { allLetters, type Composed, compose, docxOf } from '../../src/letters/index.ts'
import { fullFacts, issued } from './letters-scene.ts'

for (const id of allLetters()) {
  const { sheet } = compose(fullFacts(id), issued) as Composed
  console.log(hash('sha256', docxOf(sheet), 'hex'))
}
