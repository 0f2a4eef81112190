// What the page came back for takes the focus: what was done, what is wrong, the row that was asked for.
;(() => {
  var summary = document.querySelector('[data-focus]')
  if (summary !== null) summary.focus()
})()
