package io.flagcache.testservers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A JVM that makes workers when it is told to, and that can be stopped, continued and killed with
 * all of them. Safe to use from any thread.
 */
public final class WorkerJvm {

  private static final String ITSELF = "0";
  private static final String READY = "ready";
  private static final String END = "end";

  /** More of them at the same time keep running workers from answering. */
  private static final Semaphore STARTS = new Semaphore(2);

  private final Process process;
  private final Writer questions;
  private final Map<String, BlockingQueue<String>> answers = new ConcurrentHashMap<>();
  private final AtomicInteger seats = new AtomicInteger();
  private volatile boolean ended;

  private WorkerJvm(Process process) {
    this.process = process;
    this.questions = process.outputWriter(UTF_8);
  }

  /**
   * Starts one, and waits until it is there.
   *
   * @param classPath what it runs; it has to have this class
   * @param options of the JVM, system properties for example
   * @param skew how far its clock is ahead
   */
  public static WorkerJvm start(String classPath, List<String> options, Duration skew) {
    List<String> command = ShortJvm.command("-Xmx100m");
    command.addAll(options);
    if (!skew.isZero()) {
      command.add(WrongClockAgent.option(skew));
    }
    command.addAll(List.of("-cp", classPath, WorkerJvm.class.getName()));
    STARTS.acquireUninterruptibly();
    try {
      WorkerJvm jvm =
          new WorkerJvm(new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
      Runtime.getRuntime().addShutdownHook(new Thread(jvm::kill));
      jvm.queue(ITSELF);
      Thread listener = new Thread(jvm::listen, "answers");
      listener.setDaemon(true);
      listener.start();
      jvm.hear(ITSELF);
      return jvm;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      STARTS.release();
    }
  }

  private BlockingQueue<String> queue(String seat) {
    BlockingQueue<String> queue = answers.computeIfAbsent(seat, missing -> newQueue());
    if (ended) {
      queue.add(END);
    }
    return queue;
  }

  private static BlockingQueue<String> newQueue() {
    return new LinkedBlockingQueue<>();
  }

  private void listen() {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // The JVM itself may have something to say, too.
        if (line.matches("\\d+ .+")) {
          int space = line.indexOf(' ');
          queue(line.substring(0, space)).add(line.substring(space + 1));
        }
      }
    } catch (IOException processHasEnded) {
      // As after the last line.
    }
    ended = true;
    answers.values().forEach(queue -> queue.add(END));
  }

  /**
   * Makes a worker.
   *
   * @param url finds its provider
   * @throws IllegalStateException if that cannot be made
   * @throws UncheckedIOException if the JVM has ended
   */
  public WorkerProcess open(String url) {
    String seat = Integer.toString(seats.incrementAndGet());
    WorkerProcess worker = new WorkerProcess(this, seat);
    tell(seat, "open " + url);
    return worker;
  }

  /** Asks the worker on a seat, which answers one question after the other. */
  String tell(String seat, String question) {
    try {
      queue(seat);
      synchronized (questions) {
        questions.write(seat + " " + question + "\n");
        questions.flush();
      }
      return hear(seat);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String hear(String seat) throws IOException {
    BlockingQueue<String> queue = queue(seat);
    String answer;
    try {
      answer = queue.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
    if (answer.equals(END)) {
      queue.add(END);
      throw new EOFException("The worker has ended");
    }
    if (answer.startsWith(WorkerSeat.FAILED)) {
      throw new IllegalStateException("The worker " + answer);
    }
    return answer;
  }

  /** Forgets a worker that has been shut down. */
  void leave(String seat) {
    answers.remove(seat);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Stops the process where it is. */
  public void pause() {
    ServerProcesses.pause(process.toHandle());
  }

  public void resume() {
    ServerProcesses.resume(process.toHandle());
  }

  /** Ends the process without a last word. */
  public void kill() {
    ServerProcesses.kill(process.toHandle());
  }

  /** Lets the process end by itself, and says whether it did. */
  public boolean end(Duration patience) {
    try {
      questions.close();
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
          && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The process itself: answers each line of its input by one line, in the order of each seat. */
  public static void main(String[] none) throws IOException {
    PrintStream answers = System.out;
    // Whatever logs must not come between the answers.
    System.setOut(System.err);
    Map<String, WorkerSeat> seats = new HashMap<>();
    answers.println(ITSELF + " " + READY);
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      int space = line.indexOf(' ');
      String seat = line.substring(0, space);
      String question = line.substring(space + 1);
      seats
          .computeIfAbsent(seat, missing -> new WorkerSeat())
          .ask(question, answer -> answers.println(seat + " " + answer));
      if (question.equals(WorkerSeat.SHUTDOWN)) {
        seats.remove(seat);
      }
    }
    System.exit(0);
  }
}
