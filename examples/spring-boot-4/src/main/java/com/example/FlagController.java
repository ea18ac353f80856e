package com.example;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class FlagController {

  private final Flags flags;

  public FlagController(Flags flags) {
    this.flags = flags;
  }

  @GetMapping("/flags/{key}")
  public boolean isActive(@PathVariable String key) {
    return flags.isActive(key);
  }
}
