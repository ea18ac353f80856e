package io.flagcache.testservers;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The code of a class with all that reads the machine's clock reading {@link WrongClock}. */
final class WrongClockCode {

  private static final String WRONG_CLOCK = "io/flagcache/testservers/WrongClock";
  private static final String DATE = "java/util/Date";

  private WrongClockCode() {}

  /** The same array where nothing is to be replaced. */
  static byte[] of(byte[] code) {
    if (!mentionsClocks(code)) {
      return code;
    }
    ClassReader reader = new ClassReader(code);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access,
              String name,
              String descriptor,
              @Nullable String signature,
              String @Nullable [] exceptions) {
            return new Clocks(super.visitMethod(access, name, descriptor, signature, exceptions));
          }
        },
        0);
    return writer.toByteArray();
  }

  /** Whether a name stands in it that every reading of a clock has; its names are plain text. */
  private static boolean mentionsClocks(byte[] code) {
    String text = new String(code, StandardCharsets.ISO_8859_1);
    return text.contains("currentTimeMillis") || text.contains("java/time/") || text.contains(DATE);
  }

  /** Puts the wrong clock in the place of each call that reads the machine's. */
  private static final class Clocks extends MethodVisitor {

    Clocks(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (opcode == Opcodes.INVOKESTATIC && isClock(owner, name)) {
        super.visitMethodInsn(opcode, WRONG_CLOCK, name, descriptor, false);
      } else if (opcode == Opcodes.INVOKESTATIC && isNow(owner, name, descriptor)) {
        boolean zoned = descriptor.startsWith("(Ljava/time/ZoneId;)");
        super.visitMethodInsn(
            opcode,
            WRONG_CLOCK,
            zoned ? "system" : "systemDefaultZone",
            (zoned ? "(Ljava/time/ZoneId;)" : "()") + "Ljava/time/Clock;",
            false);
        super.visitMethodInsn(
            opcode, owner, name, "(Ljava/time/Clock;)L" + owner + ";", isInterface);
      } else if (opcode == Opcodes.INVOKESPECIAL
          && owner.equals(DATE)
          && name.equals("<init>")
          && descriptor.equals("()V")) {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, WRONG_CLOCK, "currentTimeMillis", "()J", false);
        super.visitMethodInsn(opcode, owner, name, "(J)V", false);
      } else {
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      }
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      Object[] replaced = arguments.clone();
      for (int i = 0; i < replaced.length; i++) {
        if (replaced[i] instanceof Handle handle
            && (isClock(handle.getOwner(), handle.getName()) || isInstantNow(handle))) {
          replaced[i] =
              new Handle(handle.getTag(), WRONG_CLOCK, handle.getName(), handle.getDesc(), false);
        }
      }
      super.visitInvokeDynamicInsn(name, descriptor, bootstrap, replaced);
    }

    private static boolean isClock(String owner, String name) {
      return (owner.equals("java/lang/System") && name.equals("currentTimeMillis"))
          || (owner.equals("java/time/Clock") && name.startsWith("system"));
    }

    private static boolean isNow(String owner, String name, String descriptor) {
      return owner.startsWith("java/time/")
          && name.equals("now")
          && !descriptor.startsWith("(Ljava/time/Clock;)");
    }

    private static boolean isInstantNow(Handle handle) {
      return handle.getOwner().equals("java/time/Instant")
          && handle.getName().equals("now")
          && handle.getDesc().startsWith("()");
    }
  }
}
