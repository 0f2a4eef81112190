// The share of the labels' room in lists of other rooms: whether something bears a label.

/** A condition. `id` is an expression of type uuid, `label` a parameter with the label's id. */
export const bearsLabel = (kind: 'transfer' | 'penalty' | 'finding', id: string, label: string) =>
  `exists (select from labelled lb where lb.label_id = ${label} and lb.kind = '${kind}' and lb.subject_id = ${id} and lb.removed_at is null)`
