/** The subcommands of {@code llava-med}. Data goes to stdout, progress and complaints to stderr. */
@NullMarked
package org.llavamed.examples.commands;

import org.jspecify.annotations.NullMarked;
