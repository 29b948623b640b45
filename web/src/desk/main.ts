import { createApp, watch } from 'vue'
import { language } from '@/words/language'
import App from './App.vue'
import './elements'
import { router } from './router'
import { session } from './session'
import './theme.css'

document.documentElement.lang = language.value

// A session that ends elsewhere ends here too, and comes back to the same page.
watch(() => session.me, (me) => {
  const now = router.currentRoute.value
  if (me === null && now.name !== 'sign-in' && now.name !== undefined)
    void router.push({ name: 'sign-in', query: session.ended ? { next: now.fullPath } : {} })
})

createApp(App).use(router).mount('#app')
