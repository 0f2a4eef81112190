// What a benchmark may be told on the command line. Everything has a default, so that a fresh clone needs nothing.
import { parseArgs } from 'node:util'

export interface BenchOptions {
  /** Only the JSON line on stdout. */
  readonly json: boolean
  /** One round of a second: shows that the bench works, not how fast the gateway is. */
  readonly short: boolean
  /** Where the gateway's and the database's time goes, instead of the rounds. */
  readonly profile: boolean
  /** How the gateway and both floors reach the database. */
  readonly listen: 'tcp' | 'socket'
  /** Keep-alive connections of the load, and loops of the floor without HTTP. */
  readonly connections: number
  /** Database connections of the gateway and of each floor. */
  readonly pool: number
  readonly rounds: number
  /** Length of one measurement. */
  readonly seconds: number
  /** Length of a warm-up run; each kind has as many as still make it quicker. */
  readonly warmSeconds: number
  /** For the gateway's Node, to try one out. */
  readonly nodeOptions: readonly string[]
}

export class BadOptions extends Error {}

/** Throws BadOptions with what is wrong. */
export function readOptions(args: readonly string[]): BenchOptions {
  const number = (text: string | undefined, otherwise: number, name: string, min: number, max: number) => {
    if (text === undefined) return otherwise
    const value = Number(text)
    if (!Number.isFinite(value) || value < min || value > max)
      throw new BadOptions(`--${name} must be a number from ${min} to ${max}`)
    return value
  }
  let values: ReturnType<typeof parsed>
  try {
    values = parsed(args)
  } catch (error) {
    throw new BadOptions(error instanceof Error ? error.message : String(error))
  }
  const short = values.short === true
  return {
    json: values.json === true,
    short,
    profile: values.profile === true,
    listen: values.socket === true ? 'socket' : 'tcp',
    connections: Math.round(number(values.connections, 64, 'connections', 1, 1024)),
    // The default of XIANJIE_DATABASE_CONNECTIONS.
    pool: Math.round(number(values.pool, 12, 'pool', 2, 90)),
    rounds: Math.round(number(values.rounds, short ? 1 : 5, 'rounds', 1, 100)),
    seconds: number(values.seconds, short ? 1 : 4, 'seconds', 0.2, 60),
    warmSeconds: number(values.warm, short ? 0.5 : 3, 'warm', 0.2, 60),
    // As `npm start` runs the gateway.
    nodeOptions: values['node-option'] ?? ['--max-semi-space-size=32'],
  }
}

function parsed(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean' },
      short: { type: 'boolean' },
      profile: { type: 'boolean' },
      socket: { type: 'boolean' },
      connections: { type: 'string' },
      pool: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      warm: { type: 'string' },
      'node-option': { type: 'string', multiple: true },
    },
  }).values
}

export const optionsHelp = `  --json            only the JSON line on stdout
  --short           one round of a second
  --profile         (submit) where the time goes, instead of the rounds
  --socket          reach the database through its unix socket instead of TCP
  --connections N   keep-alive connections of the load (64)
  --pool N          database connections of the gateway and of each floor (12)
  --rounds N        (5)   --seconds S  a measurement (4)   --warm S  a warm-up run (3)
  --node-option=X   an option for the gateway's Node, for trying one out; may be given several times`
