// A line of a package that says what cannot be: it is kept aside for people, and stops nothing that follows.
export class Unfit extends Error {}
