package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person reads who mistyped something. */
class WrongUseTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "figure | Did you mean: llava-med figures",
                "align --input a --output b --seed many | '--seed': 'many' is not a whole number",
                "ask --image a --question b --temperature warm | 'warm' is not a number",
                "ask --image a --question b --precision f64 | expected one of [auto, f32, bf16] but was 'f64'",
                "modality --input a --output b --score | --output and --score cannot be given together",
                "dataset split --input a --output b --fractions 0.5,0.5 --counts 1,1 | cannot be given together",
                "instruct --input a --output b --model m | --base-url is needed; only --dry-run goes without",
                "instruct --input a --output b --model m --dry-run --boxes c | --boxes does not go with --kind dialogue",
                "instruct --input a --output b --model m --dry-run --captions c | --captions does not go with",
                "instruct --input a --output b --model m --kind detail --variant 10k | --variant goes with --kind dialogue",
            })
    void saysItInPlainWords(String command, String message) {
        Run run = Run.of(command.split(" "));
        assertEquals(ExitCode.USAGE, run.code());
        assertTrue(run.err().contains(message), run.err());
    }

    /** A command that is named first is made alone; it must be the one that is made with all others. */
    @Test
    void aCommandIsTheSameAloneAndAmongAll() {
        Run all = Run.of("--help").expect(0);
        List<String> names = all.out()
                .lines()
                .filter(line -> line.matches(" {2}[a-z].*"))
                .map(line -> line.strip().replaceFirst(" .*", ""))
                .filter(name -> !name.equals("help") && !name.equals("llava-med"))
                .toList();
        assertTrue(names.size() > 20 && names.contains("ask") && names.contains("train"), all.out());
        for (String name : names) {
            assertEquals(
                    Run.of("help", name).expect(0).out(),
                    Run.of(name, "--help").expect(0).out(),
                    name);
        }
    }

    @Test
    void helpNamesACommand() {
        Run run = Run.of("help", "figures");
        assertEquals(ExitCode.OK, run.code());
        assertTrue(run.out().startsWith("Usage: llava-med figures"), run.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ask",
                "answer",
                "trace",
                "assemble",
                "instruct",
                "clean",
                "dataset split",
                "evaluate vqa",
                "evaluate compare",
                "show-sample",
                "train"
            })
    void anExampleCanBePasted(String command) {
        String help = Run.of((command + " --help").split(" ")).expect(0).out();
        String example = help.substring(help.indexOf("Example:")).strip();
        String unbroken = example.replaceAll(" \\\\\\R +", " ");
        assertTrue(unbroken.lines().allMatch(line -> line.startsWith("  llava-med ") || line.equals("Example:")), help);
        assertTrue(example.lines().allMatch(line -> line.length() <= 100), help);
    }
}
