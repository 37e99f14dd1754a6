// Sending what was written down: in order, once, and nothing is dropped without the service or a person having it. A visit carries
// the key that the device made, so that a repeat after a lost answer gives one record and the first answer again.
import * as vault from './field-vault.js'

// session says who is signed in on this device and gives a key for one sending: 'signin' when nobody is, null without a line.
export const session = async () => {
  try {
    const r = await fetch('/field/session', { cache: 'no-store', redirect: 'manual' })
    if (r.ok) return await r.json()
    return r.type === 'opaqueredirect' || r.status === 401 || r.status === 403 || r.status === 404 ? 'signin' : null
  } catch {
    return null
  }
}

const form = async (item) => {
  const body = new FormData()
  for (const [name, value] of item.fields) body.append(name, value)
  for (const id of item.photos ?? []) body.append('photo', new Blob([await vault.getBytes(id)], { type: 'image/jpeg' }), 'photo.jpg')
  return body
}

// attempt sends one visit and says what came of it: 'wait' leaves it in the queue.
const attempt = async (item, key) => {
  let r
  let answer = {}
  try {
    r = await fetch('/field/visits', { method: 'POST', body: await form(item), headers: { 'Idempotency-Key': item.key, 'Form-Key': key }, cache: 'no-store', redirect: 'manual' })
    answer = r.headers.get('Content-Type')?.startsWith('application/json') ? await r.json() : {}
  } catch {
    return 'wait'
  }
  if (r.ok && answer.result) {
    await vault.put('note:' + item.key, { label: item.label, appointment: item.appointment, result: answer.result, captured: item.captured, received: answer.received, visit: answer.visit })
    await vault.drop([item.id, ...(item.photos ?? [])])
    return 'sent'
  }
  if ([400, 403, 404, 409, 413, 422].includes(r.status)) {
    await vault.put(item.id, { ...item, state: 'failed', errors: answer.errors ?? [], status: r.status })
    return 'failed'
  }
  return 'wait'
}

let busy = false

// flush sends what waits. It says why it stopped: 'done', 'offline', 'signin' or 'other' person.
const flushed = async (account) => {
  const waiting = (await vault.all('visit:')).filter((v) => v.state === 'queued').sort((a, b) => a.at - b.at)
  for (const item of waiting) {
    const s = await session()
    if (s === null) return 'offline'
    if (s === 'signin') return 'signin'
    if (s.account !== account) return 'other'
    if (await attempt(item, s.key) === 'wait') return 'offline'
  }
  return 'done'
}

export const flush = async (account) => {
  if (busy || !vault.unlocked()) return 'busy'
  busy = true
  try {
    if (!navigator.locks) return await flushed(account)
    return await navigator.locks.request('tuzjol-field', () => flushed(account))
  } finally {
    busy = false
  }
}
