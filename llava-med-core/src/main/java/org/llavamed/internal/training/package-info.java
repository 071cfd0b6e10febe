/** Training inside: schedule, order of samples, and what else a run computes with. */
@NullMarked
package org.llavamed.internal.training;

import org.jspecify.annotations.NullMarked;
