import { createRouter, createWebHistory } from 'vue-router'
import SignInRoom from './rooms/SignInRoom.vue'
import TableRoom from './rooms/TableRoom.vue'
import TubeRoom from './rooms/TubeRoom.vue'
import TubesRoom from './rooms/TubesRoom.vue'
import { table } from './store'

export const router = createRouter({
  history: createWebHistory('/table/'),
  routes: [
    { path: '/', name: 'table', component: TableRoom },
    { path: '/sign-in', name: 'sign-in', component: SignInRoom },
    { path: '/tube', name: 'tube', component: TubeRoom },
    { path: '/tubes', name: 'tubes', component: TubesRoom },
    { path: '/:elsewhere(.*)*', redirect: '/' },
  ],
})

router.beforeEach((to) => (to.name === 'sign-in' || table.isOpen ? true : { name: 'sign-in' }))
