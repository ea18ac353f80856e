package io.flagcache.demo;

/**
 * Whether a promise held in this demo.
 *
 * @param rules the rules of the contract, for example {@code E4}
 * @param promise what was promised
 * @param measured what was seen
 * @param kept whether that is within what was promised
 */
record Verdict(String rules, String promise, String measured, boolean kept) {}
