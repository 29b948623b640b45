import { createRouter, createWebHistory } from 'vue-router'
import { isReady } from '@/api/acts'
import { work } from './work'
import ListRoom from './rooms/ListRoom.vue'
import OrderRoom from './rooms/OrderRoom.vue'
import MessagesRoom from './rooms/MessagesRoom.vue'
import RoundsRoom from './rooms/RoundsRoom.vue'
import SignInRoom from './rooms/SignInRoom.vue'
import TodayRoom from './rooms/TodayRoom.vue'
import QueueRoom from './rooms/QueueRoom.vue'

export const router = createRouter({
  history: createWebHistory('/field/'),
  routes: [
    { path: '/', name: 'today', component: TodayRoom },
    { path: '/sign-in', name: 'sign-in', component: SignInRoom },
    { path: '/orders/:order', name: 'order', component: OrderRoom, props: true },
    { path: '/due', name: 'due', component: () => import('./rooms/DueRoom.vue') },
    { path: '/follow', name: 'follow', component: () => import('./rooms/FollowRoom.vue') },
    { path: '/rounds', name: 'rounds', component: RoundsRoom },
    { path: '/rounds/:round', name: 'list', component: ListRoom, props: true },
    { path: '/messages', name: 'messages', component: MessagesRoom },
    { path: '/queue', name: 'queue', component: QueueRoom },
    { path: '/:elsewhere(.*)*', redirect: '/' },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach((to) => {
  const ready = isReady(work.me)
  if (to.name === 'sign-in') return ready ? { name: 'today' } : true
  return ready ? true : { name: 'sign-in' }
})
