/** What an error says. The workflow engine hands errors on as plain objects, so that their class is lost on the way. */
export function messageOf(error: unknown, otherwise = "unknown error"): string {
  return typeof error === "object" && error !== null && "message" in error ? String(error.message) : otherwise
}
