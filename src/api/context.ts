// What a request carries on its way through the doors.
import type { Principal } from '../agencies/index.ts'

export interface DoorEnv {
  Variables: {
    requestId: string
    /** Set by `authenticated`; a route behind it may rely on it. */
    principal: Principal
  }
}
