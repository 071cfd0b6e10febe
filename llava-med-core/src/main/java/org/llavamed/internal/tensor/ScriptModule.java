package org.llavamed.internal.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.llavamed.error.EngineException;

/**
 * A compiled TorchScript class without attributes, hence safe to call from many threads. All calls run in libtorch's
 * inference mode.
 */
final class ScriptModule {
    private final PtSymbolBlock block;

    private ScriptModule(PtSymbolBlock block) {
        this.block = block;
    }

    /**
     * Compiles a class from a resource of this package; it stays loaded as long as the JVM.
     *
     * @param resource file name beside this class
     * @param className name of the class in it
     */
    static ScriptModule load(String resource, String className) {
        return compile(resource, className, read(resource));
    }

    /** Compiles a class from its text; the name stands for it in messages. */
    static ScriptModule compile(String name, String className, String source) {
        byte[] archive = ScriptArchive.of(className, source);
        try {
            PtNDManager root = (PtNDManager) NativeEngine.root();
            return new ScriptModule(JniUtils.loadModule(root, new ByteArrayInputStream(archive), false, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a byte array does not fail
        } catch (RuntimeException e) {
            throw new EngineException("libtorch refused the kernels of " + name + ": " + e.getMessage(), e);
        }
    }

    static String read(String resource) {
        try (InputStream in = ScriptModule.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new EngineException("the library's jar lacks " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Calls a method that returns a tensor; the result belongs to the scope. */
    Tensor tensor(TensorScope scope, DType type, String method, Object... arguments) {
        try (IValue result = call(method, arguments)) {
            return new Tensor(scope, result.toTensor(scope.manager()), type);
        }
    }

    /** Calls a method that returns a truth value. */
    boolean truth(String method, Object... arguments) {
        try (IValue result = call(method, arguments)) {
            return result.toBoolean();
        }
    }

    /** Calls a method for its effect on a tensor it is given. */
    void run(String method, Object... arguments) {
        call(method, arguments).close();
    }

    /**
     * Calls a method with autograd, outside inference mode. Only tensors and lists of tensors can be given: the public way
     * into such a call is DJL's list of named arrays.
     *
     * @param scope owner of the results
     * @param type element type of all results
     * @param method a method that returns a tensor or a list of tensors
     * @param first the first argument, a tensor of the same scope
     * @param more further arguments: a Tensor, or a non-empty List of them
     */
    List<Tensor> differentiable(TensorScope scope, DType type, String method, Tensor first, Object... more) {
        NDList inputs = new NDList(); // results go to the manager of the first array
        try (NDArray selector = scope.manager().zeros(new Shape(1))) {
            IdentityHashMap<NDArray, String> places = new IdentityHashMap<>();
            inputs.add(named(first, "", places));
            for (int i = 0; i < more.length; i++) {
                if (more[i] instanceof Tensor tensor) {
                    inputs.add(named(tensor, "", places));
                } else {
                    for (Object element : (List<?>) more[i]) {
                        inputs.add(named((Tensor) element, "list" + i + "[]", places));
                    }
                }
            }
            selector.setName("module_method:" + method);
            inputs.add(selector);
            ComputeThreads.settle();
            // Per thread. The optimizer would cut the graph into pieces that libtorch differentiates by itself.
            JniUtils.setGraphExecutorOptimize(false);
            List<Tensor> results = new ArrayList<>();
            for (NDArray result : IValueUtils.forward(block, inputs, true)) {
                results.add(new Tensor(scope, (PtNDArray) result, type));
            }
            return results;
        } catch (ai.djl.engine.EngineException e) {
            throw new EngineException(failure(method, flat(first, more), e), e);
        } finally {
            JniUtils.setGraphExecutorOptimize(true);
        }
    }

    /** The name says which list an array belongs to, and an array has one name. */
    private static PtNDArray named(Tensor tensor, String name, IdentityHashMap<NDArray, String> places) {
        PtNDArray array = tensor.handle();
        if (!places.computeIfAbsent(array, key -> name).equals(name)) {
            throw new IllegalArgumentException("one tensor in two places of a call: " + tensor);
        }
        array.setName(name.isEmpty() ? null : name);
        return array;
    }

    private static Object[] flat(Tensor first, Object... more) {
        List<Object> all = new ArrayList<>(List.of(first));
        for (Object argument : more) {
            all.add(argument instanceof List<?> list ? list.size() + " tensors" : argument);
        }
        return all.toArray();
    }

    private IValue call(String method, Object... arguments) {
        IValue[] values = new IValue[arguments.length];
        try {
            for (int i = 0; i < arguments.length; i++) {
                values[i] = toValue(arguments[i]);
            }
            ComputeThreads.settle();
            return IValueUtils.runMethod(block, method, values);
        } catch (ai.djl.engine.EngineException e) {
            throw new EngineException(failure(method, arguments, e), e);
        } finally {
            for (IValue value : values) {
                if (value != null) {
                    value.close();
                }
            }
        }
    }

    private static IValue toValue(Object argument) {
        if (argument instanceof Tensor tensor) {
            return IValue.from(tensor.handle());
        } else if (argument instanceof Long number) {
            return IValue.from(number.longValue());
        } else if (argument instanceof Integer number) {
            return IValue.from(number.longValue());
        } else if (argument instanceof Double number) {
            return IValue.from(number.doubleValue());
        } else if (argument instanceof String text) {
            return IValue.from(text);
        } else if (argument instanceof long[] list) {
            return IValue.listFrom(list);
        } else if (argument instanceof Tensor[] list) {
            return IValue.listFrom(Arrays.stream(list).map(Tensor::handle).toArray(PtNDArray[]::new));
        }
        throw new IllegalArgumentException("no script value for " + argument.getClass());
    }

    /** The first line of libtorch's message says what; shapes and types say where. */
    private static String failure(String method, Object[] arguments, RuntimeException e) {
        String message = String.valueOf(e.getMessage()).strip();
        boolean memory = message.contains("not enough memory") || message.contains("can't allocate memory");
        String hint = memory
                ? " (the machine is out of memory: use a smaller precision, a shorter context or fewer chats; in"
                        + " training gradient_checkpointing or a smaller batch_size)"
                : "";
        return "kernel " + method
                + Arrays.toString(Arrays.stream(arguments)
                        .filter(Tensor.class::isInstance)
                        .toArray()) + " failed" + hint + ": " + message;
    }
}
