import { useWords } from '../../words.ts'
import look from './legend.module.css'
import { states } from './model.ts'
import { StateWord } from './state.tsx'

/** What shapes, strips and outlines mean; it is printed with the drawing. */
export function Legend({ zones }: { zones: boolean }) {
  const { plant } = useWords()
  return (
    <section className={look['legend']} aria-label={plant.legend}>
      <dl>
        {states.map(state => (
          <div key={state}>
            <dt>
              <StateWord of={state} />
            </dt>
            <dd>{plant.meaning[state]}</dd>
          </div>
        ))}
      </dl>
      <p>
        {plant.meaningTile} {plant.meaningStrip} {zones && plant.meaningZone}
      </p>
    </section>
  )
}
