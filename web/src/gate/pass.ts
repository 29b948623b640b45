// Reads what a code says, as the server does (core::passes): COSE over CWT claims in base45. There is
// one way of writing a pass; what is written otherwise is none.
export type Color = 'green' | 'yellow' | 'red'
export type PassKind = 'screen' | 'paper'
export interface Pass {
  kind: PassKind
  color: Color
  /** Stands for a person: 16 signs of hex. The centre alone knows for whom. */
  alias: string
  /** In milliseconds. */
  made_at: number
  /** What the document is compared with; on paper only. */
  mark: string | null
}
export interface SignedPass { pass: Pass; key: string; signature: Uint8Array; signed: Uint8Array; head: Uint8Array; way: Step[] }
/** A step from a pass to the root of those that were signed together (core::passes::group). */
interface Step { beside: Uint8Array; isBefore: boolean }

export const PREFIX = 'FX1:'
const TEXT_CHARS_MAX = 600
export const SECONDS: Record<PassKind, number> = { screen: 90, paper: 24 * 3_600 }
const KINDS: PassKind[] = ['screen', 'paper']
const COLORS: Color[] = ['green', 'yellow', 'red']
const [SIGN1, EDDSA, PASSAGE, CENTRE_TAG, WAY] = [18, -8, -77_001, -77_002, -77_003]
const GROUP = new TextEncoder().encode('passes signed together')
const [NODE_BYTES, STEPS_MAX] = [16, 4]
const SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

class NotAPass extends Error {}
function ensure(holds: boolean): void { if (!holds) throw new NotAPass() }
export const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
export const unhex = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

/** The bytes of a text; null where it is not the one way of writing them (RFC 9285). */
export function unbase45(text: string): Uint8Array | null {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at += 3) {
    const part = [...text.slice(at, at + 3)].map((sign) => SIGNS.indexOf(sign))
    if (part.includes(-1) || part.length === 1) return null
    const n = part.reduceRight((sum, value) => sum * 45 + value, 0)
    if (n > (part.length === 3 ? 0xffff : 0xff)) return null
    bytes.push(...(part.length === 3 ? [n >> 8, n & 0xff] : [n]))
  }
  return Uint8Array.from(bytes)
}

/** As much of CBOR as a pass is made of. */
class Reader {
  at = 0
  constructor(readonly bytes: Uint8Array) {}
  private byte(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined) throw new NotAPass()
    this.at += 1
    return byte
  }
  /** The number beside a kind, where it is written as short as can be. */
  private head(): [kind: number, n: number] {
    const first = this.byte()
    const [kind, short] = [first >> 5, first & 31]
    if (short < 24) return [kind, short]
    ensure(short <= 27)
    let n = 0
    for (let left = 1 << (short - 24); left > 0; left -= 1) n = n * 256 + this.byte()
    ensure(Number.isSafeInteger(n) && n >= [24, 0x100, 0x1_0000, 0x1_0000_0000][short - 24]!)
    return [kind, n]
  }
  private of(wanted: number): number {
    const [kind, n] = this.head()
    ensure(kind === wanted)
    return n
  }
  int(): number {
    const [kind, n] = this.head()
    ensure(kind <= 1)
    return kind === 0 ? n : -1 - n
  }
  is(n: number): void { ensure(this.int() === n) }
  bytesOf(length?: number): Uint8Array {
    const n = this.of(2)
    ensure((length === undefined || n === length) && this.at + n <= this.bytes.length)
    return this.bytes.slice(this.at, this.at += n)
  }
  text(): string {
    const n = this.of(3)
    ensure(this.at + n <= this.bytes.length)
    const part = this.bytes.slice(this.at, this.at += n)
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(part)
  }
  array(): number { return this.of(4) }
  map(n: number): void { ensure(this.mapOf() === n) }
  mapOf(): number { return this.of(5) }
  tag(n: number): void { ensure(this.of(6) === n) }
  end(): void { ensure(this.at === this.bytes.length) }
}

