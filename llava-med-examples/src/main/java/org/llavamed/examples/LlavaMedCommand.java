package org.llavamed.examples;

import org.llavamed.examples.commands.CommandText;
import org.llavamed.examples.commands.Commands;
import org.llavamed.examples.commands.Terminal;

/** The program {@code llava-med}: {@code java -jar llava-med.jar ask --image xray.png --question "..."}. */
public final class LlavaMedCommand {
    private LlavaMedCommand() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param args name of the command and its options
     */
    public static void main(String[] args) {
        Terminal terminal = Terminal.standard();
        terminal.interrupts().install();
        System.exit(Commands.run(terminal, CommandText.restore(args)));
    }
}
