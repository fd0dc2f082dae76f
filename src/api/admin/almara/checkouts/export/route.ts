import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { z } from "@medusajs/framework/zod"
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { exportCheckouts } from "../../../../../use-cases/admin/export-checkouts"
import { searchFrom, type exportCheckoutsQuery } from "../query"

/** The filtered checkouts as CSV, sent while they are read. */
export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const search = searchFrom(req.validatedQuery as unknown as z.infer<typeof exportCheckoutsQuery>)
  res.status(200)
  res.setHeader("Content-Type", "text/csv; charset=utf-8")
  // eslint-disable-next-line no-restricted-syntax -- a file's name is for people: nothing is compared with it
  const today = new Date().toISOString().slice(0, 10)
  res.setHeader("Content-Disposition", `attachment; filename="almara-checkouts-${today}.csv"`)
  res.setHeader("Cache-Control", "no-store")
  await pipeline(Readable.from(exportCheckouts(req.scope, search)), res)
}
