import { createApp, shallowRef } from 'vue'
import { language } from '@/words/language'
import App from './App.vue'
import { router } from './router'
import { keepGoing } from './sync'
import './table.css'

document.documentElement.lang = language.value

if ('serviceWorker' in navigator && import.meta.env.PROD)
  addEventListener('load', () => void navigator.serviceWorker.register('/table/sw.js', { scope: '/table/' }))

// Two windows would both cut the same swabs into parts: only one works, the other waits for it.
const isAlone = shallowRef(false)
void navigator.locks.request('fangxian-table', () => {
  isAlone.value = true
  return new Promise(() => undefined)
})
keepGoing()
createApp(App, { isAlone }).use(router).mount('#app')
