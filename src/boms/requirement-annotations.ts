/** The graph in the comments of pip-compile and uv: `# via a, b`, or `# via` and one name on each line after it. */
export interface Annotations {
  /** A requirement was read; undefined when it gave no component. */
  component(ref: string | undefined): void
  comment(text: string): void
  /** `parent` is a name as written, undefined for the file's own input (`-r requirements.in`, `name (pyproject.toml)`). */
  readonly edges: readonly { parent: string | undefined; child: string }[]
  /** Whether every component has said where it comes from, so that no edge means none. */
  readonly complete: boolean
}

export function annotations(): Annotations {
  const edges: { parent: string | undefined; child: string }[] = []
  let child: string | undefined
  let inList = false
  let told = true
  let complete = true
  const add = (text: string) => {
    if (child === undefined) return
    for (const part of text.split(',')) {
      const name = part.trim()
      // A constraint says which version, not who asks for it.
      if (name === '' || /^(?:-c|--constraint)\b/.test(name)) continue
      told = true
      const own = /^(?:-r|--requirement)\b|\(|\.(?:in|txt|toml|cfg)$/.test(name)
      edges.push({ parent: own ? undefined : name.split('[', 1)[0]!.trim(), child })
    }
  }
  return {
    edges,
    get complete() {
      return complete && told
    },
    component(ref) {
      complete &&= told
      child = ref
      told = ref === undefined
      inList = false
    },
    comment(text) {
      const via = /^#\s*via\b[:\s]*(.*)$/.exec(text)
      if (via) {
        inList = true
        add(via[1]!)
      } else if (inList && /^#\s{2,}\S/.test(text)) add(text.slice(1))
      else inList = false
    },
  }
}
