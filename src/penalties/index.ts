// The door of the penalty cases: what organs and platforms record of their penalties is read as dirty as it comes, kept
// with every version, and never repaired by guessing.
export {}
