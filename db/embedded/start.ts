/**
 * Brings the caller to a running server, whichever it takes: create, start, join, wait, or clear away a false record.
 * It takes no lock: everybody may start a server at any time, PostgreSQL lets one win, and who loses joins the winner.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { freePortFrom, holdsSocket, portAfter, socketDirectoryFor, usualPort } from './address.ts'
import { examineCluster, isCluster } from './cluster.ts'
import { type Entrance, enter, type Listen } from './entrance.ts'
import { initialise } from './initialise.ts'
import { Launch, lastOfLog, logOf } from './launch.ts'
import { Lifeline } from './lifeline.ts'
import { type Place, placeFor } from './place.ts'
import { disown, type Postmaster, readPostmaster } from './postmaster.ts'
import { EmbeddedDatabaseError } from './refusal.ts'
import { programsFor } from './runtime.ts'
import { isTakenElsewhere, takeSeat } from './seat.ts'

/** One FATAL may be the tail of somebody else's stop; the fourth is the machine's last word. */
const PATIENCE = 4

/** Far beyond the milliseconds in which a watch decides; a mark older than this was left behind. */
const STALE_MARK_MS = 5_000

export interface Wish {
  dir: string
  listen: Listen
  timeoutMs: number
  database: string
  settings: Readonly<Record<string, string>>
  note: (line: string) => void
}

export interface Joined extends Entrance {
  place: Place
  pid: number
  created: boolean
  attached: boolean
  lifeline: Lifeline
}

export class Start {
  readonly #wish: Wish
  #place: Place
  readonly #deadline: number
  readonly #fatal: string[] = []
  #programs: string | undefined
  #listen: Listen
  #settings: Readonly<Record<string, string>>
  #port: number
  #launch: Launch | undefined
  #lifeline: Lifeline | undefined
  #closingSince: number | undefined
  #excuse = ''
  /** Short while a server comes up; longer once one has ended, so that waiting for another does not burn a core. */
  #pauseMs = 20

