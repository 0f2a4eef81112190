// Acts on one case take turns inside this process. It is a courtesy, not a lock: the database's version gate decides.

const tails = new Map<string, Promise<unknown>>()

/** Runs `work` after what was begun before it under the same key; a failure of one does not touch the next. */
export function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const former = tails.get(key)
  const mine = former === undefined ? work() : former.then(work, work)
  tails.set(key, mine)
  const clear = () => {
    if (tails.get(key) === mine) tails.delete(key)
  }
  mine.then(clear, clear)
  return mine
}
