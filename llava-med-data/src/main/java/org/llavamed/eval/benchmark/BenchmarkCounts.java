package org.llavamed.eval.benchmark;

import java.util.List;
import java.util.Objects;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.BenchmarkItem;

/**
 * How much there is of a benchmark.
 *
 * @param images different images
 * @param questions questions
 * @param open those of them that want a free text
 * @param closed those of them that want one of a few answers
 */
public record BenchmarkCounts(int images, int questions, int open, int closed) {
    static BenchmarkCounts of(List<BenchmarkItem> items) {
        int open = (int)
                items.stream().filter(item -> item.type() == AnswerType.OPEN).count();
        int images = (int) items.stream()
                .map(BenchmarkItem::image)
                .filter(Objects::nonNull)
                .distinct()
                .count();
        return new BenchmarkCounts(images, items.size(), open, items.size() - open);
    }
}
