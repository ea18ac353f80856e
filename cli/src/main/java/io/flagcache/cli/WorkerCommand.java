package io.flagcache.cli;

import io.flagcache.demo.worker.Worker;
import io.flagcache.demo.worker.WorkerProcess;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** One worker of the demo; started by the demo, which talks to it on standard input. */
@Command(name = WorkerProcess.COMMAND, hidden = true)
public final class WorkerCommand implements Callable<Integer> {

  /** Called by the parser of the command line. */
  public WorkerCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintStream reports =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    // Whatever else is printed goes to the log.
    System.setOut(System.err);
    return new Worker(System.in, reports).run();
  }
}
