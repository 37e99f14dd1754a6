// The open duty desk: it hears that something changed and fetches the queue anew. What lies under the pointer or holds the focus never moves:
// then the news waits in the line above until it is asked for or the pointer leaves. Without this file the page is refreshed by its button.

const desk = document.getElementById('desk')
if (desk) {
  const body = desk.querySelector('[data-body]')
  const state = desk.querySelector('[data-state]')
  const sound = desk.querySelector('[data-sound]')
  const refresh = desk.querySelector('[data-refresh]')
  const title = document.title
  const keys = state.textContent
  let waiting = null // the queue as it stands now, while it may not be shown
  let line = null
  let poll = 0
  let again = false
  let busy = false

  const alerts = (root) => new Map([...root.querySelectorAll('[data-alert]')].map((a) => [a.dataset.alert, a]))
  const held = () => body.matches(':hover') || body.contains(document.activeElement)

  const tell = (fresh, changed) => {
    const parts = []
    if (fresh) parts.push(desk.dataset.new.replace('#', fresh))
    else if (changed) parts.push(desk.dataset.changed)
    state.textContent = parts.join(' ') || keys
    state.classList.toggle('tz-strong', parts.length > 0)
    document.title = (fresh ? '(' + fresh + ') ' : '') + title
  }

  const show = () => {
    if (waiting === null) return
    const open = [...body.querySelectorAll('details[open]')].map((d) => d.closest('tr')?.id)
    body.innerHTML = waiting
    for (const id of open) { const d = id && document.getElementById(id)?.querySelector('details'); if (d) d.open = true }
    waiting = null
    tell(0, false)
    tick()
  }

  const load = async () => {
    if (busy) { again = true; return }
    busy = true
    try {
      const answer = await fetch(desk.dataset.queue, { cache: 'no-store', credentials: 'same-origin', redirect: 'error' })
      if (!answer.ok) throw new Error(String(answer.status))
      const text = await answer.text()
      const next = document.createElement('div')
      next.innerHTML = text
      const was = alerts(body)
      const is = alerts(next)
      const fresh = [...is.keys()].filter((k) => !was.has(k))
      const plain = (n) => n.textContent.replace(/\s+|\d+:\d\d/g, '')
      const differs = plain(next) !== plain(body)
      if (fresh.length || differs) {
        waiting = text
        document.dispatchEvent(new CustomEvent('desk:news'))
        if (fresh.length) ring(fresh.some((k) => is.get(k).dataset.severity === 'critical'))
        if (held()) tell(fresh.length, true)
        else show()
      }
    } catch {
      state.textContent = desk.dataset.lost
    }
    busy = false
    if (again) { again = false; load() }
  }

  // live, and by asking now and then while the line is down
  const listen = () => {
    line = new EventSource(desk.dataset.live)
    line.addEventListener('desk', load)
    line.addEventListener('open', () => { clearInterval(poll); poll = 0; if (waiting === null) tell(0, false); load() })
    line.addEventListener('error', () => {
      if (!poll) poll = setInterval(load, 15000)
      if (line.readyState === EventSource.CLOSED) setTimeout(listen, 15000)
    })
  }
  if ('EventSource' in window) listen()
  else poll = setInterval(load, 15000)
  window.addEventListener('pagehide', () => line?.close())
  window.addEventListener('pageshow', (e) => { if (e.persisted) { listen(); load() } })

  body.addEventListener('pointerleave', () => { if (!body.contains(document.activeElement)) show() })
  body.addEventListener('focusout', () => setTimeout(() => { if (!held()) show() }, 0))
  refresh?.addEventListener('click', (e) => { e.preventDefault(); if (waiting === null) load(); else show() })

  // ages go on without asking
  const tick = () => {
    for (const t of body.querySelectorAll('[data-age]')) {
      t.born ??= performance.now() - Number(t.dataset.age) * 1000 // by the service's clock, not this machine's
      const minutes = Math.max(0, Math.floor((performance.now() - t.born) / 60000))
      t.textContent = Math.floor(minutes / 60) + ':' + String(minutes % 60).padStart(2, '0')
    }
  }
  tick()
  setInterval(tick, 10000)

  // sound is off until somebody wants it; the address remembers, nothing lies in the browser
  let loud = false
  let audio = null
  const label = () => {
    sound.setAttribute('aria-pressed', String(loud))
    sound.textContent = loud ? desk.dataset.soundOn : desk.dataset.soundOff
  }
  loud = location.hash === '#sound'
  if (sound && 'AudioContext' in window) {
    sound.hidden = false
    label()
    sound.addEventListener('click', () => {
      loud = !loud
      history.replaceState(history.state, '', loud ? '#sound' : location.pathname + location.search)
      label()
      if (loud) ring(false)
    })
  }
  function ring (grave) {
    if (!loud) return
    audio ??= new AudioContext()
    audio.resume?.()
    for (let i = 0; i < (grave ? 4 : 1); i++) {
      const tone = audio.createOscillator()
      const gain = audio.createGain()
      tone.frequency.value = grave ? 880 : 560
      gain.gain.value = 0.15
      tone.connect(gain).connect(audio.destination)
      tone.start(audio.currentTime + i * 0.35)
      tone.stop(audio.currentTime + i * 0.35 + 0.2)
    }
  }

  // j and k walk the lines, Enter opens, t takes, r brings the news
  const links = () => [...body.querySelectorAll('tbody tr th a')]
  document.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest?.('input, textarea, select, [contenteditable]')) return
    const list = links()
    const at = list.indexOf(document.activeElement?.closest('tr')?.querySelector('th a'))
    const go = (n) => { const a = list[Math.min(Math.max(n, 0), list.length - 1)]; if (a) { e.preventDefault(); a.focus() } }
    if (e.key === 'j') go(at + 1)
    else if (e.key === 'k') go(at - 1)
    else if (e.key === 't' && at >= 0) list[at].closest('tr').querySelector('form button')?.click()
    else if (e.key === 'r') { if (waiting === null) load(); else show() }
  })
}
