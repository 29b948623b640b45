import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { isReady, mayEnter, ROOM_ACTS, type Room } from '@/api/acts'
import type { Me } from '@/api/contract'
import { session, sessionNow } from './session'

const rooms: RouteRecordRaw[] = [
  { path: '/board', name: 'board', meta: { room: 'board' }, component: () => import('./rooms/board/BoardRoom.vue') },
  { path: '/zones', name: 'zones', meta: { room: 'zones' }, component: () => import('./rooms/zones/ZonesRoom.vue') },
  { path: '/zones/:zone', name: 'zone', meta: { room: 'zones' }, props: true, component: () => import('./rooms/zones/ZoneRoom.vue') },
  { path: '/notices', name: 'notices', meta: { room: 'notices' }, component: () => import('./rooms/notices/NoticesRoom.vue') },
  { path: '/notices/:notice', name: 'notice', meta: { room: 'notices' }, props: true, component: () => import('./rooms/notices/NoticeRoom.vue') },
  { path: '/drafts', name: 'drafts', meta: { room: 'drafts' }, component: () => import('./rooms/drafts/DraftsRoom.vue') },
  { path: '/national', name: 'national', meta: { room: 'national' }, component: () => import('./rooms/national/NationalRoom.vue') },
  { path: '/elsewhere', name: 'elsewhere', meta: { room: 'elsewhere' }, component: () => import('./rooms/elsewhere/ElsewhereRoom.vue') },
  { path: '/orders', name: 'orders', meta: { room: 'orders' }, component: () => import('./rooms/orders/OrdersRoom.vue') },
  { path: '/register', name: 'register', meta: { room: 'register' }, component: () => import('./rooms/register/RegisterRoom.vue') },
  { path: '/register/import', name: 'imports', meta: { room: 'imports', under: 'register' }, component: () => import('./rooms/imports/ImportsRoom.vue') },
  { path: '/exports', name: 'exports', meta: { room: 'exports' }, component: () => import('./rooms/exports/ExportsRoom.vue') },
  { path: '/charges', name: 'charges', meta: { room: 'charges' }, component: () => import('./rooms/charges/ChargesRoom.vue') },
  { path: '/results', name: 'results', meta: { room: 'results' }, component: () => import('./rooms/results/ResultsRoom.vue') },
  { path: '/ledgers', name: 'ledgers', meta: { room: 'ledgers' }, component: () => import('./rooms/ledgers/LedgersRoom.vue') },
  { path: '/grids', name: 'grids', meta: { room: 'grids' }, component: () => import('./rooms/grids/GridsRoom.vue') },
  { path: '/rounds', name: 'rounds', meta: { room: 'rounds' }, component: () => import('./rooms/rounds/RoundsRoom.vue') },
  { path: '/rounds/:round', name: 'round', meta: { room: 'rounds' }, props: true, component: () => import('./rooms/rounds/RoundRoom.vue') },
  { path: '/sampling', name: 'sampling', meta: { room: 'sampling' }, component: () => import('./rooms/sampling/SamplingRoom.vue') },
  { path: '/frequency', name: 'frequency', meta: { room: 'frequency' }, component: () => import('./rooms/frequency/FrequencyRoom.vue') },
  { path: '/antigen', name: 'antigen', meta: { room: 'antigen' }, component: () => import('./rooms/antigen/AntigenRoom.vue') },
  { path: '/codes', name: 'codes', meta: { room: 'codes' }, component: () => import('./rooms/codes/CodeReasonsRoom.vue') },
  { path: '/code-work', name: 'code_work', meta: { room: 'code_work' }, component: () => import('./rooms/codes/CodeWorkRoom.vue') },
  { path: '/code-appeals', name: 'code_appeals', meta: { room: 'code_appeals' }, component: () => import('./rooms/codes/AppealsRoom.vue') },
  { path: '/code-told', name: 'code_told', meta: { room: 'code_told' }, component: () => import('./rooms/codes/CodeToldRoom.vue') },
  { path: '/cases', name: 'cases', meta: { room: 'cases' }, component: () => import('./rooms/cases/CasesRoom.vue') },
  { path: '/cases/:case', name: 'case', meta: { room: 'cases' }, props: true, component: () => import('./rooms/cases/CaseRoom.vue') },
  { path: '/operations', name: 'operations', meta: { room: 'operations' }, component: () => import('./rooms/cases/OperationsRoom.vue') },
  { path: '/isolation', name: 'isolation', meta: { room: 'isolation' }, component: () => import('./rooms/isolation/IsolationRoom.vue') },
  { path: '/follow-ups', name: 'follow_ups', meta: { room: 'follow_ups' }, component: () => import('./rooms/follow/FollowRoom.vue') },
  { path: '/transmission', name: 'transmission', meta: { room: 'transmission' }, component: () => import('./rooms/transmission/TransmissionRoom.vue') },
  { path: '/risk-lists', name: 'risk_lists', meta: { room: 'risk_lists' }, component: () => import('./rooms/risk/RiskRoom.vue') },
  { path: '/codes-down', name: 'outage', meta: { room: 'outage' }, component: () => import('./rooms/outage/OutageRoom.vue') },
  { path: '/care', name: 'care', meta: { room: 'care' }, component: () => import('./rooms/care/CareRoom.vue') },
  { path: '/outside', name: 'outside', meta: { room: 'outside' }, component: () => import('./rooms/outside/OutsideRoom.vue') },
  { path: '/canaries', name: 'canaries', meta: { room: 'canaries' }, component: () => import('./rooms/canaries/CanariesRoom.vue') },
  { path: '/chains', name: 'chains', meta: { room: 'chains' }, component: () => import('./rooms/chains/ChainsRoom.vue') },
  { path: '/sites', name: 'sites', meta: { room: 'sites' }, component: () => import('./rooms/sites/SitesRoom.vue') },
  { path: '/arrivals', name: 'arrivals', meta: { room: 'arrivals' }, component: () => import('./rooms/arrivals/ArrivalsRoom.vue') },
  { path: '/lodgings', name: 'lodgings', meta: { room: 'lodgings' }, component: () => import('./rooms/lodgings/LodgingsRoom.vue') },
  { path: '/verifications', name: 'verifications', meta: { room: 'verifications' }, component: () => import('./rooms/verifications/VerificationsRoom.vue') },
  { path: '/filings', name: 'filings', meta: { room: 'filings' }, component: () => import('./rooms/filings/FilingsRoom.vue') },
  { path: '/venues', name: 'venues', meta: { room: 'venues' }, component: () => import('./rooms/venues/VenuesRoom.vue') },
  { path: '/reports', name: 'reports', meta: { room: 'reports' }, component: () => import('./rooms/reports/ReportsRoom.vue') },
  { path: '/custody', name: 'custody', meta: { room: 'custody' }, component: () => import('./rooms/custody/CustodyRoom.vue') },
  { path: '/labs', name: 'labs', meta: { room: 'labs' }, component: () => import('./rooms/labs/LabsRoom.vue') },
  { path: '/rules', name: 'rules', meta: { room: 'rules' }, component: () => import('./rooms/rules/RulesRoom.vue') },
  { path: '/accounts', name: 'accounts', meta: { room: 'accounts' }, component: () => import('./rooms/accounts/AccountsRoom.vue') },
  { path: '/vouching', name: 'vouching', meta: { room: 'vouching' }, component: () => import('./rooms/accounts/VouchingRoom.vue') },
  { path: '/audit', name: 'audit', meta: { room: 'audit' }, component: () => import('./rooms/audit/AuditRoom.vue') },
  { path: '/messages', name: 'messages', component: () => import('./rooms/messages/MessagesRoom.vue') },
  { path: '/drill', name: 'drill', meta: { room: 'drill' }, component: () => import('./rooms/drill/DrillRoom.vue') },
]

/** The first room that this person may enter. */
export function homeOf(me: Me): Room {
  return (Object.keys(ROOM_ACTS) as Room[]).find((room) => mayEnter(me, room)) ?? 'board'
}

export const router = createRouter({
  history: createWebHistory('/desk/'),
  routes: [
    { path: '/sign-in', name: 'sign-in', component: () => import('./rooms/sign-in/SignInRoom.vue') },
    { path: '/', component: () => import('./Shell.vue'), children: rooms },
    { path: '/:elsewhere(.*)*', redirect: '/' },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach(async (to) => {
  const me = session.me ?? await sessionNow()
  if (to.name === 'sign-in') return isReady(me) ? { name: homeOf(me) } : true
  if (!isReady(me)) return { name: 'sign-in', query: to.path === '/' ? {} : { next: to.fullPath } }
  return to.path === '/' ? { name: homeOf(me) } : true
})
