const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

/** Ids begin with their time (ULID): so the newest rows are found by the primary key, in a table of any size. */
export function firstIdSince(prefix: string, milliseconds: number): string {
  const digits = Array.from({ length: 10 }, (_, place) => CROCKFORD[Math.floor(milliseconds / 32 ** (9 - place)) % 32])
  return `${prefix}_${digits.join("")}`
}
