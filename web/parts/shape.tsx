import styles from './shape.module.css'

/** The shapes of the page. Each says the same as the word beside it; none stands alone. */
const paths = {
  affected: <path d="M6 1 11.4 10.6H.6Z" fill="currentColor" />,
  exploited: (
    <path
      d="M3.7.6h4.6L11.4 3.7v4.6L8.3 11.4H3.7L.6 8.3V3.7ZM5.2 2.5 5.5 7h1l.3-4.5ZM5.2 8h1.6v1.5H5.2Z"
      fill="currentColor"
      fillRule="evenodd"
    />
  ),
  undecided: (
    <>
      <path d="M6 .9 11.1 6 6 11.1.9 6Z" fill="none" stroke="currentColor" strokeWidth="1.3" />
      <path d="M3.4 6.4 6.4 3.4M4.6 7.9 7.9 4.6M5.7 8.9 8.9 5.7" stroke="currentColor" strokeWidth="1" />
    </>
  ),
  fixed: <path d="M1.6 6.4 4.7 9.5 10.5 2.7" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  not_affected: <circle cx="6" cy="6" r="4.3" fill="none" stroke="currentColor" strokeWidth="1.4" />,
  not_named: <path d="M2.4 6H9.6" stroke="currentColor" strokeWidth="1.6" />,
  unknown: (
    <>
      <path d="M1.2 1.2h9.6v9.6H1.2Z" fill="none" stroke="currentColor" strokeWidth="1.2" />
      <path d="M1.4 5.4 5.4 1.4M1.4 10.6 10.6 1.4M6.6 10.6 10.6 6.6" stroke="currentColor" strokeWidth="1" />
    </>
  ),
  up: <path d="M6 2.2V9.8M2.8 5.4 6 2.2 9.2 5.4" fill="none" stroke="currentColor" strokeWidth="1.4" />,
  down: <path d="M6 2.2V9.8M2.8 6.6 6 9.8 9.2 6.6" fill="none" stroke="currentColor" strokeWidth="1.4" />,
  open: <path d="M2.6 4.4 6 7.8 9.4 4.4" fill="none" stroke="currentColor" strokeWidth="1.4" />,
  close: <path d="M2.6 2.6 9.4 9.4M9.4 2.6 2.6 9.4" stroke="currentColor" strokeWidth="1.4" />,
  search: (
    <path
      d="M7.8 7.8 11 11M8.8 4.9a3.9 3.9 0 1 1-7.8 0 3.9 3.9 0 0 1 7.8 0Z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
    />
  ),
  copy: <path d="M4.2 3.6V1.4h6.4v6.4H8.4M1.4 4.2h6.4v6.4H1.4Z" fill="none" stroke="currentColor" strokeWidth="1.2" />,
  file: <path d="M2.4.9h4.8L9.8 3.5v7.6H2.4ZM7 1v2.8h2.7" fill="none" stroke="currentColor" strokeWidth="1.2" />,
  clock: (
    <path d="M6 3.2V6l2 1.4M11 6A5 5 0 1 1 1 6a5 5 0 0 1 10 0Z" fill="none" stroke="currentColor" strokeWidth="1.3" />
  ),
  warning: (
    <>
      <path d="M6 1.2 11.2 10.6H.8Z" fill="none" stroke="currentColor" strokeWidth="1.3" />
      <path d="M6 4.6V7.4M6 8.5V9.4" stroke="currentColor" strokeWidth="1.3" />
    </>
  ),
  lock: (
    <path d="M2 5.4h8v5.2H2ZM3.9 5.4V3.6a2.1 2.1 0 0 1 4.2 0v1.8" fill="none" stroke="currentColor" strokeWidth="1.3" />
  ),
}

export type ShapeName = keyof typeof paths

/** A small drawing of our own, as high as the text; hidden from screen readers, which hear the word. */
export function Shape({ of }: { of: ShapeName }) {
  return (
    <svg className={styles.shape} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      {paths[of]}
    </svg>
  )
}
