/** Sixteen bytes of an IPv6 address, with IPv4 in its mapped form; undefined for what is no address. */
function bytesOf(text: string): number[] | undefined {
  const address = text
    .trim()
    .replace(/^\[|\](?::\d+)?$/g, '')
    .replace(/%.*$/, '')
  const four = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?::\d+)?$/i.exec(address)
  if (four !== null) {
    const numbers = four.slice(1, 5).map(Number)
    return numbers.some(number => number > 255) ? undefined : [...Array<number>(10).fill(0), 255, 255, ...numbers]
  }
  if (!/^[0-9a-f:]{2,39}$/i.test(address)) return undefined
  const halves = address.split('::')
  const [head, tail] = halves.map(half => (half === '' ? [] : half.split(':'))) as [string[], string[] | undefined]
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (halves.length > 2 || (tail === undefined ? missing !== 0 : missing < 1)) return undefined
  const groups = tail === undefined ? head : [...head, ...Array<string>(missing).fill('0'), ...tail]
  if (groups.some(group => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return groups.map(group => Number.parseInt(group, 16)).flatMap(group => [group >> 8, group & 255])
}

const isFour = (bytes: readonly number[]) =>
  bytes.slice(0, 10).every(byte => byte === 0) && bytes[10] === 255 && bytes[11] === 255

/** Whether an address is in a network `10.0.0.0/8`, or is the one named. */
function isWithin(bytes: readonly number[], network: string): boolean {
  const [address = '', width] = network.split('/')
  const base = bytesOf(address)
  if (base === undefined || (width !== undefined && !/^\d{1,3}$/.test(width))) return false
  const bits = width === undefined ? 128 : Number(width) + (isFour(base) ? 96 : 0)
  return bytes.every((byte, at) => {
    const kept = Math.min(8, Math.max(0, bits - at * 8))
    return byte >> (8 - kept) === base[at]! >> (8 - kept)
  })
}

/** An address as the key of limits: IPv4 whole, IPv6 by the 64 bits that one subscriber has. */
function keyOf(bytes: readonly number[]): string {
  if (isFour(bytes)) return bytes.slice(12).join('.')
  const groups = [0, 2, 4, 6].map(at => ((bytes[at]! << 8) | bytes[at + 1]!).toString(16))
  return `${groups.join(':')}::/64`
}

/**
 * Who asks, as a key of limits. What `X-Forwarded-For` says is believed only as far as proxies that are trusted wrote it: from its
 * end, past their own addresses.
 *
 * @param peer the address of the connection
 * @param forwarded the header's value
 * @param trusted addresses and networks of our own proxies
 */
export function sourceOf(peer: string, forwarded: string | undefined, trusted: readonly string[]): string {
  let bytes = bytesOf(peer)
  if (bytes === undefined) return 'unknown'
  const steps = (forwarded ?? '').split(',').slice(-20)
  for (;;) {
    const here: readonly number[] = bytes
    if (!trusted.some(network => isWithin(here, network))) return keyOf(here)
    const before = bytesOf(steps.pop() ?? '')
    if (before === undefined) return keyOf(here)
    bytes = before
  }
}
