// Keys for those who know them: "/" to search, j and k along the rows, Enter opens, g then q to the queue. Nothing here is
// needed; single letters work outside fields only, never while words are being composed, and can be switched off.
;(function () {
  'use strict'
  var body = document.body
  var alert = document.querySelector('[role=alert][tabindex]')
  if (alert) alert.focus()
  if (!body || body.getAttribute('data-keys') === 'off') return
  var waiting = false
  function rows() {
    return Array.prototype.slice.call(
      document.querySelectorAll('main tbody tr:not(.grp) td a:first-of-type, main ul.rows > li a:first-of-type'),
    )
  }
  function move(by) {
    var seen = []
    var list = rows().filter(function (link) {
      var row = link.closest('tr, li')
      if (seen.indexOf(row) >= 0) return false
      seen.push(row)
      return true
    })
    if (list.length === 0) return
    var at = list.findIndex(function (link) {
      return link.closest('tr, li').contains(document.activeElement)
    })
    var next = list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + by))]
    next.focus()
  }
  document.addEventListener('keydown', function (event) {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return
    var target = event.target
    if (target && /^(input|textarea|select)$/i.test(target.tagName)) return
    if (waiting) {
      waiting = false
      if (event.key === 'q') location.href = '/console/'
      else if (event.key === 'c') location.href = '/console/cases'
      return
    }
    if (event.key === '/') {
      var find = document.getElementById('q')
      if (find) {
        event.preventDefault()
        find.focus()
      }
    } else if (event.key === 'j') move(1)
    else if (event.key === 'k') move(-1)
    else if (event.key === 'g') waiting = true
  })
})()
