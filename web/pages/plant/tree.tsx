import { Link } from '../../parts/link.tsx'
import { useWords } from '../../words.ts'
import { type PlantAddress, zoomTo } from './address.ts'
import { type Node, sumOf, upFrom, worstOf } from './model.ts'
import { StateWord } from './state.tsx'
import look from './tree.module.css'

/** Places of one parent that are listed; the drawing has all. */
const mostListed = 100
/** Lines of a site up to which all areas stand open. */
const mostOpen = 30

/** The places of a site, one below the other; each draws what is in it. Open is what leads to the place that is drawn. */
export function Tree({ at, root, node }: { at: PlantAddress; root: Node; node: Node }) {
  const { plant } = useWords()
  const way = new Set(upFrom(node))
  const below = root.children.reduce((sum, { children }) => sum + children.length, root.children.length)
  const open = (one: Node) => way.has(one) || (one.parent === root && below <= mostOpen)
  return (
    <nav className={`${look['tree']} screen`} aria-label={plant.tree}>
      <ul>
        <Branch {...{ at, open }} node={root} drawn={node} />
      </ul>
    </nav>
  )
}

function Branch({
  at,
  node,
  drawn,
  open,
}: {
  at: PlantAddress
  node: Node
  drawn: Node
  open: (node: Node) => boolean
}) {
  const { plant } = useWords()
  const sum = sumOf(node.all)
  const worst = worstOf(sum)
  const left = node.children.length - mostListed
  return (
    <li>
      <Link
        {...zoomTo(at, node.path)}
        className={look['place']}
        aria-current={node === drawn ? 'true' : undefined}
        title={plant.kinds[node.kind]}
      >
        <span className={look['name']}>
          <bdi>{node.name}</bdi>
        </span>
        {worst && <StateWord of={worst} count={sum[worst]} short />}
      </Link>
      {node.children.length > 0 && open(node) && (
        <ul>
          {node.children.slice(0, mostListed).map(child => (
            <Branch key={child.path} {...{ at, drawn, open }} node={child} />
          ))}
          {left > 0 && <li className="soft">{plant.treeMore(left)}</li>}
        </ul>
      )}
    </li>
  )
}
