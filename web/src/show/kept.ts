// What stays on this phone where somebody asked for it: a pass for each person, in a cookie of the one page
// that shows it, which the browser itself destroys after a day; and that he asked, until it is cleared.

/** The page that opens from the phone. */
export const STILL = '/code/still'
export const SCRIPT = '/code/show.js?still'
/** What is kept of pages, beside the passes. */
export const SHELF = 'fangxian-code'
export const WORKER = { script: '/code/sw.js', scope: '/code' }

const NAME = 'kept-'
const ASKED = 'fangxian-code-kept'
const TICKETS = 'fangxian-code-tickets'
const DAY_MS = 86_400_000

export interface Kept {
  pass: string
  /** Until when, by the clock of the phone. */
  ends_at: number
}

/** What stands for somebody in his passes; nothing is kept by a name. */
export const whoOf = (ticket: string): string => ticket.slice(0, 16)

export function keepPass(who: string, { pass, ends_at }: Kept, now: number): void {
  const seconds = Math.floor(Math.min(ends_at - now, DAY_MS) / 1_000)
  document.cookie = `${NAME}${who}=${ends_at}.${encodeURIComponent(pass)}; Path=${STILL}; Max-Age=${seconds}; SameSite=Strict; Secure`
}
const dropPass = (who: string): void => { document.cookie = `${NAME}${who}=; Path=${STILL}; Max-Age=0; SameSite=Strict; Secure` }

/** What is kept and not over, the last kept first. Only the page of {@link STILL} can read it. */
export function keptHere(now: number, cookies = document.cookie): Kept[] {
  const all = cookies.split('; ').flatMap((line) => {
    const [, who, ends, pass] = new RegExp(`^${NAME}([0-9a-f]{16})=(\\d+)\\.(.+)$`).exec(line) ?? []
    if (who === undefined || pass === undefined) return []
    if (Number(ends) > now) return [{ pass: decodeURIComponent(pass), ends_at: Number(ends) }]
    dropPass(who)
    return []
  })
  return all.sort((one, other) => other.ends_at - one.ends_at)
}

type Asked = Record<string, number>
function readAs<Value extends object>(store: Storage, name: string, empty: Value): Value {
  try {
    return { ...empty, ...JSON.parse(store.getItem(name) ?? '{}') as Value }
  } catch { return empty }
}
/** Who asked that a pass stays here, and until when the last one is good. */
export const asked = (): Asked => readAs<Asked>(localStorage, ASKED, {})
export const noteAsked = (who: string, ends_at: number): void => { localStorage.setItem(ASKED, JSON.stringify({ ...asked(), [who]: ends_at })) }

/** What gets fresh passes: in this window only, and gone with it. */
export const ticketOf = (who: string): string => readAs<Record<string, string>>(sessionStorage, TICKETS, {})[who] ?? ''
export function noteTicket(ticket: string): void {
  const known = readAs<Record<string, string>>(sessionStorage, TICKETS, {})
  sessionStorage.setItem(TICKETS, JSON.stringify({ ...known, [whoOf(ticket)]: ticket }))
}

/** Nothing stays: no pass, no page, and not that somebody asked. */
export async function clearAll(): Promise<void> {
  const here = [...document.cookie.matchAll(new RegExp(`${NAME}([0-9a-f]{16})=`, 'g'))].map(([, who]) => who!)
  for (const who of [...Object.keys(asked()), ...here]) dropPass(who)
  localStorage.removeItem(ASKED)
  sessionStorage.removeItem(TICKETS)
  await caches.delete(SHELF)
  const worker = await navigator.serviceWorker.getRegistration(WORKER.scope)
  await worker?.unregister()
}

/** The page and its script come along, as they are now. */
export async function takePageAlong(): Promise<void> {
  const take = async (address: string): Promise<void> => {
    const answer = await fetch(address, { credentials: 'omit', cache: 'reload' })
    if (!answer.ok) throw new Error(address)
    await (await caches.open(SHELF)).put(address, answer)
  }
  await Promise.all([STILL, SCRIPT].map(take))
  await navigator.serviceWorker.register(WORKER.script, { scope: WORKER.scope })
}
