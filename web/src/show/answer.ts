// Answers for the pages of a code on a phone that keeps one, while the centre cannot: the page from the
// phone is opened instead. It keeps nothing, and answers for no other page.
import { SCRIPT, STILL } from './kept'

/** A centre that takes longer is not reached. */
const WAIT_MS = 10_000
const CODES = ['/code', '/code/show']

export interface Around { fetch: (request: Request) => Promise<Response>; kept: (address: string) => Promise<Response | undefined>; origin: string }

/** What is answered; null where it is none of ours. */
export function answerOf(request: Request, around: Around): Promise<Response> | null {
  const { origin, pathname, search } = new URL(request.url)
  if (origin !== around.origin) return null
  if (request.mode === 'navigate' && CODES.includes(pathname)) return codePage(request, around)
  if (pathname === STILL || pathname + search === SCRIPT) return fromPhone(request, pathname === STILL ? STILL : SCRIPT, around)
  return null
}

async function codePage(request: Request, { fetch, origin }: Around): Promise<Response> {
  const late = new Promise<null>((tell) => { setTimeout(() => { tell(null) }, WAIT_MS) })
  const answer = await Promise.race([fetch(request), late]).catch(() => null)
  // 503 is also how a centre sheds what is too much; what stands before it says 502 and 504.
  return answer && ![502, 503, 504].includes(answer.status) ? answer : Response.redirect(origin + STILL, 303)
}

async function fromPhone(request: Request, address: string, { fetch, kept }: Around): Promise<Response> {
  // The page of a shown code takes them along anew.
  const isTaken = request.mode !== 'navigate' && request.cache === 'reload'
  const known = isTaken ? undefined : await kept(address)
  return known ?? fetch(request)
}
