import { reactive } from 'vue'
import { api, holdPurposes, whenSignedOut } from '@/api/client'
import type { Day, Me } from '@/api/contract'

interface Session { me: Me | null; asked: boolean; ended: boolean }

/** Who is signed in at this desk. */
export const session = reactive<Session>({ me: null, asked: false, ended: false })

function admit(me: Me): Me {
  holdPurposes(me.purposes)
  Object.assign(session, { me, asked: true, ended: false })
  return me
}

whenSignedOut(() => {
  session.ended = session.me !== null
  session.me = null
})

/** Asks once who is signed in; not being signed in is an answer. */
export async function sessionNow(): Promise<Me | null> {
  if (session.asked) return session.me
  try { return admit(await api.session.now()) } catch { session.asked = true; return null }
}

export const signIn = async (login: string, password: string): Promise<Me> => admit(await api.session.signIn(login, password))

export async function changePassword(old: string, fresh: string): Promise<void> {
  admit(await api.session.changePassword(old, fresh))
}

/** Asks anew who is signed in, and what he may do by now. */
export async function askAgain(): Promise<void> { admit(await api.session.now()) }

export async function signOut(): Promise<void> {
  await api.session.signOut()
  session.me = null
}

export function moveToday(day: Day): void { if (session.me) session.me.today = day }

/** The city's day; empty only before sign-in. */
export const today = (): Day => session.me?.today ?? ''
