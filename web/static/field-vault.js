// The locked box of a device: what was taken along and what was written down lies in IndexedDB, sealed with AES-GCM under a key that
// is itself wrapped under the device's PIN. The open key lives in this page only. Each try is counted before it is made; after the
// last one everything is gone. A short PIN slows a thief down, it does not stop one who has the device's memory and time: that is why
// little is kept, and not for long.
const NAME = 'tuzjol-field'
const ITERATIONS = 600000
export const TRIES = 5
export const PIN = /^\d{6,12}$/
const HOUR = 3600000
const LAST = 72 * HOUR // what was not sent is kept longer than the day's list, and then goes too

let key = null

const open = () => new Promise((resolve, reject) => {
  const r = indexedDB.open(NAME, 1)
  r.onupgradeneeded = () => { r.result.createObjectStore('meta'); r.result.createObjectStore('items') }
  r.onsuccess = () => resolve(r.result)
  r.onerror = () => reject(r.error)
})

const run = async (mode, store, fn) => {
  const db = await open()
  try {
    return await new Promise((resolve, reject) => {
      const tx = db.transaction(store, mode)
      let out
      fn(tx.objectStore(store), (v) => { out = v })
      tx.oncomplete = () => resolve(out)
      tx.onerror = tx.onabort = () => reject(tx.error)
    })
  } finally {
    db.close()
  }
}

const read = (store, id) => run('readonly', store, (s, give) => { const r = s.get(id); r.onsuccess = () => give(r.result) })
const write = (store, id, v) => run('readwrite', store, (s) => { s.put(v, id) })

const bytes = (n) => crypto.getRandomValues(new Uint8Array(n))

const wrapping = async (pin, salt) => crypto.subtle.deriveKey(
  { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ITERATIONS },
  await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveKey']),
  { name: 'AES-GCM', length: 256 }, false, ['wrapKey', 'unwrapKey'])

// What the whole site may know without the PIN: how much is unsent and when it all goes.
const tell = async () => {
  const meta = await read('meta', 'vault')
  if (!meta) return localStorage.removeItem('field')
  localStorage.setItem('field', JSON.stringify({ unsent: await unsent(), last: meta.last }))
}

export const unlocked = () => key !== null

export const wipe = () => new Promise((resolve) => {
  key = null
  localStorage.removeItem('field')
  const r = indexedDB.deleteDatabase(NAME)
  r.onsuccess = r.onerror = r.onblocked = () => resolve()
})

// The state of the box without opening it; what is too old is taken out of it first.
export const look = async () => {
  const meta = await read('meta', 'vault')
  if (!meta) return null
  if (Date.now() > meta.last) { await wipe(); return null }
  if (Date.now() > meta.until) await run('readwrite', 'items', (s) => { s.delete('day') })
  return meta
}

export const create = async (pin, meta) => {
  await wipe()
  const salt = bytes(16)
  const iv = bytes(12)
  const open = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt'])
  const wrapped = await crypto.subtle.wrapKey('raw', open, await wrapping(pin, salt), { name: 'AES-GCM', iv })
  const now = Date.now()
  await write('meta', 'vault', { ...meta, salt, iv, wrapped, tries: TRIES, until: now + meta.hours * HOUR, last: now + LAST })
  return unlock(pin)
}

// unlock says 'open', 'wrong' or 'wiped'.
export const unlock = async (pin) => {
  const meta = await run('readwrite', 'meta', (s, give) => {
    const r = s.get('vault')
    r.onsuccess = () => {
      const m = r.result
      if (!m) return
      m.tries--
      if (m.tries >= 0) s.put(m, 'vault')
      give(m)
    }
  })
  if (!meta || meta.tries < 0) { await wipe(); return 'wiped' }
  try {
    key = await crypto.subtle.unwrapKey('raw', meta.wrapped, await wrapping(pin, meta.salt), { name: 'AES-GCM', iv: meta.iv },
      { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  } catch {
    if (meta.tries > 0) return 'wrong'
    await wipe()
    return 'wiped'
  }
  await write('meta', 'vault', { ...meta, tries: TRIES })
  await tell()
  return 'open'
}

export const renew = async (meta) => {
  const old = await read('meta', 'vault')
  const now = Date.now()
  await write('meta', 'vault', { ...old, ...meta, until: now + meta.hours * HOUR, last: now + LAST })
  await tell()
}

const sealed = async (id, data) => {
  const iv = bytes(12)
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(id) }, key, data) }
}
const opened = (id, box) => crypto.subtle.decrypt({ name: 'AES-GCM', iv: box.iv, additionalData: new TextEncoder().encode(id) }, key, box.data)

export const putBytes = async (id, data) => { await write('items', id, await sealed(id, data)) }
export const getBytes = async (id) => { const box = await read('items', id); return box && opened(id, box) }
export const put = async (id, v) => { await putBytes(id, new TextEncoder().encode(JSON.stringify(v))); await tell() }
export const get = async (id) => { const b = await getBytes(id); return b && JSON.parse(new TextDecoder().decode(b)) }
export const drop = async (ids) => { await run('readwrite', 'items', (s) => { for (const id of ids) s.delete(id) }); await tell() }
const ids = (prefix) => run('readonly', 'items', (s, give) => { const r = s.getAllKeys(); r.onsuccess = () => give(r.result.filter((k) => k.startsWith(prefix))) })
const unsent = async () => (await ids('visit:')).length

export const all = async (prefix) => {
  const out = []
  for (const id of await ids(prefix)) out.push(await get(id))
  return out
}
