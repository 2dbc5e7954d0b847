import { CSPProvider } from '@base-ui/react/csp-provider'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type AnyRouter, RouterProvider } from '@tanstack/react-router'
import { StrictMode, useEffect, useState } from 'react'
import { usePreferences } from './preferred.ts'
import { type Language, Speaking, type Words, wordsOf } from './words.ts'

/** Everything around the pages: answers that are kept, the language, and the parts' way not to write styles into the document. */
export function App({
  router,
  kept,
  first,
}: {
  router: AnyRouter
  kept: QueryClient
  first: { language: Language; words: Words }
}) {
  const { language } = usePreferences()
  const [spoken, setSpoken] = useState(first)
  useEffect(() => {
    document.documentElement.lang = language
    if (language !== spoken.language) void wordsOf(language).then(words => setSpoken({ language, words }))
  }, [language, spoken.language])
  return (
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={kept}>
          <Speaking value={spoken}>
            <RouterProvider router={router} />
          </Speaking>
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>
  )
}
