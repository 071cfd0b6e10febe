package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.llavamed.examples.builtin.BuiltInModel;

class ModelFolderTest {
    @Test
    void theNameIsTheBuiltInModelAndAPathIsAFolder() {
        assertTrue(ModelFolder.of("built-in").isBuiltIn());
        for (String folder : new String[] {"./built-in", "built-in/", "Built-in", "x/built-in"}) {
            assertFalse(ModelFolder.of(folder).isBuiltIn(), folder);
            assertEquals(Path.of(folder), ModelFolder.of(folder).path());
        }
        Run run = Run.of("inspect", "--model", "built-in/").expect(1);
        assertTrue(run.err().startsWith("error: built-in"), run.err());
    }

    @Test
    void withoutAModelItIsTheBuiltInOne() {
        String folder = BuiltInModel.folder().toString();
        String named =
                Run.of("inspect", "--json", "--model", "built-in").expect(0).out();
        assertEquals(named, Run.of("inspect", "--json").expect(0).out());
        assertEquals(
                named, Run.of("inspect", "--json", "--model", folder).expect(0).out());
    }

    @Test
    void partsOfAModelNeedItsName() {
        Run run = Run.of("ask", "--question", "a", "--adapter", "x").expect(2);
        assertTrue(run.err().contains("--model DIR (or built-in) is needed"), run.err());
        Run inspect = Run.of("inspect", "--projector", "x").expect(2);
        assertTrue(inspect.err().contains("--model DIR (or built-in) is needed"), inspect.err());
    }
}
