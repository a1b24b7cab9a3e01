// Written into the page before the app starts: notes when the first sync reaches each stage.
(() => {
  const notes = {}
  let finish
  const note = (name) => {
    notes[name] ??= performance.now()
    if (notes.stored && notes.found) finish(notes)
  }
  const { fetch } = window
  const { parse } = JSON
  window.firstSync = new Promise((resolve) => (finish = resolve))

  window.fetch = async (path, options) => {
    if (path !== '/api/sync' || notes.asked) return fetch(path, options)
    note('asked')
    const answer = await fetch(path, options)
    note('headers')
    const read = answer.text.bind(answer)
    answer.text = async () => {
      const text = await read()
      note('body')
      notes.characters = text.length
      return text
    }
    return answer
  }

  JSON.parse = (text, reviver) => {
    const value = parse(text, reviver)
    if (notes.body && !notes.parsed) note('parsed')
    return value
  }

  const open = IDBDatabase.prototype.transaction
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const transaction = open.call(this, stores, mode, options)
    if (notes.parsed && !notes.found && options?.durability === 'strict') {
      note('packed')
      // Chunks are kept one by one before the last one makes them count.
      transaction.addEventListener('complete', () => {
        if (!notes.found) notes.stored = performance.now()
      })
    }
    return transaction
  }

  // Somebody types before the rows are there; the list answers when they are.
  let typed = false
  new MutationObserver(() => {
    const picker = document.querySelector('.picker')
    const field = picker?.querySelector('input[type=search]')
    if (field && !typed) {
      typed = true
      field.value = window.sought
      field.dispatchEvent(new Event('input', { bubbles: true }))
    }
    if (picker?.textContent.includes(window.sought)) note('found')
  }).observe(document, { childList: true, subtree: true, characterData: true })
})()
