/** What wasm/words.ts compiles to (`npm run wasm`), in base64. */
export const code =
  'AGFzbQEAAAABCgJgAABgAn9/AX8DAwIAAQUDAQAABxICBXdvcmRzAAEGbWVtb3J5AgAIAQAKQgINAEEBQABBAEgEQAALCzIBAX8gAUECdCEBA0AgASACSgRAIAAgAigCAHNBsfPd8XlsIQAgAkEEaiECDAELCyAACw=='
