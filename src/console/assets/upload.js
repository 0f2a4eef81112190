// Uploads that go on where they were cut: tus, in pieces, to our own address. Each file has a row that says in words how far
// it is; what has come in whole goes into the draft. Without this script the same form sends its files as they are.
;(() => {
  var form = document.querySelector('form[data-upload]')
  if (!form || !window.tus || !window.tus.isSupported || !window.fetch) return
  var words = JSON.parse(form.getAttribute('data-words'))
  var csrf = form.getAttribute('data-csrf')
  var draft = form.getAttribute('data-draft')
  var owner = form.getAttribute('data-owner')
  var rows = form.querySelector('[data-rows]')
  var live = form.querySelector('[data-live]')
  var input = form.querySelector('input[type=file]')
  var kind = form.querySelector('select[name=kind]')
  var plain = form.querySelector('[data-plain]')
  if (plain) plain.hidden = true
  var busy = 0

  /** Kept for this window alone: the next one at a shared desk is not offered another's upload. */
  function storage() {
    var prefix = 'xianjie-upload '
    function all(match) {
      var found = []
      try {
        for (let i = 0; i < sessionStorage.length; i++) {
          const key = sessionStorage.key(i)
          if (key.indexOf(prefix) === 0 && match(key)) {
            const one = JSON.parse(sessionStorage.getItem(key))
            one.urlStorageKey = key
            found.push(one)
          }
        }
      } catch (_error) {}
      return found
    }
    return {
      findAllUploads: () => Promise.resolve(all(() => true)),
      findUploadsByFingerprint: (print) => Promise.resolve(all((key) => key.indexOf(`${prefix + print} `) === 0)),
      removeUpload: (key) => {
        try {
          sessionStorage.removeItem(key)
        } catch (_error) {}
        return Promise.resolve()
      },
      addUpload: (print, upload) => {
        var key = `${prefix + print} ${Math.round(Math.random() * 1e12)}`
        try {
          sessionStorage.setItem(key, JSON.stringify(upload))
        } catch (_error) {}
        return Promise.resolve(key)
      },
    }
  }
  var kept = storage()

  function size(n) {
    if (n < 1000) return `${n} B`
    if (n < 1e6) return `${Math.round(n / 1e3)} kB`
    if (n < 1e9) return `${Math.round(n / 1e6)} MB`
    return `${(n / 1e9).toFixed(1)} GB`
  }

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => (values[name] === undefined ? whole : values[name]))
  }

  function button(label, name, act) {
    var made = document.createElement('button')
    made.type = 'button'
    made.className = 'btn quiet'
    made.textContent = label
    var hidden = document.createElement('span')
    hidden.className = 'sr'
    hidden.textContent = ` ${name}`
    made.appendChild(hidden)
    made.addEventListener('click', act)
    return made
  }

  function row(file) {
    var item = document.createElement('li')
    item.className = 'up'
    var name = document.createElement('p')
    var bold = document.createElement('b')
    var bdi = document.createElement('bdi')
    bdi.textContent = file.name
    bold.appendChild(bdi)
    name.appendChild(bold)
    var middle = document.createElement('div')
    var state = document.createElement('span')
    var bar = document.createElement('progress')
    bar.max = 100
    bar.value = 0
    bar.setAttribute('aria-label', file.name)
    middle.appendChild(state)
    middle.appendChild(bar)
    var acts = document.createElement('div')
    acts.className = 'act'
    item.appendChild(name)
    item.appendChild(middle)
    item.appendChild(acts)
    rows.appendChild(item)
    return { item: item, state: state, bar: bar, acts: acts }
  }

  function say(text) {
    live.textContent = text
  }

  function begin(file) {
    var shown = row(file)
    var quarter = -1
    var running = true
    var ended = false
    var sent = 0
    var chosen = kind ? kind.value : ''
    busy++

    function tell(text, aloud) {
      shown.state.textContent = text
      if (aloud) say(`${file.name} ${text}`)
    }
    function progress(done) {
      sent = done
      shown.bar.value = file.size === 0 ? 100 : Math.floor((done / file.size) * 100)
      tell(filled(words.sending, { done: size(done), all: size(file.size) }), false)
      var now = file.size === 0 ? 4 : Math.floor((done / file.size) * 4)
      if (now !== quarter) {
        quarter = now
        say(filled(words.half, { name: file.name, n: now * 25 }))
      }
    }
    function end() {
      if (ended) return
      ended = true
      busy--
      shown.acts.textContent = ''
    }
    function failed(text) {
      running = false
      tell(text, true)
      shown.item.classList.add('bad')
      toggle.textContent = ''
      toggle.appendChild(document.createTextNode(words.resume))
    }

    var upload = new window.tus.Upload(file, {
      endpoint: '/console/uploads',
      chunkSize: 8 * 1024 * 1024,
      retryDelays: [0, 500, 1500, 3000, 5000, 10000, 20000],
      headers: { 'x-csrf': csrf },
      metadata: { filename: file.name, filetype: file.type || 'application/octet-stream' },
      removeFingerprintOnSuccess: true,
      fingerprint: (given) =>
        Promise.resolve([owner, given.name, given.type, given.size, given.lastModified].join('|')),
      urlStorage: kept,
      onShouldRetry: (error) => {
        var status = error.originalResponse ? error.originalResponse.getStatus() : 0
        if (status >= 400 && status < 500 && status !== 409 && status !== 423) return false
        tell(words.lost, true)
        return true
      },
      onProgress: progress,
      onError: (error) => {
        var status = error.originalResponse ? error.originalResponse.getStatus() : 0
        failed(status === 401 || status === 403 ? words.signedOut : words.failed)
      },
      onSuccess: () => {
        shown.bar.value = 100
        tell(words.digest, true)
        verified(upload.url.split('/').pop())
      },
    })

    /** The gateway has read the file anew and says its digest; where a scanner must look first, it is asked again. */
    function verified(id) {
      fetch(`/console/uploads/${id}`, { credentials: 'same-origin', headers: { accept: 'application/json' } })
        .then((response) => response.json())
        .then((told) => {
          if (told.state === 'receiving')
            return setTimeout(() => {
              verified(id)
            }, 1500)
          if (told.state !== 'ready') return failed(told.words || words.failed)
          if (!draft) return done()
          take(id)
        })
        .catch(() => {
          setTimeout(() => {
            verified(id)
          }, 3000)
        })
    }
    function take(id) {
      var body = new URLSearchParams()
      body.append('draft', draft)
      body.append('kind', chosen)
      fetch(`/console/uploads/${id}/taken`, {
        method: 'POST',
        credentials: 'same-origin',
        body: body,
        headers: { 'x-csrf': csrf, accept: 'text/html' },
      })
        .then((response) => (response.ok ? response.text() : Promise.reject(new Error(String(response.status)))))
        .then((made) => {
          var list = document.querySelector('[data-list]')
          // Our own page made it, and wrote everything of somebody else's as text.
          var item = new DOMParser().parseFromString(made, 'text/html').querySelector('li')
          if (list && item) list.appendChild(document.importNode(item, true))
          var none = document.querySelector('[data-none]')
          if (none) none.parentNode.removeChild(none)
          done()
        })
        .catch(() => {
          failed(words.failed)
        })
    }
    function done() {
      end()
      shown.item.setAttribute('data-done', 'true')
      shown.state.className = 'ok'
      tell(words.done, true)
    }

    var toggle = button(words.pause, file.name, () => {
      if (ended) return
      if (running) {
        running = false
        upload.abort()
        tell(filled(words.paused, { done: size(sent), all: size(file.size) }), true)
      } else {
        running = true
        shown.item.classList.remove('bad')
        tell(words.waiting, true)
        upload.start()
      }
      toggle.firstChild.nodeValue = running ? words.pause : words.resume
    })
    shown.acts.appendChild(toggle)
    shown.acts.appendChild(
      button(words.remove, file.name, () => {
        if (ended) return
        running = false
        upload.abort(true).catch(() => {})
        end()
        rows.removeChild(shown.item)
        say(filled(words.removed, { name: file.name }))
        input.focus()
      }),
    )
    tell(words.waiting, false)
    upload.findPreviousUploads().then((found) => {
      if (found.length > 0) upload.resumeFromPreviousUpload(found[0])
      upload.start()
    })
  }

  input.addEventListener('change', () => {
    Array.prototype.slice.call(input.files).forEach(begin)
    input.value = ''
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
  })
  window.addEventListener('beforeunload', (event) => {
    if (busy === 0) return
    event.preventDefault()
    event.returnValue = ''
  })
})()
