package io.flagcache.cli;

import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.core.text.PlainText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command {@code flagcache}. */
@Command(
    name = "flagcache",
    header = "Shares one copy of PostHog's feature-flag definitions among many workers.",
    mixinStandardHelpOptions = true,
    versionProvider = ManifestVersion.class,
    subcommands = {
      SyncCommand.class,
      StandInCommand.class,
      StatusCommand.class,
      DumpCommand.class,
      WatchCommand.class,
      ReleaseCommand.class,
      SeedCommand.class,
      DoctorCommand.class,
      DemoCommand.class,
      ConformanceCommand.class,
      WorkerCommand.class
    })
public final class FlagcacheCommand implements Callable<Integer> {

  /** As a shell has it for a process that SIGINT ended. */
  private static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Called by the parser of the command line. */
  public FlagcacheCommand() {}

  /**
   * Runs a command and ends the process with its exit code: 0 for success, 1 for an answer that is
   * no, such as a broken promise or an empty cache, 2 for wrong usage and for a command that could
   * not do its work.
   *
   * @param arguments the command and its options
   */
  public static void main(String[] arguments) {
    System.exit(commandLine(System.getenv()).execute(arguments));
  }

  static CommandLine commandLine(Map<String, String> environment) {
    return commandLine(new FlagcacheCommand(), environment);
  }

  static CommandLine commandLine(Callable<Integer> command, Map<String, String> environment) {
    CommandLine root = new CommandLine(command);
    Stream.concat(Stream.of(root), root.getSubcommands().values().stream())
        .map(CommandLine::getCommandSpec)
        .filter(spec -> spec.findOption(OptionSources.CONFIG) != null)
        .forEach(spec -> spec.defaultValueProvider(new OptionSources(spec, environment)));
    return root.setOut(utf8(FileDescriptor.out))
        .setErr(utf8(FileDescriptor.err))
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(FlagcacheCommand::refuse)
        .setExecutionExceptionHandler(FlagcacheCommand::fail);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  private static int refuse(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    Optional<String> origin =
        command.getDefaultValueProvider() instanceof OptionSources sources && e.getArgSpec() != null
            ? sources.originOf(e.getArgSpec())
            : Optional.empty();
    command
        .getErr()
        .println(
            "flagcache: "
                + PlainText.lines(String.valueOf(e.getMessage()))
                + origin.map(source -> ", from " + source).orElse("")
                + " (see "
                + command.getCommandSpec().qualifiedName()
                + " --help)");
    return ExitCode.USAGE;
  }

  private static int fail(Exception e, CommandLine command, ParseResult parsed) throws Exception {
    if (e instanceof CommandFailure) {
      // A driver's message may have several lines.
      String line = PlainText.joined(String.valueOf(e.getMessage()));
      command.getErr().println("flagcache: " + PlainText.of(line));
      return ExitCode.USAGE;
    }
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return INTERRUPTED;
    }
    throw e;
  }

  private static PrintWriter utf8(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
  }
}
