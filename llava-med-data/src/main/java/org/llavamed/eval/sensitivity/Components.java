package org.llavamed.eval.sensitivity;

import java.util.HashMap;
import java.util.Map;

/** Names that belong together, directly or through others. */
final class Components {
    private final Map<String, String> parents = new HashMap<>();

    /** Puts two names together. */
    void join(String one, String other) {
        String root = root(one);
        String otherRoot = root(other);
        if (!root.equals(otherRoot)) {
            parents.put(otherRoot, root);
        }
    }

    /** One name for all that belong together. */
    String root(String name) {
        String root = name;
        for (String parent = parents.get(root); parent != null; parent = parents.get(root)) {
            root = parent;
        }
        for (String next = name; !next.equals(root); ) { // the next look is short
            String parent = parents.put(next, root);
            next = parent == null ? root : parent;
        }
        return root;
    }
}
