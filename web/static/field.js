// Field work: take today's visits along, write them down without a line, send them once. The page holds no client until it is unlocked.
import * as vault from './field-vault.js'
import { flush, session } from './field-send.js'
import { MOST, redraw } from './field-photo.js'

const $ = (css, part = document) => part.querySelector(css)
const word = (name) => $('#field-words [data-word="' + name + '"]')?.textContent ?? name
const show = (css, on) => { for (const e of document.querySelectorAll(css)) e.hidden = !on }

let meta = null // of the box
let day = null // what was taken along
let now = null // the visit that is being written
let line = '' // why the last sending stopped

const capturedNow = () => new Date(Date.now() + (meta?.skew ?? 0)).toISOString()
const clock = (iso) => { const d = new Date(iso); d.setMinutes(d.getMinutes() + (meta?.zone ?? 0)); return d.toISOString().slice(11, 16) }

const say = (text, bad) => {
  const e = $('#field-say')
  e.textContent = text
  e.hidden = !text
  e.classList.toggle('tz-banner--bad', !!bad)
}

// The state of the queue, always on the screen.
const state = async () => {
  const visits = vault.unlocked() ? await vault.all('visit:') : []
  const count = (s) => visits.filter((v) => v.state === s).length
  const e = $('#field-state')
  e.dataset.queued = count('queued')
  e.dataset.failed = count('failed')
  e.dataset.line = line
  e.textContent = [[count('queued'), 'queued'], [count('draft'), 'drafts'], [count('failed'), 'failed']]
    .filter(([n]) => n > 0).map(([n, w]) => word(w) + ': ' + n).concat(line && line !== 'done' && line !== 'busy' ? [word('line_' + line)] : []).join(' · ')
}

const row = (label, what, status, button, act) => {
  const r = $('#field-row').content.cloneNode(true)
  $('[data-label]', r).textContent = label
  $('[data-what]', r).textContent = what
  $('[data-status]', r).textContent = status
  const b = $('button', r)
  b.hidden = !button
  b.textContent = button ?? ''
  b.setAttribute('aria-label', (button ?? '') + ': ' + label)
  if (act) b.addEventListener('click', act)
  return r
}

const render = async () => {
  const open = vault.unlocked()
  show('#field-make', !meta)
  show('#field-unlock', !!meta && !open)
  show('#field-open', open && !now)
  show('#field-form', open && !!now)
  await state()
  if (!open) return
  const list = $('#field-list')
  list.replaceChildren()
  const visits = await vault.all('visit:')
  const notes = await vault.all('note:')
  for (const o of day?.visits ?? []) {
    const v = visits.find((x) => x.appointment === o.appointment)
    const sent = notes.some((n) => n.appointment === o.appointment)
    const edits = !v || v.state !== 'queued'
    if (sent && !v) continue
    list.append(row(o.label, [o.at, o.kind, o.address.text, o.phone.text, o.next && word('next') + ': ' + o.next].filter(Boolean).join(' · '), v ? word('state_' + v.state) : '', edits ? word('write') : null, () => edit(o, v)))
  }
  for (const v of visits.filter((x) => !(day?.visits ?? []).some((o) => o.appointment === x.appointment))) {
    list.append(row(v.label, clock(v.captured), word('state_' + v.state), null))
  }
  for (const n of notes) {
    list.append(row(n.label, word('captured') + ' ' + clock(n.captured) + ' · ' + word('received') + ' ' + clock(n.received), word('result_' + n.result), null))
  }
  $('#field-none').hidden = list.children.length > 0
}

// The form: the same fields as on the page of the office, with the obligations and steps of this client.
const filled = (template, id, text) => {
  const part = $(template).content.cloneNode(true)
  const walk = document.createTreeWalker(part, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const n = walk.currentNode
    if (n.nodeType === Node.TEXT_NODE) { n.data = n.data.replace('FIELDTEXT', text); continue }
    for (const a of [...n.attributes]) if (a.value.includes('FIELDID')) a.value = a.value.replaceAll('FIELDID', id)
  }
  return part
}

const edit = async (o, v) => {
  const form = $('#field-form form')
  form.reset()
  $('#field-who').textContent = o.label
  $('#field-next').textContent = o.next ? word('next') + ': ' + o.next : word('next_none')
  $('#field-conditions').replaceChildren(...o.duties.map((d) => filled('#field-condition', d.id, d.text)))
  $('#field-steps').replaceChildren(...o.steps.map((s) => filled('#field-step', s.id, s.text)))
  for (const b of form.querySelectorAll('[data-block]')) $('details', b).open = o.blocks.includes(b.dataset.block)
  now = v ?? {
    id: 'visit:' + crypto.randomUUID(), key: crypto.randomUUID(), state: 'draft', appointment: o.appointment, label: o.label, at: Date.now(), captured: capturedNow(),
    base: o, fields: Object.entries(o.values), photos: [],
  }
  for (const [name, value] of now.fields) put(form, name, value)
  $('#field-errors').replaceChildren(...(now.errors ?? []).map((e) => { const li = document.createElement('li'); li.textContent = e.text; return li }))
  if (now.state === 'failed' && !(now.errors ?? []).length) $('#field-errors').textContent = word(now.status === 413 ? 'too_large' : 'refused')
  pictures()
  await render()
  $('#field-who').focus()
}

