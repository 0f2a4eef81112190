// Asks before a page is left whose form has words in it that nobody has sent.
;(() => {
  var forms = Array.prototype.slice.call(document.querySelectorAll('form.form[method=post]'))
  var dirty = false
  function changed(event) {
    // What is looked for is not written.
    if (event.target && event.target.type !== 'search') dirty = true
  }
  forms.forEach((form) => {
    form.addEventListener('input', changed)
    form.addEventListener('change', changed)
    form.addEventListener('submit', () => {
      dirty = false
    })
  })
  window.addEventListener('beforeunload', (event) => {
    if (!dirty) return
    event.preventDefault()
    event.returnValue = ''
  })
})()
