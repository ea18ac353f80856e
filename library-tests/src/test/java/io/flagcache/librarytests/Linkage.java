package io.flagcache.librarytests;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Finds what compiled classes name and the class path does not have: types, and members with their
 * exact descriptors, as the JVM would when it comes to the instruction, which may be never in a
 * test.
 */
final class Linkage {
  private final ClassLoader classPath;
  private final Map<String, Optional<Members>> known = new HashMap<>();
  private final SortedSet<String> missing = new TreeSet<>();

  Linkage(ClassLoader classPath) {
    this.classPath = classPath;
  }

  /** What is missing so far, such as {@code java/util/List.gone()V}. */
  Set<String> missing() {
    return missing;
  }

  /** Looks at the instructions of a class. */
  void check(byte[] user) {
    new ClassReader(user)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public void visit(
                  int version,
                  int access,
                  String name,
                  @Nullable String signature,
                  @Nullable String superName,
                  String @Nullable [] interfaces) {
                demand(superName);
                if (interfaces != null) {
                  List.of(interfaces).forEach(Linkage.this::demand);
                }
              }

              @Override
              public MethodVisitor visitMethod(
                  int access,
                  String name,
                  String descriptor,
                  @Nullable String signature,
                  String @Nullable [] exceptions) {
                return new Instructions();
              }
            },
            ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }

  private void demand(@Nullable String type) {
    if (type != null && !type.startsWith("[") && members(type).isEmpty()) {
      missing.add(type);
    }
  }

  private void demand(String owner, String member) {
    if (owner.startsWith("[")) {
      return;
    }
    if (members(owner).isEmpty()) {
      missing.add(owner);
    } else if (!has(owner, member)) {
      missing.add(owner + "." + member);
    }
  }

  private boolean has(String type, String member) {
    Optional<Members> found = members(type);
    return found.isPresent()
        && (found.get().names().contains(member)
            || found.get().inherited().stream().anyMatch(parent -> has(parent, member)));
  }

  private Optional<Members> members(String type) {
    Optional<Members> found = known.get(type);
    if (found == null) {
      found = read(type);
      known.put(type, found);
    }
    return found;
  }

  private Optional<Members> read(String type) {
    try (InputStream in = classPath.getResourceAsStream(type + ".class")) {
      return in == null ? Optional.empty() : Optional.of(Members.of(new ClassReader(in)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Members(Set<String> inherited, Set<String> names) {

    static Members of(ClassReader type) {
      Set<String> inherited = new HashSet<>(List.of(type.getInterfaces()));
      if (type.getSuperName() != null) {
        inherited.add(type.getSuperName());
      }
      Set<String> names = new HashSet<>();
      type.accept(
          new ClassVisitor(Opcodes.ASM9) {
            @Override
            public @Nullable FieldVisitor visitField(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                @Nullable Object value) {
              names.add(name + ":" + descriptor);
              return null;
            }

            @Override
            public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
              names.add(name + descriptor);
              return null;
            }
          },
          ClassReader.SKIP_CODE);
      return new Members(inherited, names);
    }
  }

  private final class Instructions extends MethodVisitor {
    Instructions() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean ofInterface) {
      demand(owner, name + descriptor);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      demand(owner, name + ":" + descriptor);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      demand(type);
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
      demand(type);
    }

    @Override
    public void visitLdcInsn(Object value) {
      if (value instanceof Type type && type.getSort() == Type.OBJECT) {
        demand(type.getInternalName());
      }
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      for (Object argument : arguments) {
        if (argument instanceof Handle handle) {
          boolean isField = handle.getTag() <= Opcodes.H_PUTSTATIC;
          demand(handle.getOwner(), handle.getName() + (isField ? ":" : "") + handle.getDesc());
        }
      }
    }
  }
}
