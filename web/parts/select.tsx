import { type ComponentProps, useId } from 'react'
import look from './field.module.css'

/**
 * One of a few to choose: the browser's own control, which every reader and keyboard knows. Choices by value, in the order they
 * stand.
 */
export function Select<T extends string>({
  label,
  value,
  choices,
  onChange,
  unlabelled = false,
  ...rest
}: Omit<ComponentProps<'select'>, 'onChange' | 'value'> & {
  label: string
  value: T
  choices: Readonly<Record<T, string>>
  onChange(value: T): void
  /** The label is read and not seen. */
  unlabelled?: boolean
}) {
  const id = useId()
  return (
    <div className={look['field']}>
      <label htmlFor={id} className={unlabelled ? 'unseen' : look['label']}>
        {label}
      </label>
      <select
        {...rest}
        id={id}
        className={look['select']}
        value={value}
        onChange={event => onChange(event.target.value as T)}
      >
        {Object.entries<string>(choices).map(([key, words]) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </select>
    </div>
  )
}
