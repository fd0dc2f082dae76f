import { settle } from "./settle"
import { acknowledge } from "./acknowledge"
import type { Row } from "./row"

/** All rows, in the order of the table. */
export const ROWS: Row[] = [acknowledge, settle]
