import { acknowledge } from "./acknowledge"
import { boot } from "./boot"
import { calls } from "./calls"
import { deno } from "./deno"
import { pages } from "./pages"
import { processes } from "./processes"
import { reconcile } from "./reconcile"
import type { Row } from "./row"
import { rush } from "./rush"
import { settle } from "./settle"

/** All rows, in the order of the table. */
export const ROWS: Row[] = [acknowledge, settle, rush, pages, reconcile, calls, boot, deno, processes]
