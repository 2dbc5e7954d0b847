import { Fragment, type ReactNode } from 'react'
import { type Address, Link } from '../../parts/link.tsx'

/** A sentence of a language: `{place|words}` becomes a link to where `words` are rows, `{place}` what the page fills in. */
export function Told({
  text,
  addresses,
  nodes,
  onFollow,
}: {
  text: string
  addresses: Readonly<Record<string, Address>>
  nodes: Readonly<Record<string, ReactNode>>
  onFollow: (place: string) => void
}) {
  const pieces = text.split(/(\{\w+(?:\|[^}]*)?\})/)
  return pieces.map((piece, at) => {
    const [, place, words] = /^\{(\w+)(?:\|([^}]*))?\}$/.exec(piece) ?? []
    if (place === undefined) return <Fragment key={at}>{piece}</Fragment>
    const address = addresses[place]
    if (words === undefined) return <Fragment key={at}>{nodes[place]}</Fragment>
    if (address === undefined) return <Fragment key={at}>{words}</Fragment>
    return (
      <Link key={at} {...address} onClick={() => onFollow(place)}>
        {words}
      </Link>
    )
  })
}
