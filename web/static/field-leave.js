// What a device took along for field work goes with the sign-out, and after its last hour. What is not sent yet is asked about first.
const kept = () => { try { return JSON.parse(localStorage.getItem('field') ?? 'null') } catch { return null } }
const forget = () => { localStorage.removeItem('field'); indexedDB.deleteDatabase('tuzjol-field') }

export const leaving = () => {
  if (kept() && Date.now() > kept().last) forget()
  document.addEventListener('submit', (e) => {
    if (e.target.getAttribute('action') !== '/signout' || !kept()) return
    if (kept().unsent === 0) { forget(); return }
    e.preventDefault()
    e.stopImmediatePropagation()
    location.assign('/field/visits?leaving=1')
  }, true)
}
