package org.llavamed.examples.commands;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/** What Ctrl-C does: by default it ends the program with 130, and while something can be cancelled it cancels that. */
public final class Interrupts {
    private volatile Runnable action = () -> Runtime.getRuntime().halt(ExitCode.CANCELLED);

    /**
     * Catches Ctrl-C from now on. The JDK's only way to go on after it is {@code sun.misc.Signal}, which the compiler warns
     * of; where it is missing, Ctrl-C ends the program as it does any.
     */
    public void install() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    raise();
                }
                return null;
            };
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, calls);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"), proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return; // the default handling stays
        }
    }

    /** Does what Ctrl-C does now. */
    void raise() {
        action.run();
    }

    /** Ctrl-C does this until the scope is closed. */
    Scope during(Runnable meanwhile) {
        Runnable before = action;
        action = meanwhile;
        return () -> action = before;
    }

    /** The next Ctrl-C does this, and those after it what they do now, until the scope is closed. */
    Scope once(Runnable meanwhile) {
        Runnable before = action;
        return during(() -> {
            action = before;
            meanwhile.run();
        });
    }

    /** Ctrl-C does this before what it does now, until the scope is closed. */
    Scope first(Runnable before) {
        Runnable now = action;
        return during(() -> {
            before.run();
            now.run();
        });
    }

    /** Time in which Ctrl-C does something else. */
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }
}