/** The head of a string of bytes, or of text, up to 64 KB. */
const headOf = (kind: number, n: number): number[] => (n < 24 ? [kind << 5 | n] : n < 256 ? [kind << 5 | 24, n] : [kind << 5 | 25, n >> 8, n & 0xff])
/** What is signed: the `Sig_structure` of RFC 9052. */
function signedBytes(head: Uint8Array, body: Uint8Array, signedFor = new Uint8Array()): Uint8Array {
  const word = new TextEncoder().encode('Signature1')
  const parts = [head, signedFor, body].flatMap((part) => [...headOf(2, part.length), ...part])
  return Uint8Array.from([0x84, ...headOf(3, word.length), ...word, ...parts])
}

function wayOf(bytes: Uint8Array): Step[] {
  const [before = 0, n] = [bytes[0], (bytes.length - 1) / NODE_BYTES]
  ensure(Number.isInteger(n) && n >= 1 && n <= STEPS_MAX && before >> n === 0)
  return Array.from({ length: n }, (_, at) => ({
    beside: bytes.slice(1 + at * NODE_BYTES, 1 + (at + 1) * NODE_BYTES),
    isBefore: (before >> at & 1) === 1,
  }))
}

const sum = async (...parts: Uint8Array[]): Promise<Uint8Array> => {
  const bytes = Uint8Array.from(parts.flatMap((part) => [...part]))
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).slice(0, NODE_BYTES)
}

/** What the signature has to be over: the pass, or the root that its way leads to. */
export async function proven({ signed, head, way }: SignedPass): Promise<Uint8Array> {
  if (way.length === 0) return signed
  let node = await sum(Uint8Array.of(0), signed)
  for (const { beside, isBefore } of way) node = await sum(Uint8Array.of(1), ...(isBefore ? [beside, node] : [node, beside]))
  return signedBytes(head, node, GROUP)
}

function claimsOf(bytes: Uint8Array, city: string): Pass {
  const read = new Reader(bytes)
  read.map(4)
  read.is(1)
  ensure(read.text() === city)
  read.is(4)
  const ends = read.int()
  read.is(6)
  const made = read.int()
  read.is(PASSAGE)
  const n = read.array()
  ensure(n === 3 || n === 4)
  const [kind, color] = [KINDS[read.int() - 1], COLORS[read.int() - 1]]
  const alias = hex(read.bytesOf(8))
  const mark = n === 4 ? read.text() : null
  read.end()
  if (!kind || !color) throw new NotAPass()
  ensure(made >= 0 && made < 2 ** 40 && ends === made + SECONDS[kind])
  return { kind, color, alias, made_at: made * 1_000, mark }
}

/** What a text says, where it is a pass of this city; its signature is not looked at. Null where it is none. */
export function parse(text: string, city: string): SignedPass | null {
  if (new TextEncoder().encode(text).length > TEXT_CHARS_MAX || !text.startsWith(PREFIX)) return null
  const bytes = unbase45(text.slice(PREFIX.length))
  if (!bytes) return null
  try {
    const read = new Reader(bytes)
    read.tag(SIGN1)
    ensure(read.array() === 4)
    const head = read.bytesOf()
    const n = read.mapOf()
    ensure(n === 1 || n === 2)
    read.is(CENTRE_TAG)
    read.bytesOf(16)
    if (n === 2) read.is(WAY)
    const way = n === 2 ? wayOf(read.bytesOf()) : []
    const body = read.bytesOf()
    const signature = read.bytesOf(64)
    read.end()
    const inside = new Reader(head)
    inside.map(2)
    inside.is(1)
    inside.is(EDDSA)
    inside.is(4)
    const key = hex(inside.bytesOf(8))
    inside.end()
    return { pass: claimsOf(body, city), key, signature, signed: signedBytes(head, body), head, way }
  } catch { return null }
}
