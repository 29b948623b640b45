import { onBeforeUnmount, onMounted } from 'vue'
import type { Router } from 'vue-router'

/** `g` and then a letter goes to a room. */
export const GO_KEYS: Record<string, string> = { b: 'board', z: 'zones', n: 'notices', o: 'orders', r: 'rules', p: 'register', l: 'rounds', t: 'ledgers' }
const AFTER_G_MS = 1200

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** A closed dialog may stay in the page, hidden. */
const dialogOpen = (): boolean =>
  [...document.querySelectorAll('.el-overlay')].some((overlay) => overlay.getClientRects().length > 0)

export function useKeys(router: Router, showHelp: () => void): void {
  let gAt = 0
  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    if (dialogOpen()) return
    if (event.key === '/') {
      const field = document.querySelector<HTMLInputElement>('[data-search] input, input[data-search]')
      if (field) { event.preventDefault(); field.focus() }
    } else if (event.key === '?') {
      showHelp()
    } else if (event.key === 'g') {
      gAt = Date.now()
    } else if (Date.now() - gAt < AFTER_G_MS && GO_KEYS[event.key]) {
      gAt = 0
      void router.push({ name: GO_KEYS[event.key]! })
    }
  }
  onMounted(() => document.addEventListener('keydown', pressed))
  onBeforeUnmount(() => document.removeEventListener('keydown', pressed))
}
