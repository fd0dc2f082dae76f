/** Started by `npm run build:admin`: the dashboard, before the browser's specs need it. */
import { makeSureOfAdmin } from "./build"

void makeSureOfAdmin()
