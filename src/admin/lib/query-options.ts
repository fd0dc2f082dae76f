import { ApiError } from "./api-client"

/** Everything that may have changed when a checkout was settled or resolved has a key that begins with this. */
export const CHECKOUTS = "almara-checkouts"
export const CALLBACKS = "almara-callbacks"

/**
 * How the plugin's pages ask. Medusa's admin shows what it asked for up to a minute and a half ago; of money nothing
 * old is shown. What was refused is refused again, so only what may have been an accident is asked a second time.
 */
export const FRESH = {
  staleTime: 0,
  retry: (failures: number, error: unknown) =>
    failures < 1 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
} as const
