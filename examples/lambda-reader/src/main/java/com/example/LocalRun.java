package com.example;

import java.util.Map;

/** Does what Lambda's runtime does to a handler: starts it, calls it, and is gone. */
public final class LocalRun {

  public static void main(String[] args) {
    FlagHandler handler = new FlagHandler();
    System.out.println(args[0] + ": " + handler.handleRequest(Map.of("flag", args[0]), null));
  }
}
