# Prints what a reader answers for each pair of a URL and a service key.
import json
import sys

import redis
from shared_flags import SharedFlags

arguments = iter(sys.argv[1:])
for url in arguments:
    reader = SharedFlags(redis.Redis.from_url(url), next(arguments))
    reader.on_flag_definitions_received({"flags": []})
    fetches = reader.should_fetch_flag_definitions()
    print(json.dumps({"fetches": fetches, "reads": reader.get_flag_definitions()}))
    reader.shutdown()
