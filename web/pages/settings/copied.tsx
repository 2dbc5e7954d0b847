import { useEffect, useId, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { useWords } from '../../words.ts'
import look from './settings.module.css'

/** A line or a few to take along as they are, with a button that copies them. */
export function Copied({ label, text, many = false }: { label: string; text: string; many?: boolean }) {
  const { settings } = useWords()
  const id = useId()
  const [told, setTold] = useState<'copied' | 'copyBy'>()
  useEffect(() => {
    if (told !== 'copied') return
    const timer = setTimeout(() => setTold(undefined), 2500)
    return () => clearTimeout(timer)
  }, [told])
  const copy = () => {
    // Only a page that came over https, or from this machine, may write to the clipboard.
    if (!navigator.clipboard) return setTold('copyBy')
    navigator.clipboard.writeText(text).then(
      () => setTold('copied'),
      () => setTold('copyBy'),
    )
  }
  return (
    <div className={look['copied']}>
      <p id={id} className={look['label']}>
        {label}
      </p>
      <div className={look['copyRow']}>
        <pre className={many ? look['many'] : look['one']}>{text}</pre>
        <span className="screen">
          <Button onClick={copy} aria-describedby={id}>
            {told === 'copied' ? settings.copied : settings.copy}
          </Button>
        </span>
      </div>
      <p role="status" className={told === 'copyBy' ? 'soft' : 'unseen'}>
        {told === 'copyBy' ? settings.copyBy : told === 'copied' ? settings.copied : ''}
      </p>
    </div>
  )
}
