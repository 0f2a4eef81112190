// Reads a form out of a page as a browser would send it: for desks without a browser, in tests and in the bench.

const unescaped = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
const attribute = (tag: string, name: string) => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return found === undefined ? undefined : unescaped(found)
}

/** What a browser would send of the form with this action: hidden and filled fields, chosen options, checked boxes. */
export function formIn(page: string, action: string): [string, string][] | undefined {
  for (const [, head = '', inner = ''] of page.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)) {
    if (attribute(head, 'action') !== action) continue
    const fields: [string, string][] = []
    for (const [tag] of inner.matchAll(/<input\b[^>]*>/g)) {
      const name = attribute(tag, 'name')
      const type = attribute(tag, 'type') ?? 'text'
      if (name === undefined || type === 'file' || type === 'submit') continue
      if ((type === 'checkbox' || type === 'radio') && !/\schecked\b/.test(tag)) continue
      fields.push([name, attribute(tag, 'value') ?? (type === 'checkbox' ? 'on' : '')])
    }
    for (const [, tag = '', text = ''] of inner.matchAll(/(<textarea\b[^>]*>)([\s\S]*?)<\/textarea>/g)) {
      const name = attribute(tag, 'name')
      if (name !== undefined) fields.push([name, unescaped(text).replace(/^\n/, '')])
    }
    for (const [, tag = '', options = ''] of inner.matchAll(/(<select\b[^>]*>)([\s\S]*?)<\/select>/g)) {
      const name = attribute(tag, 'name')
      const all = [...options.matchAll(/<option\b[^>]*>/g)].map(([option]) => option)
      const chosen = all.find((option) => /\sselected\b/.test(option)) ?? all[0]
      if (name !== undefined && chosen !== undefined) fields.push([name, attribute(chosen, 'value') ?? ''])
    }
    return fields
  }
  return undefined
}
