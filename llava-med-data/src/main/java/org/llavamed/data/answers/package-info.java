/**
 * Files of questions and files of answers: reading the first, answering them with a model, and writing the second so that a
 * run that was stopped goes on where it stopped.
 */
@NullMarked
package org.llavamed.data.answers;

import org.jspecify.annotations.NullMarked;
