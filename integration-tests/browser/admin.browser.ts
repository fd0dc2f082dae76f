import { describeActing } from "./acting"
import { describeFilters } from "./filters"
import { describeInbox } from "./inbox"
import { describeLooking } from "./looking"
import { describeSettings } from "./settings"
import { setStage } from "./stage"
import { describeWaiting } from "./waiting"

/** What a merchant reads in the admin, and does there. */

jest.setTimeout(300_000)

const stage = setStage()

describeActing(stage)
describeInbox(stage)
describeSettings(stage)
describeLooking(stage)
describeFilters(stage)
describeWaiting(stage)
