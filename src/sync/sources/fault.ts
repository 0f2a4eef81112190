// What goes wrong on the other side, named by its place: the pull ends there, and nothing of it is lost.

/** `place`: the URL and pointer, the table and column, the file and line. The detail is shown to operators. */
export class SourceFault extends Error {
  readonly place: string
  /** False where the same question will be answered the same way until somebody changes something. */
  readonly passing: boolean
  constructor(place: string, detail: string, options: { passing?: boolean; cause?: unknown } = {}) {
    super(`${place}: ${detail}`, { cause: options.cause })
    this.name = 'SourceFault'
    this.place = place
    this.passing = options.passing ?? true
  }
}
