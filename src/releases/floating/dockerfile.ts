import { imageReference, type Reference, type ReferenceFormat, withVariables } from '../lock-reference.ts'

/**
 * Dockerfiles (docs.docker.com, "Dockerfile reference"): `FROM`, `COPY --from`, `RUN --mount=…from` and the frontend of `# syntax=`.
 * Names of stages, their numbers and `scratch` are no images. An `ARG` before the first `FROM` gives its value to what follows.
 */
export const dockerfile: ReferenceFormat = {
  id: 'dockerfile',
  label: 'Dockerfile',
  paths: /\/(?:[^/]+\.)?(?:Dockerfile|Containerfile|dockerfile)(?:[.-][^/]+)?$/,
  // `Dockerfile.md` is a page about one.
  sniff: start => start.trim() === '' || /^\s*(?:FROM|ARG|COPY|RUN)\s/im.test(start),
  read({ text }) {
    const found: Reference[] = []
    const variables = new Map<string, string>()
    const stages = new Set<string>()
    const joiner = /^#\s*escape\s*=\s*`/im.test(text().slice(0, 1000)) ? '`' : '\\'
    let froms = 0
    const take = (image: string, line: number) => {
      const named = withVariables(image, variables)
      if (named === 'scratch' || stages.has(named.toLowerCase()) || (/^\d+$/.test(named) && Number(named) < froms))
        return
      found.push({ ...imageReference(named, line), written: image.slice(0, 500) })
    }
    for (const { words, line } of instructions(text(), joiner)) {
      const verb = words[0]!.toUpperCase()
      if (verb === '#SYNTAX') take(words[1]!, line)
      else if (verb === 'ARG' && froms === 0) takeArguments(words, variables)
      else if (verb === 'FROM') {
        const [image, as, name] = words.slice(1).filter(word => !word.startsWith('--'))
        if (image === undefined) continue
        take(image, line)
        froms++
        if (as?.toUpperCase() === 'AS' && name !== undefined) stages.add(name.toLowerCase())
      } else if (verb === 'COPY' || verb === 'ADD' || verb === 'RUN')
        for (const image of takenFrom(verb, words)) take(image, line)
    }
    return found
  },
}

function takeArguments(words: readonly string[], variables: Map<string, string>): void {
  for (const word of words.slice(1)) {
    const [, name, value] = /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(word) ?? []
    if (name !== undefined && value !== undefined)
      variables.set(name, withVariables(value.replace(/^(["'])(.*)\1$/s, '$2'), variables))
  }
}

/** `--from=image` of COPY, `from=image` in a `--mount` of RUN. */
function takenFrom(verb: string, words: readonly string[]): string[] {
  return words.flatMap(word => {
    if (verb !== 'RUN') return /^--from=(.+)$/.exec(word)?.[1] ?? []
    return /^--mount=(?:.*,)?from=([^,]+)/.exec(word)?.[1] ?? []
  })
}

/** Instructions with their continuation lines joined; what stands in a here-document is none. */
function* instructions(text: string, joiner: string): Generator<{ words: string[]; line: number }> {
  let open = ''
  let start = 0
  let until: string | undefined
  let begun = false
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    if (until !== undefined) {
      if (raw.trim() === until) until = undefined
      continue
    }
    const line = raw.trim()
    const syntax = begun ? null : /^#\s*syntax\s*=\s*(\S+)/i.exec(line)
    if (syntax) yield { words: ['#SYNTAX', syntax[1]!], line: index + 1 }
    if (line === '' || line.startsWith('#')) continue
    begun = true
    if (open === '') start = index + 1
    const continues = line.endsWith(joiner)
    open += continues ? `${line.slice(0, -1)} ` : line
    if (continues) continue
    const words = open
      .slice(0, 64 * 1024)
      .split(/\s+/)
      .filter(word => word !== '')
    const here = /<<-?\s*["']?([A-Za-z_]\w*)["']?/.exec(open)
    if (here && /^(?:RUN|COPY|ADD)$/i.test(words[0] ?? '')) until = here[1]
    open = ''
    if (words.length > 1) yield { words, line: start }
  }
}
