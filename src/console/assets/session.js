// Says two minutes before the end that nobody seems to be there, and lets one key go on (WCAG 2.2.1). The server counts; the
// desk's clock only measures how long this page has stood.
;(() => {
  var line = document.getElementById('idle')
  if (!line || !window.fetch) return
  var form = line.querySelector('form')
  var texts = line.querySelectorAll('p')
  var until = 0
  var over = false
  function left() {
    return until - Date.now()
  }
  function set(seconds) {
    until = Date.now() + seconds * 1000
    line.hidden = left() > 120000
  }
  function end() {
    over = true
    line.hidden = false
    texts[0].hidden = true
    texts[1].hidden = false
    if (form) form.hidden = true
  }
  function look() {
    if (over) return
    if (left() <= 0) end()
    else if (left() <= 120000) line.hidden = false
  }
  set(Number(line.getAttribute('data-left')))
  setInterval(look, 5000)
  document.addEventListener('visibilitychange', look)
  if (!form) return
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    fetch(form.getAttribute('action'), {
      method: 'POST',
      credentials: 'same-origin',
      headers: { accept: 'application/json', 'x-csrf': form.elements._csrf.value },
    })
      .then((response) => {
        if (!response.ok) throw new Error()
        return response.json()
      })
      .then((told) => {
        set(told.left)
      })
      .catch(end)
  })
})()
