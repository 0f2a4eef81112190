/* Says that the case has moved on, when the window is looked at again; nothing on the page moves by itself. */
;(() => {
  var line = document.querySelector('[data-fresh]')
  if (!line || !window.fetch) return
  var seen = line.getAttribute('data-version')
  var askedAt = Date.now()
  function ask() {
    if (document.hidden || Date.now() - askedAt < 5000 || !line.hidden) return
    askedAt = Date.now()
    fetch(line.getAttribute('data-fresh'), { credentials: 'same-origin', headers: { accept: 'application/json' } })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((said) => {
        if (said && String(said.version) !== seen) line.hidden = false
      })
      .catch(() => {})
  }
  window.addEventListener('focus', ask)
  document.addEventListener('visibilitychange', ask)
})()
