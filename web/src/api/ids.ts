/** A UUIDv7: the client names what it writes, so that a repeated send is the same record. */
export function newId(now: number = Date.now(), random: Uint8Array = crypto.getRandomValues(new Uint8Array(10))): string {
  const time = Math.floor(now).toString(16).padStart(12, '0')
  const tail = [...random].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const variant = ((random[2] ?? 0) & 0x3f | 0x80).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${tail.slice(0, 3)}-${variant}${tail.slice(6, 8)}-${tail.slice(8, 20)}`
}

/** Gives one id to one body: sending the same again is the same record, another body is another. */
export function idPerBody(make: () => string = newId): (body: unknown) => string {
  let last: string | null = null
  let id = ''
  return (body) => {
    const text = JSON.stringify(body)
    if (text !== last) [last, id] = [text, make()]
    return id
  }
}
