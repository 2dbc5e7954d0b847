import { type Disk, Problem } from '#base'

/** Bytes of a policy file: hundreds of keys and rules have fewer. */
const mostBytes = 1024 ** 2

/** What stands in a policy file, TOML 1.0. What is none is a Problem of the `code` of who reads it. */
export async function policyDocument(
  disk: Pick<Disk, 'read'>,
  path: string,
  code: 'trust/bad-policy' | 'releases/bad-policy',
): Promise<Record<string, unknown>> {
  const { parse, TomlError } = await import('smol-toml')
  const text = new TextDecoder().decode(disk.read(path, mostBytes))
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const what = error.message.split('\n', 1)[0]!.replace(/^Invalid TOML document: /, '')
    const at = `line ${error.line}`
    throw new Problem(code, `Cannot use ${path}: not valid TOML: ${what} at ${at}`, { at, wanted: 'TOML 1.0' })
  }
}
