// The demonstration did not go through. The message is for the newcomer who ran it: what stands in the way, what to do.

export class DemoFault extends Error {
  constructor(detail: string) {
    super(detail)
    this.name = 'DemoFault'
  }
}
