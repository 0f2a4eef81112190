// A form that came back with errors: the summary takes the focus, so that it is read first.
;(() => {
  var summary = document.querySelector('[data-focus]')
  if (summary !== null) summary.focus()
})()
