import type { Logger } from "@medusajs/framework/types"
import { LINES_IN_A_MINUTE } from "../../telemetry/log"
import AlmaraProviderService from "./service"

it("callbacks to Medusa's own hook, however many a stranger sends, fill no log", async () => {
  const lines: string[] = []
  const logger = { warn: (line: string) => lines.push(line) } as unknown as Logger
  const send = () => AlmaraProviderService.prototype.getWebhookActionAndData.call({ logger } as never, {} as never)
  for (let times = 0; times < 2 * LINES_IN_A_MINUTE; times += 1)
    expect(await send()).toEqual({ action: "not_supported" })
  expect(lines).toHaveLength(LINES_IN_A_MINUTE)
})
