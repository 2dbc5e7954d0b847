import { Buffer } from 'node:buffer'
import { type Disk, type Input, Problem } from '#base'
import { type KeylessServices, keylessSigner, tokenByDevice } from './keyless.ts'

/** The part of the world that signing without a key of one's own takes. */
interface Place {
  readonly disk: Disk
  readonly network?: unknown
  env(name: string): string | undefined
  say(line: string): void
}

const mostTokenBytes = 64 * 1024

/** Bundles of the files that are named, all approved at once. A Problem `trust/offline` where no connection may be opened. */
export async function keylessMade(place: Place, { words, flags }: Input) {
  if (place.network === undefined)
    throw new Problem('trust/offline', 'Cannot sign without a key of your own: no connection may be opened', {
      next: 'leave --offline out, or sign with --key FILE',
    })
  const services = servicesOf(flags)
  const signer = await keylessSigner(services, () => tokenOf(place, services, flags))
  const made: { file: string; sha256: string; path: string; bundle: string }[] = []
  for (const file of words)
    made.push({ file, path: `${file}.sigstore.json`, ...(await signer.sign(place.disk.chunks(file))) })
  return made
}

async function tokenOf({ disk, env, say }: Place, services: KeylessServices, flags: Input['flags']): Promise<string> {
  const file = flags.get('identity-token-file')?.at(-1)
  if (file === undefined) {
    const brought = env('SIGSTORE_ID_TOKEN')
    if (brought !== undefined) return brought
    if (!flags.has('browser')) return tokenByDevice(services, say)
    return (await import('./keyless-browser.ts')).tokenByBrowser(services, say)
  }
  const bytes = disk.read(file, mostTokenBytes)
  const token = Buffer.from(bytes).toString('latin1').trim()
  bytes.fill(0)
  return token
}

function servicesOf(flags: Input['flags']): KeylessServices {
  const url = (name: string, usual: string | undefined): string | undefined => {
    const text = flags.get(name)?.at(-1) ?? usual
    if (text === undefined) return undefined
    const read = URL.parse(text)
    const isOwn = read && /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(read.hostname)
    // What goes there is a token: only this machine may have it without TLS.
    const isSafe = read?.username === '' && (read.protocol === 'https:' || (isOwn && read.protocol === 'http:'))
    if (!isSafe)
      throw new Problem('cli/usage', `Cannot take --${name} ${JSON.stringify(text)}: an https address is wanted`)
    return text.replace(/\/+$/, '')
  }
  const rekorVersion = flags.get('rekor-version')?.at(-1) === '2' ? 2 : 1
  const tsa = url('tsa', undefined)
  if (rekorVersion === 2 && (tsa === undefined || !flags.has('rekor')))
    throw new Problem(
      'cli/usage',
      'Cannot sign with a log of version 2: it gives no time, and its address changes each year',
      {
        next: 'name it with --rekor, and a time stamping authority with --tsa',
      },
    )
  return {
    fulcio: url('fulcio', 'https://fulcio.sigstore.dev')!,
    rekor: url('rekor', 'https://rekor.sigstore.dev')!,
    rekorVersion,
    tsa,
    issuer: url('oidc-issuer', 'https://oauth2.sigstore.dev/auth')!,
    client: 'sigstore',
  }
}
