# Build the jar first: ./mvnw -Dquick -pl cli -am package
FROM eclipse-temurin:17.0.20_8-jre-noble
COPY archive-classes cli/target/quick/flagcache.jar /opt/flagcache/
RUN /opt/flagcache/archive-classes /opt/flagcache/flagcache.jar
USER 65532:65532
ENV FLAGCACHE_LISTEN=0.0.0.0:8080 FLAGCACHE_LOG_FORMAT=json
EXPOSE 8080
ENTRYPOINT ["java", "-XX:SharedArchiveFile=/opt/flagcache/flagcache.jsa", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/flagcache/flagcache.jar"]
CMD ["sync"]
