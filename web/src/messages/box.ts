// The signed-in person's messages: what has landed, and how many are unread.
import { shallowReactive } from 'vue'
import { api } from '@/api/client'
import type { MessageRow } from '@/api/contract'

/** A change must be known within a minute; the server lands a message within a second. */
const ASK_MS = 30_000

interface Box { rows: MessageRow[]; n_unread: number; next: string | null; asked: boolean; error: unknown }
const nothing = (): Box => ({ rows: [], n_unread: 0, next: null, asked: false, error: null })
export const box = shallowReactive<Box>(nothing())

/** Asks for the newest. Answers whether something unread has come in since. */
export async function askBox(): Promise<boolean> {
  const newest = box.rows[0]?.message_id
  try {
    const page = await api.messages.list({})
    const isNew = box.asked && page.n_unread > 0 && page.rows[0]?.message_id !== newest
    Object.assign(box, { rows: page.rows, next: page.next, n_unread: page.n_unread, asked: true, error: null })
    return isNew
  } catch (error) {
    box.error = error
    return false
  }
}

export async function olderMessages(): Promise<void> {
  if (box.next === null) return
  const page = await api.messages.list({ before: box.next })
  Object.assign(box, { rows: [...box.rows, ...page.rows], next: page.next, n_unread: page.n_unread })
}

export async function readMessages(messages: MessageRow[]): Promise<void> {
  const unread = messages.filter((message) => !message.read)
  await Promise.all(unread.map((message) => api.messages.read(message.message_id)))
  const read = new Set(unread.map((message) => message.message_id))
  box.rows = box.rows.map((row) => (read.has(row.message_id) ? { ...row, read: true } : row))
  box.n_unread = Math.max(0, box.n_unread - read.size)
}

/** Asks while the page is looked at, until the answer is called; `came` hears of new ones. */
export function keepAsking(came: () => void = () => undefined): () => void {
  const ask = (): void => { if (!document.hidden) void askBox().then((isNew) => { if (isNew) came() }) }
  ask()
  const timer = setInterval(ask, ASK_MS)
  document.addEventListener('visibilitychange', ask)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', ask)
  }
}

export function emptyBox(): void { Object.assign(box, nothing()) }
