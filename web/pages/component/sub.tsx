import { time, useAddress } from '../../address.ts'
import { Link } from '../../parts/link.tsx'
import { useWords } from '../../words.ts'
import look from './component.module.css'

/** The two ways into what is known of software: by component, and by the bill that lists it. */
export function Sub({ here }: { here: 'components' | 'boms' }) {
  const { component } = useWords()
  const [{ at }] = useAddress({ at: time() })
  return (
    <nav className={`${look['sub']} screen`} aria-label={component.sub}>
      <Link to="/components" search={{ at }} aria-current={here === 'components' ? 'page' : undefined}>
        {component.title}
      </Link>
      <Link to="/boms" aria-current={here === 'boms' ? 'page' : undefined}>
        {component.bills}
      </Link>
    </nav>
  )
}
