// How often one address may begin to sign in: enough for an office behind one address in the morning, too little to fill the
// table of sign-ins. Each gateway counts for itself.
const windowMs = 60_000
/** An office of two thousand that comes within ten minutes stays below. */
const perWindow = 240
/** Addresses remembered at once; beyond it all are forgotten, which only lets more in. */
const addressesMax = 10_000

export interface Attempts {
  /** Seconds to wait; 0 where this one may go on. */
  wait(address: string | undefined, nowMs: number): number
}

export function openAttempts(max = perWindow): Attempts {
  let windowStart = Number.NEGATIVE_INFINITY
  const counts = new Map<string, number>()
  return {
    wait(address, nowMs) {
      if (nowMs - windowStart >= windowMs || nowMs < windowStart || counts.size >= addressesMax) {
        windowStart = nowMs
        counts.clear()
      }
      const from = networkOf(address ?? '')
      const count = (counts.get(from) ?? 0) + 1
      counts.set(from, count)
      return count <= max ? 0 : Math.ceil((windowStart + windowMs - nowMs) / 1000)
    },
  }
}

/** One house has a whole IPv6 network of 64 bits; its addresses count together. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address
  const [head = ''] = address.split('::')
  return head.split(':').slice(0, 4).join(':')
}
