package org.llavamed.internal.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test after which more native tensors or scopes are open than before it. */
public final class ResourceBaseline implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(ResourceBaseline.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(SPACE).put("tensors", TensorScope.liveTensors());
        context.getStore(SPACE).put("scopes", TensorScope.liveScopes());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertEquals(context.getStore(SPACE).get("tensors"), TensorScope.liveTensors(), "open tensors");
        assertEquals(context.getStore(SPACE).get("scopes"), TensorScope.liveScopes(), "open scopes");
    }
}
