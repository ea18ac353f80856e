package io.flagcache.posthog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import com.posthog.PostHogConfig;
import com.posthog.internal.FlagDefinition;
import com.posthog.internal.LocalEvaluationResponse;
import com.posthog.internal.PostHogSerializer;
import io.flagcache.core.FlagDefinitionJson;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** With the serializer of the newest core of the SDK that can be resolved. */
final class SdkSerializerTest {

  private final Gson gson = new PostHogSerializer(config()).getGson();
  private final ScriptedProvider provider = new ScriptedProvider();
  private final PostHogBridge bridge = PostHogBridge.of(provider);

  private Map<String, Object> sdkMap(String json) {
    return gson.fromJson(json, new TypeToken<Map<String, Object>>() {}.getType());
  }

  @Test
  void whatTheSdkHandsOverIsTakenDigitByDigit() {
    String json =
        "{\"flags\":[{\"id\":7,\"rollout_percentage\":33.3}],\"large\":9007199254740993,\"text\":\"\ud83e\udd94\"}";
    bridge.onFlagDefinitionsReceived(sdkMap(json)).toCompletableFuture().join();

    assertThat(provider.received)
        .containsExactly(FlagDefinitionJson.parse(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void theSdkReadsEveryMemberOfWhatItIsGiven() {
    String json =
        new String(LoaderTestBase.fixture("captured-response.json"), StandardCharsets.UTF_8);
    provider.follows(LoaderTestBase.data(json));
    String written = gson.toJson(bridge.getFlagDefinitions().toCompletableFuture().join());

    assertThat(sdkMap(written)).isEqualTo(sdkMap(gson.toJson(sdkMap(json))));
    LocalEvaluationResponse read = gson.fromJson(written, LocalEvaluationResponse.class);
    LocalEvaluationResponse direct = gson.fromJson(json, LocalEvaluationResponse.class);
    assertThat(read.getFlags()).isNotEmpty();
    assertThat(keys(read)).isEqualTo(keys(direct));
    assertThat(gson.toJson(read)).isEqualTo(gson.toJson(direct));
  }

  /** Kotlin's constructor with default arguments, which Java sources cannot call. */
  private static PostHogConfig config() {
    Constructor<?> withDefaults =
        Stream.of(PostHogConfig.class.getDeclaredConstructors())
            .filter(Constructor::isSynthetic)
            .findFirst()
            .orElseThrow();
    Object[] arguments =
        Stream.of(withDefaults.getParameterTypes())
            .map(type -> type == boolean.class ? (Object) false : type == int.class ? 0 : null)
            .toArray();
    arguments[0] = "phc_token";
    // A set bit asks for the default of the parameter at its place: for all but the first.
    arguments[arguments.length - 2] = ~1;
    try {
      return (PostHogConfig) withDefaults.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> keys(LocalEvaluationResponse response) {
    return response.getFlags().stream().map(FlagDefinition::getKey).toList();
  }
}
