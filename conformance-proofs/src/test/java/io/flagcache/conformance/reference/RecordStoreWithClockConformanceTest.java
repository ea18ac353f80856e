package io.flagcache.conformance.reference;

/** Over a backend that has a clock, and reads that may lag. */
class RecordStoreWithClockConformanceTest extends RecordStoreConformance {

  RecordStoreWithClockConformanceTest() {
    super(true);
  }
}
