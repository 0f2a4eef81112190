// Runs in the page that is looked at, never in ours: the shape that every page must have, what axe finds, and what came in
// from outside. The last expression is what the browser keeps for the questions that follow.
globalThis.looking = {
  /** Overflow, lights without words, headings, targets that are too small. */
  shape(narrow) {
    const wrong = []
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth > clientWidth) {
      const scrolls = (e) =>
        e !== null && (/auto|scroll|hidden/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement))
      const wide = [...document.querySelectorAll('main *, header *')]
        .filter((e) => e.getBoundingClientRect().right > clientWidth + 1 && !scrolls(e.parentElement))
        .slice(0, 3)
        .map((e) => `${e.tagName.toLowerCase()}.${e.getAttribute('class')}`)
      wrong.push(`${scrollWidth - clientWidth} px too wide at ${clientWidth}: ${wide.join(', ')}`)
    }
    for (const light of document.querySelectorAll('.lt'))
      if ((light.closest('li,td,th,dd,p,a,div') || light).textContent.trim() === '')
        wrong.push(
          `a light without a word: ${light.outerHTML.slice(0, 80)} in ${light.parentElement.outerHTML.slice(0, 200)}`,
        )
    const heads = document.querySelectorAll('h1').length
    if (heads !== 1) wrong.push(`${heads} headings of the first order`)
    const ids = [...document.querySelectorAll('[id]')].map((e) => e.id)
    for (const id of new Set(ids.filter((one, i) => ids.indexOf(one) !== i))) wrong.push(`two elements #${id}`)
    if (narrow) return wrong
    const controls = 'main a, main button, main input:not([type=hidden]), main select, main summary'
    for (const control of document.querySelectorAll(controls)) {
      const { width, height } = control.getBoundingClientRect()
      // Links within a sentence are excepted (WCAG 2.5.8), and boxes and files, whose label is the target.
      const excepted =
        (control.tagName === 'A' && getComputedStyle(control).display === 'inline') ||
        /checkbox|radio|file/.test(control.type)
      if (width > 1 && height > 0 && !excepted && (width < 24 || height < 24))
        wrong.push(`a target of ${Math.round(width)}×${Math.round(height)}: ${control.outerHTML.slice(0, 90)}`)
    }
    return wrong
  },

  /** Violations, and what axe could not decide; of all rules of these tags, or of `rules` alone. */
  async axe(tags, rules) {
    // The viewer's mark lies over everything and makes every contrast undecidable; its blend is computed elsewhere.
    for (const mark of document.querySelectorAll('.wm')) mark.remove()
    const runOnly = rules === undefined ? { type: 'tag', values: tags } : { type: 'rule', values: rules }
    const { violations, incomplete } = await globalThis.axe.run({ runOnly, resultTypes: ['violations', 'incomplete'] })
    const shown = (n) => `${n.target.join(' ')} (${(n.failureSummary || '').replace(/\s+/g, ' ').slice(0, 180)})`
    const why = (n) => [...n.any, ...n.all, ...n.none].map((one) => one.data?.messageKey || one.id)[0]
    return {
      violations: violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map(shown).join(' | ')}`),
      incomplete: incomplete.flatMap((v) => v.nodes.map((n) => `${v.id}/${why(n)} ${n.target.join(' ')}`)),
    }
  },

  /** Elements and attributes that no page of ours has: whatever made them came from outside. */
  smuggled() {
    const found = []
    for (const element of document.querySelectorAll('*')) {
      const tag = element.tagName.toLowerCase()
      if (/^(object|embed|base|marquee|template|math|style)$/.test(tag)) found.push(tag)
      if (tag === 'script' && !(element.getAttribute('src') || '').startsWith('/console/assets/')) found.push('script')
      for (const { name, value } of element.attributes)
        if (name.startsWith('on') || name === 'style' || name === 'srcdoc' || /^\s*javascript:/i.test(value))
          found.push(`${tag}[${name}]`)
    }
    if (globalThis.hostile !== undefined) found.push('a script ran')
    return found
  },
}
