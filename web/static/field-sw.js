// The service worker of field work: it keeps the empty shell of one page and the files that the page loads, nothing else. Pages about
// clients, answers of the service and what is sent never pass through it. SHELL comes from the script that loads this one.
/* global SHELL, clients */
const CACHE = 'tuzjol-field-' + SHELL.version

self.addEventListener('install', (e) => {
  e.waitUntil((async () => {
    const cache = await caches.open(CACHE)
    await cache.addAll(SHELL.files)
    // without cookies: the shell of nobody in particular
    for (const page of SHELL.pages) await cache.put(page, await fetch(page, { credentials: 'omit', cache: 'no-store' }))
    await self.skipWaiting()
  })())
})

self.addEventListener('activate', (e) => {
  e.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith('tuzjol-field-') && name !== CACHE) await caches.delete(name)
    await self.clients.claim()
  })())
})

self.addEventListener('fetch', (e) => {
  const url = new URL(e.request.url)
  if (e.request.method !== 'GET' || url.origin !== location.origin) return
  if (e.request.mode === 'navigate' && url.pathname === SHELL.path) e.respondWith(shell(e.request, url))
  else if (SHELL.files.includes(url.pathname)) e.respondWith(caches.match(url.pathname).then((r) => r ?? fetch(e.request)))
})

const shell = async (request, url) => {
  try {
    return await fetch(request)
  } catch {
    const lang = url.searchParams.get('lang')
    const page = SHELL.pages.find((p) => p.endsWith('lang=' + lang)) ?? SHELL.pages[0]
    return (await caches.match(page)) ?? Response.error()
  }
}
