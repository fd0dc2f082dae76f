import path from "node:path"
import { projectWith, type Project } from "../setup/project"

/** Where the event recorder writes down what it hears. */
export const RECORDER_TABLE =
  "create table chaos_event (name text not null, subject text not null, metadata jsonb not null, at timestamptz not null default now())"

export type ChaosProject = Project

/** This very store, and the event recorder. */
export function makeProject(): ChaosProject {
  return projectWith(path.join(__dirname, "event-recorder.ts"))
}
