package io.flagcache.hazelcast;

import com.hazelcast.config.InMemoryYamlConfig;
import com.hazelcast.config.PermissionConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.security.SecurityContext;
import com.hazelcast.security.permission.LockPermission;
import com.hazelcast.security.permission.MapPermission;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.security.Permission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has a member of the Community edition check what its clients are permitted, as Enterprise does:
 * members of both editions know which permission each request needs, and only the check is missing.
 * Clients have to be connected before.
 */
final class PermissionCheck implements AutoCloseable {

  private final Node node;
  private final List<Permission> granted = new ArrayList<>();
  private final Set<Permission> needed = Collections.synchronizedSet(new HashSet<>());

  /**
   * Begins to check.
   *
   * @param yaml a member's configuration
   */
  PermissionCheck(HazelcastInstance member, String yaml) {
    node = ((HazelcastInstanceProxy) member).getOriginal().node;
    for (PermissionConfig each :
        new InMemoryYamlConfig(yaml).getSecurityConfig().getClientPermissionConfigs()) {
      for (String action : each.getActions()) {
        granted.add(
            each.getType() == PermissionConfig.PermissionType.LOCK
                ? new LockPermission(each.getName(), action)
                : new MapPermission(each.getName(), action));
      }
    }
    check(
        (SecurityContext)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SecurityContext.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("checkPermission")) {
                    check((Permission) arguments[1]);
                  }
                  return null;
                }));
  }

  private void check(Permission permission) {
    needed.add(permission);
    if (granted.stream().noneMatch(each -> each.implies(permission))) {
      throw new SecurityException("Not permitted: " + permission);
    }
  }

  private void check(@Nullable SecurityContext context) {
    try {
      Field field = Node.class.getField("securityContext");
      field.setAccessible(true);
      field.set(node, context);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is granted for nothing. */
  List<Permission> unneeded() {
    return granted.stream().filter(each -> needed.stream().noneMatch(each::implies)).toList();
  }

  @Override
  public void close() {
    check((SecurityContext) null);
  }
}
