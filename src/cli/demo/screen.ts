// What the spectator sees: titles, blocks of labelled lines, lights. Colours only where a terminal shows them and nobody
// has switched them off (NO_COLOR); every colour also stands there as a word.
import { padded, wrapped } from './wrap.ts'

const colours = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36, orange: 33, grey: 90 } as const
export type Colour = keyof typeof colours

export type Painted = string | readonly [text: string, colour: Colour]
/** A label, and what stands behind it: texts that each begin on a line of their own. */
export type Row = readonly [label: string, ...texts: readonly Painted[]]

/** Wider lines are harder to read, not easier. */
const widthMax = 100
const labelWidth = 17
const frameMs = 120

export class Screen {
  readonly #stream: NodeJS.WriteStream
  readonly #colours: boolean
  readonly #width: number

  constructor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv = process.env) {
    this.#stream = stream
    this.#colours = stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
    this.#width = Math.max(60, Math.min(widthMax, stream.columns ?? widthMax))
  }

  line(text = ''): void {
    this.#stream.write(`${text}\n`)
  }

  /** A text of its own, broken into lines, each after `indent` spaces. */
  say(text: string, colour?: Colour, indent = 0): void {
    for (const line of wrapped(text, this.#width - indent)) this.line(' '.repeat(indent) + this.paint(line, colour))
  }

  /** Begins a chapter. */
  title(text: string): void {
    this.line()
    this.line(this.paint('═'.repeat(this.#width), 'dim'))
    for (const line of wrapped(text, this.#width)) this.line(this.paint(line, 'bold'))
    this.line(this.paint('═'.repeat(this.#width), 'dim'))
  }

  /** One step: a heading and its labelled rows. */
  block(heading: string, rows: readonly Row[], colour: Colour = 'cyan'): void {
    this.line()
    for (const line of wrapped(heading, this.#width)) this.line(this.paint(line, 'bold', colour))
    for (const [label, ...texts] of rows) {
      let first = label
      for (const one of texts) {
        const [text, own] = typeof one === 'string' ? [one] : one
        for (const line of wrapped(text, this.#width - labelWidth - 2)) {
          this.line(`  ${this.paint(padded(first, labelWidth), 'dim')}${this.paint(line, own)}`)
          first = ''
        }
      }
    }
  }

  paint(text: string, ...as: readonly (Colour | undefined)[]): string {
    const codes = as.flatMap((colour) => (colour === undefined ? [] : [colours[colour]]))
    return this.#colours && codes.length > 0 ? `\u001b[${codes.join(';')}m${text}\u001b[0m` : text
  }

  /** Shows that something long is under way, and how long it took; the seconds run on a terminal. */
  async during<T>(text: string, work: Promise<T>): Promise<T> {
    const started = performance.now()
    const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`
    const live = this.#stream.isTTY === true
    if (!live) this.say(`${text} …`)
    const timer = live ? setInterval(() => this.#stream.write(`\r${text} … ${seconds()}`), frameMs) : undefined
    try {
      return await work
    } finally {
      clearInterval(timer)
      // The line is closed whether the work went well or not; what went wrong is said below it.
      this.line(live ? `\r${text} … ${seconds()}` : `  (${seconds()})`)
    }
  }
}
