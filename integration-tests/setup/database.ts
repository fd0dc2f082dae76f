import { knex, type Knex } from "@medusajs/framework/mikro-orm/knex"
import { Client } from "pg"

/** The database that every store of a spec is copied from. */
export const TEMPLATE = "almara_spec_template"

/** The admin user that stands in it. */
export const ADMIN = { email: "admin@example.com", password: "only-for-these-specs" }

let databases = 0

/** Opens a connection to a database on the specs' Postgres. */
export async function connect(database: string): Promise<Client> {
  const client = new Client({ connectionString: `${process.env.ALMARA_TEST_POSTGRES}/${database}` })
  await client.connect()
  return client
}

/** A fresh copy of the seeded template database; returns its name. */
export async function copyOfTemplate(): Promise<string> {
  const name = `almara_spec_${process.pid}_${Date.now()}_${databases++}`
  const client = await connect("postgres")
  try {
    await client.query(`create database "${name}" template "${TEMPLATE}"`)
  } finally {
    await client.end()
  }
  return name
}

/** A store's connection to a fresh copy of the template, for what the plugin does in SQL alone. */
export async function connectionToCopy(): Promise<Knex> {
  return knex({ client: "pg", connection: `${process.env.ALMARA_TEST_POSTGRES}/${await copyOfTemplate()}` })
}
