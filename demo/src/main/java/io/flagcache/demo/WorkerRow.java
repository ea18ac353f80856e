package io.flagcache.demo;

import java.time.Duration;
import java.util.Optional;

/**
 * One worker as the table shows it.
 *
 * @param number the worker's number
 * @param pid its process id
 * @param role what it is
 * @param polls the polls that have ended
 * @param apiRequests the requests it sent to the API
 * @param serves the version and hash of what it serves
 * @param servesFor how long it has served that
 */
record WorkerRow(
    int number,
    long pid,
    WorkerRole role,
    long polls,
    long apiRequests,
    Optional<String> serves,
    Optional<Duration> servesFor) {}
