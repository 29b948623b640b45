import { createApp, shallowRef } from 'vue'
import { language } from '@/words/language'
import App from './App.vue'
import './gate.css'
import { open, start } from './store'
import { keepGoing } from './sync'

document.documentElement.lang = language.value

if ('serviceWorker' in navigator && import.meta.env.PROD)
  addEventListener('load', () => void navigator.serviceWorker.register('/gate/sw.js', { scope: '/gate/' }))

/** The secret comes behind the `#`, which no server sees; it leaves the address at once. */
function link(): string {
  const { hash } = location
  if (hash !== '') history.replaceState(null, '', location.pathname)
  return hash
}

// Two windows would both get the last place inside: only one works, the other waits for it.
const isAlone = shallowRef(false)
void navigator.locks.request('fangxian-gate', async () => {
  isAlone.value = true
  await start(link())
  addEventListener('hashchange', () => void open(link()))
  keepGoing()
  return new Promise(() => undefined)
})
createApp(App, { isAlone }).mount('#app')