const put = (form, name, value) => {
  for (const e of form.querySelectorAll('[name="' + CSS.escape(name) + '"]')) {
    if (e.type === 'radio' || e.type === 'checkbox') { if (e.value === value) e.checked = true } else if (e.type !== 'file') e.value = value
  }
}

const pictures = () => { $('#field-photos').textContent = now.photos.length ? word('photos') + ': ' + now.photos.length : '' }

const taken = () => {
  const skip = ['photo', '_key', '_csrf']
  const out = [...new FormData($('#field-form form'))].filter(([name, v]) => !skip.includes(name) && typeof v === 'string' && v !== '')
  const o = now.base
  return out.concat([
    ['client', o.client], ['appointment', o.appointment], ['row', o.row], ['captured_at', now.captured],
    ['base_phone', o.phone.row], ['base_address', o.address.row],
  ])
}

const keep = async (s) => {
  if (!now) return
  now.fields = taken()
  now.state = s
  await vault.put(now.id, now)
  await state()
}

let later = 0
document.addEventListener('input', (e) => {
  if (!e.target.closest('#field-form') || !now) return
  clearTimeout(later)
  later = setTimeout(() => keep('draft'), 300)
})

document.addEventListener('change', async (e) => {
  if (!e.target.matches('#field-form input[type=file]') || !now) return
  say('')
  for (const file of e.target.files) {
    if (file.size > MOST) { say(word('too_large'), true); continue }
    try {
      const id = 'photo:' + crypto.randomUUID()
      await vault.putBytes(id, await redraw(file))
      now.photos.push(id)
    } catch {
      say(word('no_picture'), true)
    }
  }
  e.target.value = ''
  pictures()
  await keep('draft')
})

const sync = async () => {
  if (!vault.unlocked()) return
  const r = await flush(meta.account)
  if (r === 'busy') return
  line = r
  if (r === 'done' && !now) {
    const failed = (await vault.all('visit:')).some((v) => v.state === 'failed')
    say(failed ? word('refused') : '', failed)
  }
  if (now) await state()
  else await render()
}

const store = async (key) => {
  const r = await fetch('/field/take', { method: 'POST', headers: { 'Form-Key': key }, cache: 'no-store', redirect: 'manual' })
  if (!r.ok) throw new Error('take')
  return r.json()
}

// take stores the day's list; with a PIN it makes a new box.
const take = async (pin) => {
  const s = await session()
  if (s === null || s === 'signin') { say(word(s === null ? 'line_offline' : 'line_signin'), true); return }
  if (meta && s.account !== meta.account) { say(word('line_other'), true); return }
  try {
    const d = await store(s.key)
    const about = { account: s.account, hours: d.hours, skew: Date.parse(d.now) - Date.now(), zone: d.zone }
    if (pin) await vault.create(pin, about)
    else await vault.renew(about)
    await vault.put('day', d)
    day = d
    meta = await vault.look()
    say(word('taken'))
  } catch {
    say(word('line_offline'), true)
  }
  await render()
}

const actions = {
  async make(form) {
    const pin = form.elements.pin.value
    if (!vault.PIN.test(pin)) return say(word('pin_short'), true)
    if (pin !== form.elements.again.value) return say(word('pin_differs'), true)
    form.reset()
    await take(pin)
  },
  async unlock(form) {
    const r = await vault.unlock(form.elements.pin.value)
    form.reset()
    meta = await vault.look()
    if (r !== 'open') { say(word(r === 'wrong' ? 'pin_wrong' : 'pin_wiped') + (r === 'wrong' ? ' ' + meta.tries : ''), true); return render() }
    say('')
    day = await vault.get('day')
    await render()
    await sync()
  },
  async visit() {
    clearTimeout(later)
    now.captured = now.state === 'failed' ? now.captured : capturedNow()
    await keep('queued')
    now = null
    say(word('kept'))
    await render()
    await sync()
  },
}

document.addEventListener('submit', (e) => {
  const act = actions[e.target.dataset.field]
  if (!act) return
  e.preventDefault()
  act(e.target)
}, true)

document.addEventListener('click', async (e) => {
  const what = e.target.closest('[data-field-do]')?.dataset.fieldDo
  if (what === 'take') await take()
  if (what === 'send') await sync()
  if (what === 'close') { clearTimeout(later); await keep(now.state === 'failed' ? 'failed' : 'draft'); now = null; await render() }
  if (what === 'wipe' && window.confirm(word('wipe_sure'))) { await vault.wipe(); meta = day = now = null; line = ''; say(word('wiped')); await render() }
})

window.addEventListener('online', sync)
document.addEventListener('visibilitychange', () => { if (!document.hidden) sync() })
setInterval(async () => {
  meta = await vault.look()
  if (!meta && vault.unlocked()) { await vault.wipe(); day = now = null; await render() }
  if (meta && Date.now() > meta.until && day) { day = null; await render() }
  sync()
}, 20000)

const able = window.isSecureContext && 'serviceWorker' in navigator && 'indexedDB' in window && crypto.subtle
if (able) {
  navigator.serviceWorker.register('/field/sw.js').catch(() => {})
  show('#field-need', false)
  meta = await vault.look()
  if (new URLSearchParams(location.search).has('leaving')) say(word('leaving'), true)
  await render()
  $('#field').dataset.ready = 'yes'
}
