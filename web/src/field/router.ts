import { createRouter, createWebHistory } from 'vue-router'
import { isReady, mayDo, mayEnter } from '@/api/acts'
import type { Me } from '@/api/contract'
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
    { path: '/asked', name: 'asked', component: () => import('./rooms/AskedRoom.vue') },
    { path: '/rounds', name: 'rounds', component: RoundsRoom },
    { path: '/rounds/:round', name: 'list', component: ListRoom, props: true },
    { path: '/runs', name: 'runs', component: () => import('./rooms/RunsRoom.vue') },
    { path: '/doors', name: 'doors', component: () => import('./rooms/DoorsRoom.vue') },
    { path: '/homes/:door', name: 'home', component: () => import('./rooms/HomeRoom.vue'), props: true },
    { path: '/house', name: 'house', component: () => import('./rooms/HouseRoom.vue') },
    { path: '/messages', name: 'messages', component: MessagesRoom },
    { path: '/queue', name: 'queue', component: QueueRoom },
    { path: '/:elsewhere(.*)*', redirect: '/' },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

/** Where somebody's day is: orders, or the one thing that a driver and a site's people do. */
function homeOf(me: Me): string {
  if (mayEnter(me, 'orders')) return 'today'
  if (mayDo(me, 'driveIsolation')) return 'runs'
  return mayDo(me, 'houseIsolation') ? 'house' : 'today'
}

router.beforeEach((to) => {
  const ready = isReady(work.me)
  if (!ready || work.me === null) return to.name === 'sign-in' ? true : { name: 'sign-in' }
  const home = homeOf(work.me)
  if (to.name === 'sign-in') return { name: home }
  return to.name === 'today' && home !== 'today' ? { name: home } : true
})
