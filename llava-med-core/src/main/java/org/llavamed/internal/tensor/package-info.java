/**
 * Tensors and the kernels that compute on them. The only package that touches DJL and, through it, libtorch.
 *
 * <p>DJL's own operations abort the JVM on some data types (bfloat16 among them) and lack attention, RMSNorm and mapped
 * weights. So nothing here uses them: {@link org.llavamed.internal.tensor.Ops} calls small TorchScript methods (the
 * resource {@code kernels.txt}), and a {@link org.llavamed.internal.tensor.Tensor} never hands out the native array, which
 * makes DJL's fatal types unreachable.
 */
@NullMarked
package org.llavamed.internal.tensor;

import org.jspecify.annotations.NullMarked;
