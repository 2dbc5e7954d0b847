export { askedFor } from './verify-asked.ts'
export { verify } from './verify-command.ts'

/** What signs: loaded where one of its commands is called, as `verify` needs none of it. */
export async function signing() {
  const [{ signTool }, { keysMakeTool, keysShowTool }] = await Promise.all([
    import('./sign-command.ts'),
    import('./keys-command.ts'),
  ])
  return { sign: signTool, keys: { make: keysMakeTool, show: keysShowTool } }
}

/** What operations above sign with: who signs as the flags of `sign` name them, and the bundles that come of it. */
export async function signatures() {
  const [{ signerOf }, { fileBundle, statementBundle }] = await Promise.all([
    import('./sign-command.ts'),
    import('./bundle-text.ts'),
  ])
  return { signerOf, fileBundle, statementBundle }
}
