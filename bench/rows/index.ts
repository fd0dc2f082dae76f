import { acknowledge } from "./acknowledge"
import { calls } from "./calls"
import { pages } from "./pages"
import type { Row } from "./row"
import { rush } from "./rush"
import { settle } from "./settle"

/** All rows, in the order of the table. */
export const ROWS: Row[] = [acknowledge, settle, rush, pages, calls]
