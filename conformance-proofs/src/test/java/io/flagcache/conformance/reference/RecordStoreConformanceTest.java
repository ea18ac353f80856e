package io.flagcache.conformance.reference;

/** Over a backend that has no clock. */
class RecordStoreConformanceTest extends RecordStoreConformance {

  RecordStoreConformanceTest() {
    super(false);
  }
}
