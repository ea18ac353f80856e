// Workers of a fleet: posthog-node over the Redis layout of PostHog's examples, one after another. It
// takes commands as lines of JSON, and answers each with one line.
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import { PostHog } from 'posthog-node'
import { createClient } from 'redis'

const LEAD = `
  local holder = redis.call('GET', KEYS[1])
  if holder and holder ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1`
const STOP_LEADING = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('DEL', KEYS[1])`

class SharedDefinitions {
  id = randomUUID()
  leads = false

  constructor(redis, serviceKey) {
    this.redis = redis
    this.entry = `posthog:flags:${serviceKey}`
    this.lock = `${this.entry}:lock`
  }

  async shouldFetchFlagDefinitions() {
    const answer = await this.redis.eval(LEAD, { keys: [this.lock], arguments: [this.id, '60000'] })
    this.leads = answer === 1
    return this.leads
  }

  async getFlagDefinitions() {
    const json = await this.redis.get(this.entry)
    return json ? JSON.parse(json) : undefined
  }

  async onFlagDefinitionsReceived(data) {
    await this.redis.set(this.entry, JSON.stringify(data), { EX: 86400 })
  }

  async shutdown() {
    await this.redis.eval(STOP_LEADING, { keys: [this.lock], arguments: [this.id] })
  }
}

let redis
let shared
let posthog
let readers = 0

const commands = {
  // By the code that the guide shows. Each import with another name is a client of its own.
  async startReader({ redisUrl, apiUrl }) {
    process.env.REDIS_URL = redisUrl
    process.env.POSTHOG_HOST = apiUrl
    ;({ posthog } = await import(`./posthog.mjs?${++readers}`))
    shared = { leads: false }
    return {}
  },
  async start({ redisUrl, apiUrl, serviceKey }) {
    redis = createClient({ url: redisUrl })
    await redis.connect()
    shared = new SharedDefinitions(redis, serviceKey)
    posthog = new PostHog('phc_project', {
      host: apiUrl,
      personalApiKey: 'phx_test',
      featureFlagsPollingInterval: 3_600_000,
      flagDefinitionCacheProvider: shared,
      sendFeatureFlagEvent: false,
    })
    return {}
  },
  async poll() {
    await posthog.reloadFeatureFlags()
    return { leads: shared.leads, id: shared.id }
  },
  async evaluate({ people }) {
    const values = []
    for (const { distinctId, ...options } of people) {
      const local = { ...options, onlyEvaluateLocally: true, disableGeoip: true }
      values.push(await posthog.getAllFlagsAndPayloads(distinctId, local))
    }
    return { values }
  },
  async shutdown() {
    await posthog.shutdown()
    await redis?.close()
    redis = undefined
    return {}
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  console.log(JSON.stringify(await commands[command.name](command)))
}
