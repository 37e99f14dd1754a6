// The map of the desk keeps up with what is known: every half minute while somebody looks, and when the desk heard news. What is drawn is
// exchanged, the section that is looked at never moves. Without this file it shows how things stood when the page came.

document.addEventListener('map:ready', (e) => {
  if (e.target.id !== 'desk-map') return
  const { map, layer } = e.detail
  let { shown } = e.detail
  let busy = false
  const load = async () => {
    if (busy || document.visibilityState !== 'visible') return
    busy = true
    try {
      const answer = await fetch(e.target.dataset.source, { cache: 'no-store', credentials: 'same-origin', redirect: 'error' })
      if (answer.ok) {
        const next = layer(await answer.json())
        shown.remove()
        shown = next.addTo(map)
      }
    } catch { /* the desk itself says that the line is down */ }
    busy = false
  }
  setInterval(load, 30000)
  document.addEventListener('desk:news', load)
})
