package io.flagcache.conformance.internal.report;

/**
 * A rule as the report shows it.
 *
 * @param id for example {@code E1}
 * @param level how binding it is, in one word
 * @param text what is to be so
 */
record ReportedRule(String id, String level, String text) {}
