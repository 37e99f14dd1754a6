// What makes plain pages quicker. Every page works without this file; nothing here holds or decides anything.

const status = () => document.getElementById('status')
const say = (text) => { const s = status(); if (s) { s.textContent = ''; setTimeout(() => { s.textContent = text }, 50) } }

// Field work: what a device took along goes with the sign-out, and after its last hour. What is not sent yet is asked about first.
const field = () => { try { return JSON.parse(localStorage.getItem('field') ?? 'null') } catch { return null } }
const dropField = () => { localStorage.removeItem('field'); indexedDB.deleteDatabase('tuzjol-field') }
if (field() && Date.now() > field().last) dropField()
document.addEventListener('submit', (e) => {
  if (e.target.getAttribute('action') !== '/signout' || !field()) return
  if (field().unsent === 0) { dropField(); return }
  e.preventDefault()
  e.stopImmediatePropagation()
  location.assign('/field/visits?leaving=1')
}, true)

// A form is sent once: a second click while the first is on its way does nothing. Coming back to the page frees it.
// It listens before everybody else, so that a part of a page that is exchanged in place is guarded too.
document.addEventListener('submit', (e) => {
  const form = e.target
  const ask = e.submitter?.dataset.confirm
  if (form.dataset.sent || (ask && !window.confirm(ask))) {
    e.preventDefault()
    e.stopPropagation()
    return
  }
  if (form.getAttribute('method') !== 'post') return
  dirty = false
  if (form.dataset.download !== undefined) return // the page stays while the file comes
  form.dataset.sent = '1'
  for (const b of form.querySelectorAll('button')) b.setAttribute('aria-disabled', 'true')
}, true)
const free = () => {
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent
    for (const b of form.querySelectorAll('button[aria-disabled]')) b.removeAttribute('aria-disabled')
  }
}
window.addEventListener('pageshow', free)

// Leaving a half-written note asks first: a tab pressed by mistake must not cost a paragraph.
let dirty = false
document.addEventListener('input', (e) => {
  if (e.target.matches('textarea') && e.target.form?.getAttribute('method') === 'post') dirty = e.target.value.length > 40
})
window.addEventListener('beforeunload', (e) => { if (dirty) e.preventDefault() })

// "/" puts the cursor in the search field. Up and down walk the links of a table's rows.
document.addEventListener('keydown', (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey) return
  const typing = e.target.closest?.('input, textarea, select, [contenteditable]')
  if (e.key === '/' && !typing) {
    const box = document.querySelector('[data-search]')
    if (box) { e.preventDefault(); box.focus(); box.select?.() }
    return
  }
  const row = !typing && e.target.closest?.('tbody tr')
  if (row && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) {
    const next = e.key === 'ArrowDown' ? row.nextElementSibling : row.previousElementSibling
    const link = next?.querySelector('a')
    if (link) { e.preventDefault(); link.focus() }
  }
})

// On a phone the tabs of a record scroll sideways: the current one comes into view.
for (const tab of document.querySelectorAll('.tz-tabs [aria-current]')) {
  const bar = tab.closest('ul')
  bar.scrollLeft = tab.getBoundingClientRect().left - bar.getBoundingClientRect().left - 24
}

// Escape and a click elsewhere close the menus of the header.
const menus = () => document.querySelectorAll('.tz-header details[open]')
document.addEventListener('click', (e) => { for (const m of menus()) if (!m.contains(e.target)) m.open = false })
document.addEventListener('keydown', (e) => {
  if (e.key !== 'Escape') return
  for (const m of menus()) { m.open = false; m.querySelector('summary')?.focus() }
})

// Buttons that only a script can serve are hidden without one.
const serve = () => { for (const b of document.querySelectorAll('[data-print]')) b.hidden = false }
serve()
document.addEventListener('click', (e) => { if (e.target.closest('[data-print]')) window.print() })

// A radio or checkbox may show further questions; without scripts they are always shown.
const reveal = (scope) => {
  for (const box of scope.querySelectorAll('[data-reveal]')) {
    const target = document.getElementById(box.dataset.reveal)
    if (target) target.hidden = !box.checked
  }
}
document.addEventListener('change', (e) => { if (e.target.matches('input[type=radio], input[type=checkbox]')) reveal(e.target.form ?? document) })
reveal(document)

// After a page came back with errors the reader is taken to them; after a part was exchanged, to that part.
document.querySelector('[data-focus-on-load]')?.focus()
const arrive = (focus) => {
  for (const part of document.querySelectorAll('[data-focus-after-swap]')) {
    part.removeAttribute('data-focus-after-swap')
    if (!focus) continue
    part.tabIndex = -1
    part.focus()
  }
}
arrive(false)
document.addEventListener('htmx:before:request', (e) => {
  const target = e.target.closest?.('[data-busy]')?.getAttribute('hx-target')
  if (target?.startsWith('#')) document.querySelector(target)?.setAttribute('aria-busy', 'true')
})
// A form that saves by itself sends what stands in it now, not what stood there when an earlier saving was still on its way,
// under a key of its own: the key of the form is kept for its button.
document.addEventListener('htmx:before:request', (e) => {
  const form = e.target.closest?.('form[data-keeps]')
  if (!form || !e.detail?.ctx?.request) return
  const body = new URLSearchParams(new FormData(form))
  if (form.elements._keepkey) body.set('_key', form.elements._keepkey.value)
  e.detail.ctx.request.body = body
})
document.addEventListener('htmx:after:swap', (e) => {
  if (e.target.closest?.('form[data-keeps]')) dirty = false
  reveal(document)
  serve()
  arrive(true)
  const told = document.querySelector('[data-say]')
  if (told) { say(told.dataset.say); told.removeAttribute('data-say') }
})
document.addEventListener('htmx:finally:request', () => {
  for (const part of document.querySelectorAll('[aria-busy]')) part.removeAttribute('aria-busy')
  free()
})

// Idle lock: a warning a minute before. Working on the page tells the server at most once a minute. A half-written note
// stays on the screen: the server keeps it as a draft when it is sent after the lock has fallen.
const idle = document.getElementById('idle')
if (idle) {
  const after = Number(idle.dataset.after) * 1000
  let last = Date.now() // when the reader last did something
  let told = last // when the server was last told
  const alive = () => {
    last = Date.now()
    idle.hidden = true
    if (idle.dataset.alive && last - told > 60000) {
      told = last
      fetch(idle.dataset.alive, { cache: 'no-store' }).catch(() => {})
    }
  }
  for (const kind of ['keydown', 'pointerdown']) document.addEventListener(kind, alive, { passive: true })
  setInterval(() => {
    const gone = Date.now() - last
    if (gone > after - 60000) idle.hidden = false
    if (gone > after && idle.dataset.lock && !dirty) location.assign(idle.dataset.lock)
  }, 5000)
}
