import { describeAdminActions } from "./admin-actions"
import { describeFilters } from "./filters"
import { describeInbox } from "./inbox"
import { describeAdminReading } from "./admin-reading"
import { describeSettings } from "./settings"
import { setStage } from "./fixture"
import { describeOrderDeadline } from "./order-deadline"

/** What a merchant reads in the admin, and does there. */

jest.setTimeout(300_000)

const stage = setStage()

describeAdminActions(stage)
describeInbox(stage)
describeSettings(stage)
describeAdminReading(stage)
describeFilters(stage)
describeOrderDeadline(stage)
