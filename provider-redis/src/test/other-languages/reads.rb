# Prints what a reader answers for each pair of a URL and a service key.
require "json"
require "redis"
require_relative "shared_flags"

ARGV.each_slice(2) do |url, service_key|
  reader = SharedFlags.new(Redis.new(url: url), service_key)
  reader.on_flag_definitions_received({ "flags" => [] })
  puts JSON.generate("fetches" => reader.should_fetch_flag_definitions?, "reads" => reader.flag_definitions)
  reader.shutdown
end
