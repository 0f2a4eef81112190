// A part of a bench in a process of its own: asked by name, answers once. It ends with whoever started it.
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

interface Question {
  readonly no: number
  readonly name: string
  readonly input: unknown
}

interface Reply {
  readonly no: number
  readonly result?: unknown
  readonly fault?: string
}

export type Answers = Readonly<Record<string, (input: never) => unknown>>

/** In the child: answers what the parent asks. Ctrl-C is for the parent to answer. */
export function answerParent(answers: Answers): void {
  process.on('SIGINT', () => {})
  process.on('disconnect', () => process.exit(0))
  process.on('message', (question: Question) => {
    void (async () => {
      try {
        const answer = answers[question.name]
        if (answer === undefined) throw new Error(`nobody answers ${question.name}`)
        process.send?.({ no: question.no, result: await answer(question.input as never) } satisfies Reply)
      } catch (error) {
        const fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
        process.send?.({ no: question.no, fault } satisfies Reply)
      }
    })()
  })
}

export class Child {
  readonly #process: ChildProcess
  readonly #waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>()
  #no = 0

  /** `file`: name of a TypeScript file beside this one; options for its Node, where it stands for a gateway. */
  constructor(file: string, nodeOptions: readonly string[] = []) {
    this.#process = fork(fileURLToPath(new URL('start.js', import.meta.url)), [file], {
      execArgv: ['--expose-gc', ...nodeOptions],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#process.on('message', (reply: Reply) => {
      const asked = this.#waiting.get(reply.no)
      this.#waiting.delete(reply.no)
      if (reply.fault === undefined) asked?.resolve(reply.result)
      else asked?.reject(new Error(`${file}: ${reply.fault}`))
    })
    this.#process.on('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${file} ended (${signal ?? code})`))
      this.#waiting.clear()
    })
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  ask<T>(name: string, input: unknown = null): Promise<T> {
    const no = ++this.#no
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(no, { resolve: resolve as (result: unknown) => void, reject })
      this.#process.send({ no, name, input } satisfies Question, (error) => {
        if (error === null) return
        this.#waiting.delete(no)
        reject(error)
      })
    })
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const ended = new Promise<void>((resolve) => this.#process.once('exit', () => resolve()))
    if (this.#process.connected) this.#process.disconnect()
    await ended
  }
}