  constructor(wish: Wish) {
    this.#wish = wish
    this.#deadline = Date.now() + wish.timeoutMs
    this.#place = placeFor(wish.dir)
    this.#listen = wish.listen
    this.#settings = wish.settings
    this.#port = usualPort(this.#place.base)
    for (const line of this.#place.notes) wish.note(line)
    const platform = `${process.platform}-${process.arch}`
    if (platform !== 'linux-x64')
      wish.note(`the built-in database has been tried on linux-x64 only, and this is ${platform}`)
  }

  async run(): Promise<Joined> {
    const created = isCluster(this.#place) ? false : await this.#create()
    const password = examineCluster(this.#place)
    let joined: Joined | undefined
    try {
      while (!joined) {
        if (Date.now() > this.#deadline) throw this.#tooLate()
        this.#hearEnding()
        const seen = readPostmaster(this.#place.data, this.#place.account)
        if (seen.state === 'ready') joined = await this.#join(seen, password, created)
        else if (seen.state !== 'busy') await this.#clearAndLaunch(seen)
        if (!joined) await sleep(this.#pauseMs)
      }
      return joined
    } finally {
      // Whatever is not handed to the caller is let go here, or this process would keep the server up for nobody.
      if (joined?.lifeline !== this.#launch?.lifeline) this.#launch?.lifeline?.release()
      if (joined?.lifeline !== this.#lifeline) this.#lifeline?.release()
    }
  }

  async #create(): Promise<boolean> {
    const locale = await initialise(this.#place, this.#theirPrograms(), this.#deadline)
    if (locale === 'C') {
      this.#wish.note('this machine offers no UTF-8 locale: similarity search (pg_trgm) will not find Chinese text')
    }
    // Another one was quicker, perhaps under another account: the directory now tells which.
    if (locale === undefined) this.#place = placeFor(this.#wish.dir)
    return locale !== undefined
  }

  #theirPrograms(): string {
    this.#programs ??= programsFor(this.#place.account)
    return this.#programs
  }

  /** Undefined when the server went, or is about to go, while we knocked: look again. */
  async #join(seen: Postmaster & { state: 'ready' }, password: string, created: boolean): Promise<Joined | undefined> {
    const lifeline = this.#hold(seen.pid)
    if (this.#isClosing(lifeline)) return undefined
    const answer = await enter(seen, { place: this.#place, password, ...this.#wish, listen: this.#listen })
    if ('retry' in answer) {
      this.#excuse = answer.retry
      return undefined
    }
    const now = readPostmaster(this.#place.data, this.#place.account)
    if (now.state !== 'ready' || now.pid !== seen.pid) return undefined
    for (const line of answer.notes) this.#wish.note(line)
    const attached = this.#launch?.pid !== seen.pid
    if (attached) this.#wish.note(`joined the server that runs there already (pid ${seen.pid})`)
    if (attached && Object.keys(this.#wish.settings).length > 0) {
      this.#wish.note('settings were not applied: they count for the one who starts the server')
    }
    return { ...answer, place: this.#place, pid: seen.pid, created, attached, lifeline }
  }

  /** Held before knocking, so that the server cannot be stopped under a caller who is just coming in. */
  #hold(pid: number): Lifeline {
    if (this.#launch?.pid === pid && this.#launch.lifeline && !this.#launch.ending) return this.#launch.lifeline
    if (this.#lifeline && this.#lifeline.postmaster !== pid) this.#dropLifeline()
    this.#lifeline ??= Lifeline.join(this.#place.base, pid)
    if (!this.#lifeline) {
      this.#lifeline = Lifeline.watch(this.#place.base, pid, this.#place.account)
      this.#wish.note(`the server (pid ${pid}) was running unwatched and is watched again`)
    }
    return this.#lifeline
  }

  #dropLifeline(): void {
    this.#lifeline?.release()
    this.#lifeline = undefined
  }

  #isClosing(lifeline: Lifeline): boolean {
    if (!lifeline.isClosing()) {
      this.#closingSince = undefined
      return false
    }
    this.#closingSince ??= Date.now()
    if (Date.now() - this.#closingSince > STALE_MARK_MS) lifeline.clearMark()
    return true
  }

  async #clearAndLaunch(seen: Exclude<Postmaster, { state: 'ready' | 'busy' }>): Promise<void> {
    this.#dropLifeline()
    if (this.#launch) return // ours is starting and has not written its record yet
    const { data, account } = this.#place
    if (seen.state !== 'none' && isTakenElsewhere(this.#place)) {
      this.#excuse = 'elsewhere'
      return
    }
    this.#excuse = ''
    if (seen.state === 'empty') disown(data, account, 'empty')
    if (seen.state === 'foreign') {
      disown(data, account, seen.pid)
      this.#wish.note(`postmaster.pid named process ${seen.pid}, which is no server of this directory`)
    }
    await this.#choosePort()
    takeSeat(this.#place)
    const { base } = this.#place
    this.#launch = new Launch(this.#place, {
      programs: this.#theirPrograms(),
      port: this.#port,
      address: this.#listen === 'tcp' ? '127.0.0.1' : undefined,
      // Where the directory can hold it, the socket is offered in any case: the next one may ask for it.
      socketDirectory: this.#listen === 'socket' || holdsSocket(base) ? socketDirectoryFor(this.#place) : undefined,
      settings: this.#settings,
    })
  }

  async #choosePort(): Promise<void> {
    if (this.#listen === 'socket') return
    const port = await freePortFrom(this.#port)
    if (typeof port === 'number') {
      this.#port = port
      return
    }
    this.#listen = 'socket'
    const why = port === 'no loopback' ? 'there is no loopback interface (127.0.0.1) here' : 'no port is free'
    this.#wish.note(`${why}; a Unix socket is used instead`)
  }

  /** Draws the conclusion from a launch that ended. Errors: START. */
  #hearEnding(): void {
    const ending = this.#launch?.ending
    if (!ending) return
    this.#launch = undefined
    this.#pauseMs = 80
    if (ending.why === 'port taken') this.#port = portAfter(this.#port)
    else if (ending.why === 'no shared memory' && !this.#settings.dynamic_shared_memory_type) {
      // Docker gives /dev/shm 64 MB; files under pgdata do the same work, slower for parallel queries only.
      this.#settings = { ...this.#settings, dynamic_shared_memory_type: 'mmap' }
      this.#wish.note('/dev/shm is closed or full; PostgreSQL keeps its shared segments in files')
    } else if (ending.why !== 'lost') {
      this.#fatal.push(ending.why === 'fatal' ? ending.line : 'no shared memory')
    }
    if (this.#fatal.length < PATIENCE) return
    throw new EmbeddedDatabaseError(
      'START',
      `PostgreSQL does not start: ${this.#fatal.at(-1)} (log: ${logOf(this.#place.base)})`,
    )
  }

  #tooLate(): EmbeddedDatabaseError {
    const { base, account } = this.#place
    if (this.#excuse === 'elsewhere') {
      return new EmbeddedDatabaseError(
        'OTHER_CONTAINER',
        `The database in ${base} is in use by a gateway in another container, and two servers on one directory ` +
          'would destroy it. Stop the other container first, or give each its own data directory.',
      )
    }
    return new EmbeddedDatabaseError(
      'TIMEOUT',
      `The built-in database did not become ready in ${this.#wish.timeoutMs} ms${this.#excuse && ` (${this.#excuse})`}. ` +
        `End of ${logOf(base)}:\n${lastOfLog(base, account)}`,
    )
  }
}
