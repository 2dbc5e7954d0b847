import { Outside } from '../../parts/fact.tsx'
import { useWords } from '../../words.ts'
import look from './ask.module.css'
import type { Answer } from './facts.ts'

/** Who can be asked. */
export function Vendors({ answer: { vendor } }: { answer: Answer }) {
  const { ask, parts } = useWords()
  if (vendor.length === 0) return <p className="soft">{ask.noVendors}</p>
  return (
    <>
      <p className={`${look['lead']} soft`}>{ask.vendorsLead}</p>
      <table className={look['plain']}>
        <thead>
          <tr>
            <th scope="col">{ask.columns.vendor}</th>
            <th scope="col">{ask.columns.of}</th>
            <th scope="col" className="number">
              {ask.columns.assets}
            </th>
          </tr>
        </thead>
        <tbody>
          {vendor.map(({ name, of, assets }) => (
            <tr key={`${of} ${name}`}>
              <th scope="row">
                <Outside text={name} />
              </th>
              <td>{of === 'component' ? ask.ofComponent : ask.ofAsset}</td>
              <td className="number">{assets === undefined ? '–' : parts.number(assets)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
