package io.flagcache.posthog;

import static org.assertj.core.api.Assertions.assertThat;

import com.posthog.server.PostHogFlagDefinitionCacheProvider;
import java.io.DataInputStream;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The stub is, to the letter, the interface that the SDK has from version 2.7.0 on. */
final class SdkStubTest {

  private static final String[] DESCRIPTORS = {
    "getFlagDefinitions()Ljava/util/concurrent/CompletionStage;",
    "onFlagDefinitionsReceived(Ljava/util/Map;)Ljava/util/concurrent/CompletionStage;",
    "shouldFetchFlagDefinitions()Ljava/util/concurrent/CompletionStage;",
    "shutdown()Ljava/util/concurrent/CompletionStage;"
  };

  @Test
  void hasTheNameAndDescriptorsOfTheSdk() {
    assertThat(PostHogFlagDefinitionCacheProvider.class.getName())
        .isEqualTo("com.posthog.server.PostHogFlagDefinitionCacheProvider");
    assertThat(descriptors(PostHogFlagDefinitionCacheProvider.class.getDeclaredMethods()))
        .containsExactlyInAnyOrder(DESCRIPTORS);
  }

  @Test
  void hasTheGenericSignaturesOfTheSdk() {
    assertThat(PostHogFlagDefinitionCacheProvider.class.getDeclaredMethods())
        .extracting(
            method ->
                method.getGenericReturnType().getTypeName()
                    + Arrays.toString(method.getGenericParameterTypes()))
        .containsExactlyInAnyOrder(
            "java.util.concurrent.CompletionStage<java.util.Map<java.lang.String, java.lang.Object>>[]",
            "java.util.concurrent.CompletionStage<java.lang.Boolean>[]",
            "java.util.concurrent.CompletionStage<java.lang.Void>"
                + "[java.util.Map<java.lang.String, ?>]",
            "java.util.concurrent.CompletionStage<java.lang.Void>[]");
  }

  @Test
  void isAnInterfaceOfJava8WithoutDefaultMethods() throws Exception {
    assertThat(PostHogFlagDefinitionCacheProvider.class)
        .satisfies(type -> assertThat(type.isInterface()).isTrue());
    assertThat(PostHogFlagDefinitionCacheProvider.class.getDeclaredMethods())
        .noneMatch(Method::isDefault);
    String file = "/" + PostHogFlagDefinitionCacheProvider.class.getName().replace('.', '/');
    try (InputStream in = getClass().getResourceAsStream(file + ".class");
        DataInputStream data = new DataInputStream(in)) {
      assertThat(data.readInt()).isEqualTo(0xCAFEBABE);
      assertThat(data.readUnsignedShort()).as("minor version").isZero();
      assertThat(data.readUnsignedShort()).as("major version").isEqualTo(52);
    }
  }

  @Test
  void isImplementedByTheBridgeUnderTheSameDescriptors() {
    assertThat(PostHogBridge.class.getInterfaces())
        .containsExactly(PostHogFlagDefinitionCacheProvider.class);
    assertThat(descriptors(PostHogBridge.class.getMethods())).contains(DESCRIPTORS);
  }

  private static Stream<String> descriptors(Method[] methods) {
    return Stream.of(methods)
        .map(
            method ->
                method.getName()
                    + MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                        .toMethodDescriptorString());
  }
}
