/**
 * A process of its own that holds an embedded database, for the torture tests: takes its options as JSON, answers on
 * one line what became of the start, and leaves when it reads `stop`. It exits when its input ends, so that a killed
 * test leaves nobody behind.
 */
import { createInterface } from 'node:readline'
import { EmbeddedDatabaseError, startOrAttach } from '../../db/embedded/index.ts'

const say = (answer: object): void => {
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}

try {
  const { stop, ...found } = await startOrAttach(JSON.parse(process.argv[2] ?? '{}'))
  say(found)
  for await (const line of createInterface(process.stdin)) {
    if (line !== 'stop') continue
    say({ farewell: await stop() })
    break
  }
  process.exit(0)
} catch (error) {
  if (!(error instanceof EmbeddedDatabaseError)) throw error
  say({ code: error.code, message: error.message })
  process.exit(3)
}
