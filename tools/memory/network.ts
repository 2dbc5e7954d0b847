import { type Network, Problem } from '#base'

/** A network of made answers by address, which keeps what it was asked: `down` is nobody there, and what has no answer is a 404. */
export function madeNetwork(answers: Readonly<Record<string, string>>): Network & { asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    async get(url) {
      asked.push(url)
      const text = answers[url]
      if (text === 'down') throw new Problem('base/network', `Cannot fetch ${url}: nobody answers there`)
      return {
        status: text === undefined ? 404 : 200,
        header: () => undefined,
        body: (async function* () {
          yield Buffer.from(text ?? '')
        })(),
        close() {},
      }
    },
  }
}
