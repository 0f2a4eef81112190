// What is typed is held against the contract meanwhile: the form goes to its own address with check=1, and what is wrong with
// fields that were touched stands at them. Nothing is said while words are being composed, and nothing is kept.
;(() => {
  var waitMs = 700
  var forms = Array.prototype.slice.call(document.querySelectorAll('form[data-check]'))
  if (!window.fetch || !window.URLSearchParams || !window.FormData) return

  function idOf(name) {
    return `f-${name.replace(/[^\w-]/g, '-')}`
  }

  forms.forEach((form) => {
    var touched = {}
    var composing = false
    var timer = 0
    var asked = 0
    var live = document.createElement('p')
    live.className = 'sr'
    live.setAttribute('aria-live', 'polite')
    form.appendChild(live)
    var word = form.getAttribute('data-correct') || (document.documentElement.lang === 'en' ? 'Correct: ' : '更正：')

    function clear(name) {
      var id = idOf(name)
      var error = document.getElementById(`${id}-error`)
      if (!error) return
      error.parentNode.classList.remove('bad')
      error.parentNode.removeChild(error)
      var control = document.getElementById(id)
      if (!control) return
      control.removeAttribute('aria-invalid')
      describe(control, `${id}-error`, false)
    }

    function describe(control, id, on) {
      var list = (control.getAttribute('aria-describedby') || '').split(' ').filter((one) => one !== '' && one !== id)
      if (on) list.push(id)
      if (list.length > 0) control.setAttribute('aria-describedby', list.join(' '))
      else control.removeAttribute('aria-describedby')
    }

    function put(name, words) {
      var id = idOf(name)
      var control = document.getElementById(id)
      var group = control && control.closest('.fg')
      if (!group) return false
      var error = document.getElementById(`${id}-error`)
      if (!error) {
        error = document.createElement('p')
        error.className = 'err'
        error.id = `${id}-error`
        if (control === group) {
          const legend = group.querySelector('legend')
          group.insertBefore(error, legend ? legend.nextSibling : group.firstChild)
        } else group.insertBefore(error, control.parentNode === group ? control : control.closest('.one'))
      }
      error.textContent = ''
      var strong = document.createElement('b')
      strong.textContent = word
      error.appendChild(strong)
      error.appendChild(document.createTextNode(words))
      group.classList.add('bad')
      if (control !== group) control.setAttribute('aria-invalid', 'true')
      describe(control, `${id}-error`, true)
      return true
    }

    function show(errors) {
      var wrong = {}
      errors.forEach((one) => {
        wrong[one.field] = one.words
      })
      var said = []
      Object.keys(touched).forEach((name) => {
        if (wrong[name] === undefined) clear(name)
        else if (put(name, wrong[name]) && touched[name] !== wrong[name]) {
          touched[name] = wrong[name]
          said.push(word + wrong[name])
        }
      })
      if (said.length > 0) live.textContent = said.join(' ')
    }

    function ask() {
      if (composing) return
      var body = new URLSearchParams()
      new FormData(form).forEach((value, name) => {
        if (typeof value === 'string') body.append(name, value)
      })
      var mark = form.querySelector('input[name=_csrf]')
      var action = form.getAttribute('action') || location.pathname
      var mine = ++asked
      fetch(`${action + (action.indexOf('?') < 0 ? '?' : '&')}check=1`, {
        method: 'POST',
        body: body,
        credentials: 'same-origin',
        headers: { 'x-csrf': mark ? mark.value : '', accept: 'application/json' },
      })
        .then((response) => (response.ok ? response.json() : null))
        .then((told) => {
          // Whoever typed on meanwhile is not told of what stood there before.
          if (told && mine === asked && !composing) show(told.errors)
        })
        .catch(() => {})
    }

    function later() {
      clearTimeout(timer)
      timer = setTimeout(ask, waitMs)
    }

    form.addEventListener('compositionstart', () => {
      composing = true
    })
    form.addEventListener('compositionend', () => {
      composing = false
      later()
    })
    form.addEventListener('change', (event) => {
      var name = event.target && event.target.name
      if (!name || name.charAt(0) === '_') return
      if (touched[name] === undefined) touched[name] = ''
      later()
    })
    form.addEventListener('input', (event) => {
      var name = event.target && event.target.name
      // A first attempt is not corrected before it has ended.
      if (name && touched[name] !== undefined) later()
    })
  })
})()
