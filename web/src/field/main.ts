import { createApp, watch } from 'vue'
import { language } from '@/words/language'
import App from './App.vue'
import './phone.css'
import { router } from './router'
import { followAccount } from './rounds/store'
import { start, work } from './work'

document.documentElement.lang = language.value

if ('serviceWorker' in navigator && import.meta.env.PROD)
  addEventListener('load', () => void navigator.serviceWorker.register('/field/sw.js', { scope: '/field/' }))

void start().then(() => {
  watch(() => work.me, (me) => { if (me === null) void router.push({ name: 'sign-in' }) })
  followAccount()
  createApp(App).use(router).mount('#app')
})
