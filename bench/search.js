// Types into the search one key after the other; a key's time ends when its list stands painted.
async (words) => {
  const field = document.querySelector('.picker input[type=search]')
  const painted = () =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel()
        channel.port1.onmessage = () => resolve(performance.now())
        channel.port2.postMessage(null)
      }),
    )
  const type = async (text) => {
    // From the beginning of a frame, so that no key is lucky and none unlucky.
    await painted()
    const start = performance.now()
    field.value = text
    field.dispatchEvent(new Event('input', { bubbles: true }))
    const worked = await Promise.resolve().then(() => performance.now() - start)
    return { text, worked, painted: (await painted()) - start }
  }
  const keys = []
  for (const word of words) {
    for (let n = 1; n <= word.length; n += 1) keys.push(await type(word.slice(0, n)))
    await type('')
  }
  return keys
}
