package io.flagcache.hazelcast;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.flagcache.Deadline;
import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.Role;
import io.flagcache.core.record.RecordStore;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.url.HostAndPort;
import io.flagcache.core.url.Redaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds providers over Hazelcast. It needs one of {@link #url(String)}, {@link #config(Path)} and
 * {@link #instance(HazelcastInstance)}; everything else has a default.
 *
 * <p>{@link #build()} connects, and finds out which lock the cluster has, within the transfer
 * deadline; a member of its own has 30 s to start and to find the others. A cluster that is out of
 * reach is logged and tried again at each call. A configuration that cannot work (a lock that this
 * edition does not have, a near cache on the map) is an {@link IllegalStateException}.
 *
 * <p>Not safe for use by several threads.
 */
public final class HazelcastFlagCacheBuilder extends FlagCacheBuilder<HazelcastFlagCacheBuilder> {

  private static final Logger LOG = LoggerFactory.getLogger(HazelcastFlagCache.class);

  private static final Duration MEMBER_START = Duration.ofSeconds(30);

  private static final String LOOPBACK = "127.0.0.1";
  private static final int DEFAULT_PORT = 5701;
  private static final String DEFAULT_NAME = "flagcache";

  private @Nullable String url;
  private @Nullable Path config;
  private @Nullable HazelcastInstance instance;
  private @Nullable String cluster;
  private @Nullable String bind;
  private @Nullable Integer port;
  private @Nullable List<String> members;
  private String map = DEFAULT_NAME;
  private HazelcastLocking locking = HazelcastLocking.AUTO;

  HazelcastFlagCacheBuilder() {}

  /**
   * Connects by URL, through a client or as a member of the provider's own, which its shutdown
   * ends.
   *
   * <ul>
   *   <li>{@code hazelcast://cluster@host:5701,host:5701}: a client of the cluster of that name,
   *       some of whose members are named
   *   <li>{@code hazelcast:embedded}: a member; workers that do so form the cluster themselves
   * </ul>
   *
   * @param url ports may be left out, and the cluster's name if it is {@code dev}; no parameters
   * @return this builder
   */
  public HazelcastFlagCacheBuilder url(String url) {
    this.url = Objects.requireNonNull(url, "url");
    return this;
  }

  /**
   * Connects as a configuration file of Hazelcast's says, as a client or as a member of the
   * provider's own, which its shutdown ends. What the file sets is left as it is, time-outs too.
   *
   * @param config an XML or YAML file whose root is {@code hazelcast} or {@code hazelcast-client}
   * @return this builder
   */
  public HazelcastFlagCacheBuilder config(Path config) {
    this.config = Objects.requireNonNull(config, "config");
    return this;
  }

  /**
   * Uses a member or client of the application's, which is never shut down. Calls that its cluster
   * does not answer last as long as it is configured to wait; the provider's stages do not.
   *
   * @param instance a member or a client
   * @return this builder
   */
  public HazelcastFlagCacheBuilder instance(HazelcastInstance instance) {
    this.instance = Objects.requireNonNull(instance, "instance");
    return this;
  }

  /**
   * The name of the cluster that embedded members form.
   *
   * @param cluster {@code flagcache} by default; only with {@code hazelcast:embedded}
   * @return this builder
   */
  public HazelcastFlagCacheBuilder cluster(String cluster) {
    this.cluster = Objects.requireNonNull(cluster, "cluster");
    return this;
  }

  /**
   * The address of this machine at which an embedded member listens.
   *
   * @param bind {@code 127.0.0.1} by default, so that members of this machine alone find each
   *     other; a network's address, or a pattern such as {@code 10.0.1.*}. Whoever reaches it can
   *     join and read all data: Hazelcast's Community edition has neither TLS nor login. Only with
   *     {@code hazelcast:embedded}
   * @return this builder
   */
  public HazelcastFlagCacheBuilder bind(String bind) {
    this.bind = Objects.requireNonNull(bind, "bind");
    return this;
  }

  /**
   * The port of an embedded member, or the first free one of the 100 from it on.
   *
   * @param port 5701 by default; only with {@code hazelcast:embedded}
   * @return this builder
   */
  public HazelcastFlagCacheBuilder port(int port) {
    this.port = port;
    return this;
  }

  /**
   * Where an embedded member looks for others.
   *
   * @param members hosts with or without a port; without one, the five from {@link #port(int)} on
   *     are tried, and one member that is found there leads to all others. {@code 127.0.0.1} by
   *     default; only with {@code hazelcast:embedded}
   * @return this builder
   */
  public HazelcastFlagCacheBuilder members(List<String> members) {
    this.members = List.copyOf(members);
    return this;
  }

  /**
   * The map that holds leases and documents.
   *
   * @param map 1 to 128 letters, digits and {@code . _ : -}; {@code flagcache} by default
   * @return this builder
   */
  public HazelcastFlagCacheBuilder map(String map) {
    this.map = Objects.requireNonNull(map, "map");
    return this;
  }

  /**
   * Which lock guards leadership.
   *
   * @param locking {@link HazelcastLocking#AUTO} by default
   * @return this builder
   */
  public HazelcastFlagCacheBuilder locking(HazelcastLocking locking) {
    this.locking = Objects.requireNonNull(locking, "locking");
    return this;
  }

  @Override
  protected FlagCacheStore openStore(FlagCacheSettings settings) {
    check(
        map.matches("[A-Za-z0-9._:-]{1,128}"),
        "map is '" + map + "'; use 1 to 128 letters, digits and . _ : -");
    InstanceSource source = source(settings);
    boolean worker = settings.role() == Role.WORKER;
    HazelcastSession session =
        new HazelcastSession(
            source,
            map,
            settings.serviceKey(),
            worker
                ? Optional.of(new Mutexes(locking, settings.lease(), System::nanoTime))
                : Optional.empty());
    Deadline deadline =
        Deadline.after(Collections.max(List.of(settings.transferDeadline(), source.startTime())));
    try {
      session.connect(deadline);
      if (worker) {
        session.findLock(deadline);
      }
    } catch (IllegalStateException e) {
      session.close();
      throw e;
    } catch (RuntimeException e) {
      LOG.warn(
          "The Hazelcast of the flag definition cache cannot be asked, which is tried again at each"
              + " call: {}",
          e.getMessage());
    }
    return new RecordStore<>(
        new HazelcastBackend(session), settings.maxPayloadBytes(), System::nanoTime);
  }

  private InstanceSource source(FlagCacheSettings settings) {
    check(
        Stream.of(url, config, instance).filter(Objects::nonNull).count() == 1,
        "Of url, config and instance, set one and no other; for example"
            + " url(\"hazelcast://dev@localhost:5701\")");
    HazelcastUrl parsed = url == null ? null : HazelcastUrl.parse(url);
    if (parsed != null && parsed.embedded()) {
      return embedded(settings);
    }
    check(
        Stream.of(cluster, bind, port, members).allMatch(Objects::isNull),
        "cluster, bind, port and members are for hazelcast:embedded; leave them out, and write the"
            + " name of a cluster into the URL of a client: hazelcast://NAME@host:5701");
    if (parsed != null) {
      return new ManagedInstance(
          () -> HazelcastClient.newHazelcastClient(MinimalConfig.client(parsed, settings)),
          Duration.ZERO,
          parsed.toString(),
          Redaction.NONE);
    }
    if (config != null) {
      HazelcastConfigFile file = HazelcastConfigFile.read(config);
      return new ManagedInstance(
          file::start,
          file.isOfClient() ? Duration.ZERO : MEMBER_START,
          file.toString(),
          file.redaction());
    }
    return external(Objects.requireNonNull(instance));
  }

  /** What such an instance makes of a map's content is the application's to say. */
  private static InstanceSource external(HazelcastInstance instance) {
    InstanceSource source = new ExternalInstance(instance);
    String advice =
        "{}: whoever writes into its maps can have it make objects of any class, which may run code"
            + " here, unless getSerializationConfig() of its configuration has a"
            + " JavaSerializationFilterConfig; docs/hazelcast.md shows one";
    Optional<Boolean> filtered = StoredObjects.isFiltered(instance);
    if (filtered.isEmpty()) {
      LOG.info(advice, source);
    } else if (!filtered.get()) {
      LOG.warn(advice, source);
    }
    return source;
  }

  private InstanceSource embedded(FlagCacheSettings settings) {
    String name = cluster == null ? DEFAULT_NAME : cluster;
    check(
        name.matches("[A-Za-z0-9._:-]{1,128}"),
        "cluster is '" + name + "'; use 1 to 128 letters, digits and . _ : -");
    int first = port == null ? DEFAULT_PORT : port;
    check(first >= 1 && first <= 65_000, "port is " + first + "; use 1 to 65000");
    String address = bind == null ? LOOPBACK : bind;
    check(
        address.matches("[0-9A-Fa-f.:*-]{2,64}"),
        "bind is '" + address + "'; use an address of this machine, such as 10.0.1.5 or 10.0.1.*");
    List<String> others = members == null ? List.of(LOOPBACK) : members;
    check(!others.isEmpty(), "members is empty; name at least one host, or leave it out");
    others.forEach(member -> HostAndPort.toConnect("members", member));
    check(
        members != null || address.equals(LOOPBACK),
        "bind is "
            + address
            + ", but members is not set, so that no other machine would be found; name some or all"
            + " of them");
    return new ManagedInstance(
        () ->
            Hazelcast.newHazelcastInstance(
                MinimalConfig.member(name, address, first, others, map, settings)),
        MEMBER_START,
        "Hazelcast member of " + name + " at " + address + ":" + first,
        Redaction.NONE);
  }

  private static void check(boolean valid, String message) {
    if (!valid) {
      throw new IllegalArgumentException(message);
    }
  }
}
